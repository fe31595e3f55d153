"""A line that opens and closes what lies below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget


class Disclosure(QToolButton):
    """An arrow and words; `toggled` says whether what it is for shall show."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setArrowType(Qt.ArrowType.RightArrow)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Open is no state to be coloured: the arrow says it, and what is open is to be seen.
        self.setStyleSheet("QToolButton:checked:!focus:!hover { background: transparent; border-color: transparent; }")
        self.toggled.connect(self._turn)

    def _turn(self, on: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
