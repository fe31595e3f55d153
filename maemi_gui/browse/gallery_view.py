"""The grid of thumbnails: columns that fill the width, and a model that is told what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from maemi_gui.browse.delegate import MicrographDelegate

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
        self._narrowest = 124
        self._held: QPersistentModelIndex | None = None
        self._offset = 0
        self._delegate = MicrographDelegate(self)
        self.setItemDelegate(self._delegate)

    def set_narrowest(self, pixels: int) -> None:
        """How narrow a cell may be; the first one in sight stays in sight."""
        if pixels != self._narrowest:
            first = self.indexAt(self.viewport().rect().topLeft())
            self._narrowest = pixels
            self._fit_cells()
            self.executeDelayedItemsLayout()
            if first.isValid():
                self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_cells()
        super().resizeEvent(event)

    def _fit_cells(self) -> None:
        room = self.width() - SCROLL_BAR - 4
        columns = max(1, room // self._narrowest)
        width = room // columns
        line = self.fontMetrics().height()
        cell = QSize(width, round((width - 18) * 0.76) + 2 * line + 24)
        self._delegate.set_cell(cell)
        self.setGridSize(cell)
        self.verticalScrollBar().setSingleStep(max(cell.height() // 3, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def visible_numbers(self) -> range:
        """The rows in sight, with one line of cells more at either end."""
        return self._numbers(1)

    def near_numbers(self) -> range:
        """The rows in sight, with as many again at either end: what comes into sight next."""
        cell = self.gridSize()
        return self._numbers(1 if cell.isEmpty() else self.viewport().height() // cell.height() + 1)

    def remember_place(self) -> None:
        """The list is about to change: keep in mind what is at the top, unless that is its very beginning."""
        scrolled, cell = self.verticalScrollBar().value(), self.gridSize()
        self._held = None
        if scrolled > 0 and not cell.isEmpty():
            top = self.model().index(scrolled // cell.height() * self._columns(), 0)
            self._held, self._offset = QPersistentModelIndex(top), scrolled % cell.height()

    def restore_place(self) -> None:
        """The list has changed: bring what was at the top back there."""
        held, self._held = self._held, None
        if held is not None and held.isValid():
            self.executeDelayedItemsLayout()
            line = held.row() // self._columns()
            self.verticalScrollBar().setValue(line * self.gridSize().height() + self._offset)

    def _columns(self) -> int:
        return max(1, self.viewport().width() // max(self.gridSize().width(), 1))

    def _numbers(self, lines_around: int) -> range:
        count = self.model().rowCount()
        cell = self.gridSize()
        if not count or cell.isEmpty():
            return range(0)
        columns = self._columns()
        top = self.verticalScrollBar().value() // cell.height()
        lines = self.viewport().height() // cell.height() + 1
        first = max(0, top - lines_around) * columns
        return range(min(first, count), min(count, (top + lines + lines_around) * columns))
