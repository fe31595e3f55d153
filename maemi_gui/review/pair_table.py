"""All pairs of the filter as a table: sorted by a click, selected by the hundred, decided in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from maemi_gui.review.bulk_bar import BulkBar
from maemi_gui.review.cell_words import COLUMNS
from maemi_gui.review.queue import ReviewQueue
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.rows import PairRow


class _View(QTableView):
    moved = Signal(int)
    """The person went to the pair at this place."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        after = self.currentIndex().row()
        if after >= 0 and after != before:
            self.moved.emit(after)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the panel, not a search for the next line that begins so."""


class PairTable(QWidget):
    """The table, how many pairs it shows, and the bar for decisions about many."""

    order_wanted = Signal(str, bool)
    """A heading was clicked: sort by this, descending or not."""

    def __init__(self, queue: ReviewQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queue = queue
        self.view = _View()
        self.view.setModel(queue.pairs)
        self.view.setAccessibleName("Table of pairs")
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(26)
        header = self.view.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(False)
        for at, column in enumerate(COLUMNS):
            self.view.setColumnWidth(at, column.width)
        header.sectionClicked.connect(self._sort)
        self.words = label("", "muted")
        self.words.setAccessibleName("How many pairs are shown and selected")
        self.bulk = BulkBar(queue)
        top = QHBoxLayout()
        top.addWidget(label("Pairs", "heading"))
        top.addWidget(self.words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.bulk)
        self.view.moved.connect(queue.go_to)
        self.view.clicked.connect(self._clicked)
        self.view.selectionModel().selectionChanged.connect(lambda _on, _off: self.tell())
        queue.listed.connect(self._listed)
        queue.shown.connect(self._shown)
        queue.decided.connect(lambda _verb, _row: self.tell())
        self.bulk.asked.connect(self._ask)
        self._listed()

    def selected_ids(self) -> list[int]:
        """The ids of the selected pairs, in the order of the table; rows need not have been fetched."""
        ids: list[int] = []
        for part in sorted(self._stretches(), key=lambda part: part.top()):
            ids += self.queue.pairs.ids(part.top(), part.bottom())
        return list(dict.fromkeys(ids))

    def selected_count(self) -> int:
        """How many pairs are selected; a hundred thousand are one stretch, and counted as such."""
        return sum(part.height() for part in self._stretches())

    def _stretches(self) -> list[QItemSelectionRange]:
        return list(self.view.selectionModel().selection())  # pyright: ignore[reportArgumentType]

    def ask(self, verb: str) -> None:
        """Ask whether the selected pairs shall be decided so."""
        self.bulk.ask(verb, self.selected_ids(), "selected")

    def ask_all(self, verb: str) -> None:
        """Ask whether everything that the filter shows shall be decided so."""
        if self.queue.pairs.complete:
            self.bulk.ask(verb, self.queue.pairs.ids(), "shown")

    def tell(self) -> None:
        """Say how many there are."""
        shown, selected = self.queue.pairs.rowCount(), self.selected_count()
        more = "" if self.queue.pairs.complete else " or more"
        chosen = f" · {selected:,} selected" if selected > 1 else ""
        self.words.setText(f"{shown:,}{more} shown{chosen}")
        self.bulk.tell_counts(selected, shown if self.queue.pairs.complete else 0)

    def _ask(self, verb: str, everything: bool) -> None:
        if everything:
            self.ask_all(verb)
        else:
            self.ask(verb)

    def _sort(self, section: int) -> None:
        header = self.view.horizontalHeader()
        column = COLUMNS[section]
        # A click on the heading that sorts already turns the order round; doubt begins with the most doubtful.
        again = self.queue.filter.sort == column.sort
        descending = again and not self.queue.filter.descending
        header.setSortIndicator(section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self.order_wanted.emit(column.sort, descending)

    def _listed(self) -> None:
        wanted = self.queue.filter
        section = next((at for at, column in enumerate(COLUMNS) if column.sort == wanted.sort), -1)
        order = Qt.SortOrder.DescendingOrder if wanted.descending else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(section, order)
        self._shown(self.queue.current)
        self.tell()

    def _clicked(self, index: QModelIndex) -> None:
        if self.selected_count() <= 1:
            self.queue.go_to(index.row())

    def _shown(self, pair: PairRow | None) -> None:
        at = self.queue.pairs.place(pair.id) if pair is not None else -1
        if at < 0 or self.selected_count() > 1:
            return
        index = self.queue.pairs.index(at, max(0, self.view.currentIndex().column()))
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
