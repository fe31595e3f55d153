"""The list of pairs, walked with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


class PairListView(QTableView):
    """Tells of moves that the person makes; those that the queue makes are none of its news.

    A table of one column: Qt's list would lay all of a hundred thousand rows out again after each decision.
    """

    chosen = Signal(int)
    """The place of the pair that a click or an arrow key went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 5)
        self.setAccessibleName("Pairs in the queue")
        self.setMinimumHeight(60)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        header = self.horizontalHeader()
        for column in range(1, header.count()):
            self.hideColumn(column)
        if header.count():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

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
