"""The findings of a pair, a line each: looking at a line lights its words up, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from maemi_gui.widgets.key_button import KeyButton
from maemi_gui.widgets.marked_text import finding_line, tone_of
from maemi_gui.widgets.tones import css, wash

if TYPE_CHECKING:
    from maemi.project.rows import Finding


class FindingsView(QWidget):
    """Lines, and below them the button that replaces by the measured value, where there is anything to replace."""

    looked_at = Signal(int)
    """The place of the finding under the mouse or with the focus; -1 for none."""
    replace = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Findings")
        self._lines: list[_Line] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.button = KeyButton("Use the measured value", "M", "good")
        self.button.clicked.connect(self.replace)
        self._layout.addWidget(self.button)
        self.tell(())

    def tell(self, findings: Sequence[Finding], replaceable: int = 0) -> None:
        """Show these; `replaceable`: how many of them have a measured value to put in."""
        for line in self._lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for at, finding in enumerate(findings):
            line = _Line(finding, at, self)
            line.looked_at.connect(self.looked_at)
            self._layout.insertWidget(at, line)
            self._lines.append(line)
        self.button.setVisible(replaceable > 0)
        words = "Use the measured value" if replaceable < 2 else f"Use the measured value (1 of {replaceable})"
        self.button.setText(words)
        self.button.setAccessibleName(f"{words} ({self.button.printed_key()})")
        every = "; Shift+M replaces all" if replaceable > 1 else ""
        self.button.setToolTip(f"Put the measured value in the place of the number — key M{every}. Undo takes it back")
        self.setVisible(bool(findings))

    def light(self, at: int) -> None:
        """Show which finding is looked at; -1 for none."""
        for place, line in enumerate(self._lines):
            line.light(place == at)

    def texts(self) -> list[str]:
        """What the lines say, without marks."""
        return [line.plain for line in self._lines]


class _Line(QLabel):
    looked_at = Signal(int)

    def __init__(self, finding: Finding, at: int, parent: QWidget) -> None:
        super().__init__(finding_line(finding), parent)
        self._at, self._finding = at, finding
        self.plain = finding.message
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setMinimumWidth(40)
        self.setMargin(2)
        self.setAccessibleName(f"Finding: {finding.message}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def light(self, on: bool) -> None:
        colour = css(wash(tone_of(self._finding), 45)) if on else "transparent"
        self.setStyleSheet(f"background-color: {colour}; border-radius: 4px;")

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit(self._at)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.looked_at.emit(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit(self._at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.looked_at.emit(-1)
