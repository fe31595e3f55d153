"""One sentence above a panel: what went wrong or what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from maemi_gui.widgets.tones import Tone, css, tone, wash


class Notice(QFrame):
    """Hidden until `tell` is called; a person closes it, or `clear` does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._tone: Tone = "info"
        self._act: Callable[[], object] | None = None
        self._label = QLabel(wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._button = QPushButton("OK")
        self._button.clicked.connect(self._do)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("Dismiss the message")
        close.setToolTip("Dismiss")
        close.clicked.connect(self.clear)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addLayout(row)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def tell(
        self, sentence: str, tone_name: Tone = "info", button: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence, with a button that does something about it where one is given."""
        self._tone = tone_name
        self._act = act
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setText(button or "OK")
        self._button.setVisible(bool(button))
        self._paint()
        self.show()

    def text(self) -> str:
        """The sentence on show; empty while hidden."""
        return self._label.text() if not self.isHidden() else ""

    def clear(self) -> None:
        """Take the sentence away."""
        self._label.clear()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_label"):
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        ground, line = css(wash(self._tone)), css(tone(self._tone))
        style = f"#notice {{ background: {ground}; border: 0; border-left: 3px solid {line}; border-radius: 3px; }}"
        if style != self.styleSheet():
            self.setStyleSheet(style)

    def _do(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()
