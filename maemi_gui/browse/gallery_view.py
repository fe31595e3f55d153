"""The grid of thumbnails: columns that fill the width, and a model that is told what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from maemi_gui.browse.delegate import MicrographDelegate

NARROWEST = 124
SCROLL_BAR = 14


class GalleryView(QListView):
    """A list that flows and wraps: that mode lays out 20,000 equal cells without looking at each."""

    opened = Signal()
    """Return was pressed: the person wants to look at the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Micrographs")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMouseTracking(True)
        self._delegate = MicrographDelegate(self)
        self.setItemDelegate(self._delegate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.width() - SCROLL_BAR - 4
        columns = max(1, room // NARROWEST)
        width = room // columns
        line = self.fontMetrics().height()
        cell = QSize(width, round((width - 18) * 0.76) + 2 * line + 24)
        self._delegate.set_cell(cell)
        self.setGridSize(cell)
        self.verticalScrollBar().setSingleStep(max(cell.height() // 3, 1))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def visible_numbers(self) -> range:
        """The rows in sight, with one line of cells more at either end."""
        count = self.model().rowCount()
        cell = self.gridSize()
        if not count or cell.isEmpty():
            return range(0)
        columns = max(1, self.viewport().width() // cell.width())
        top = self.verticalScrollBar().value() // cell.height()
        lines = self.viewport().height() // cell.height() + 2
        return range(max(0, (top - 1) * columns), min(count, (top + lines + 1) * columns))
