"""Labels: one way to make a heading, a muted line, a sentence that wraps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def label(text: str = "", kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label in the style sheet's variant `kind`: display, title, heading, muted, good, warn, bad, tag or plain."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    set_kind(made, kind)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Change the style sheet's variant of a widget that may be on screen already."""
    widget.setProperty("kind", kind)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def line() -> QFrame:
    """A thin horizontal rule."""
    frame = QFrame()
    frame.setProperty("kind", "line")
    frame.setFixedHeight(1)
    return frame


class ElidedLabel(QLabel):
    """One line that ends in … where it does not fit; its whole text is the tool tip."""

    def __init__(self, text: str = "", kind: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._whole = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._fit()

    def whole_text(self) -> str:
        """The text before it was cut."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        # The font of a style sheet arrives with the first polish, after the first resize.
        self._fit()
        super().paintEvent(event)

    def _fit(self) -> None:
        first = self._whole.split("\n", 1)[0]
        cut = QFontMetrics(self.font()).elidedText(first, self._mode, max(self.width(), 8))
        if cut != self.text():
            super().setText(cut)
