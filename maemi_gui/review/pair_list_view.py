"""The list of pairs, walked with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget


class PairListView(QListView):
    """Tells of moves that the person makes; those that the queue makes are none of its news."""

    chosen = Signal(int)
    """The place of the pair that a click or an arrow key went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSpacing(1)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Pairs in the queue")
        self.setMinimumHeight(60)
        self.setModelColumn(0)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def show_place(self, index: QModelIndex) -> None:
        """Mark the pair that is up; an invalid index marks none."""
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the panel, not a search for the next line that begins so."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        after = self.currentIndex().row()
        if after >= 0 and after != before:
            self.chosen.emit(after)
