"""One message of a conversation: who said it, its text as Markdown, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.chat.number_marks import mark_numbers
from maemi_gui.widgets.marked_text import finding_line
from maemi_gui.widgets.words import ElidedLabel, label

if TYPE_CHECKING:
    from maemi.project.rows import Finding


class MarkdownText(QTextBrowser):
    """Shows Markdown at its full height; loads no image, no style, nothing from anywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextBrowser { background: transparent; border: 0; padding: 0; }")
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        return None

    def set_markdown(self, text: str) -> None:
        """Show a text; HTML in it is shown as it was written."""
        self._text = text
        self.document().setMarkdown(
            text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        )
        self._fit()

    def set_plain(self, text: str) -> None:
        """Show a text letter by letter."""
        self._text = text
        self.document().setPlainText(text)
        self._fit()

    def mark(self, findings: Sequence[Finding]) -> None:
        """Mark these in the text as it was given last."""
        self.set_markdown(self._text)
        mark_numbers(self.document(), self._text, findings)
        self._fit()

    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the conversation scrolls, not the message

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = int(self.document().size().height()) + 4
        if height != self.height():
            self.setFixedHeight(height)


class MessageView(QFrame):
    """A question, or an answer with Copy and Keep as pair."""

    keep = Signal()

    def __init__(self, role: str, who: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self._findings: list[Finding] = []
        self.setProperty("kind", "card" if role == "assistant" else "")
        self.heading = ElidedLabel(who, "muted")
        self.body = MarkdownText()
        self.body.setAccessibleName(f"{'Answer of' if role == 'assistant' else 'Said by'} {who}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(self.body)
        self.findings = label("", "", wrap=True, selectable=True)
        self.findings.setTextFormat(Qt.TextFormat.RichText)
        self.findings.setAccessibleName("What the file and the measurement say")
        self.findings.hide()
        layout.addWidget(self.findings)
        self.copy_button = _button("Copy", "copy", "Copy the answer")
        self.copy_button.clicked.connect(self._copy)
        self.keep_button = _button("Keep as pair", "add", "Make a pair of this question and answer, to be reviewed")
        self.keep_button.clicked.connect(self.keep)
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.keep_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        layout.addWidget(self._tools)
        self._tools.setVisible(role == "assistant" and bool(text))
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """The message so far."""
        if self.role == "assistant":
            self.body.set_markdown(text)
        else:
            self.body.set_plain(text)

    def finish(self, text: str) -> None:
        """The message is whole: it can be copied and kept, where there is any."""
        self.set_text(text or "*No answer came.*")
        self._tools.setVisible(self.role == "assistant" and bool(text))

    def tell(self, findings: Sequence[Finding]) -> None:
        """Mark the answer's numbers: those that agree, and those that differ with what was measured beside them."""
        self._findings = list(findings)
        told = [finding for finding in self._findings if finding.kind == "agrees" or finding.is_warning]
        self.body.mark(told)
        lines = dict.fromkeys(finding_line(finding) for finding in told if finding.is_warning)
        self.findings.setText("<br>".join(lines))
        self.findings.setVisible(bool(lines))

    def kept(self) -> None:
        """It is a pair now."""
        self.keep_button.setText("Kept")
        self.keep_button.setEnabled(False)
        self.keep_button.setAccessibleName("Kept as a pair")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "body"):
            self.set_text(self.body.text())
            self.tell(self._findings)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.body.text())
        self.copy_button.setText("Copied")


def _button(text: str, icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    theme.tint(button, icon)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    return button
