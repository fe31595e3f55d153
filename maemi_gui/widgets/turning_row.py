"""Two widgets beside each other, or above each other where the first would become too narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class TurningRow(QWidget):
    """The second keeps its width; the first gets the rest, at least `least` pixels, or a line of its own."""

    def __init__(self, first: QWidget, second: QWidget, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._second = second
        self._least = least
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(10, 4, 6, 4)
        self._box.setSpacing(2)
        self._box.addWidget(first, 1)
        self._box.addWidget(second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()  # the second one's content grew or shrank
        return super().event(event)

    def _turn(self) -> None:
        margins = self._box.contentsMargins()
        beside = self.width() - margins.left() - margins.right() - self._second.sizeHint().width() >= self._least
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way != self._box.direction():
            self._box.setDirection(way)
