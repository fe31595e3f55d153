"""The gallery's list: ids of all micrographs that a search lets through; rows come when they come into sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from maemi.project.rows import MicrographRow
from maemi_gui.browse import gallery_verbs as verbs
from maemi_gui.browse.sorting import Sorting
from maemi_gui.browse.thumbnails import Thumbnails
from maemi_gui.context import Context

PAGE = 60
PAGES_WAITING = 8
"""Pages asked for and not yet fetched; older requests are of places that have been scrolled past."""
ROWS_KEPT = 3000
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
FAILURE_ROLE = ROW_ROLE + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Filter:
    """Which micrographs are listed, and in which order."""

    search: str = ""
    sorting: Sorting = field(default_factory=Sorting)

    @property
    def is_empty(self) -> bool:
        return not self.search


@dataclass(frozen=True, slots=True)
class Listing:
    """What the database answered: ids in order, and where each stands."""

    ids: array[int]
    places: dict[int, int]
    first: list[MicrographRow]
    """The first page of a new list: other questions to the database would go before it."""


class MicrographModel(QAbstractListModel):
    """Rows of the open project; `data` never waits for the database."""

    counted = Signal(int)
    """How many micrographs the filter lets through: the list is up to date."""
    refused = Signal(str)
    """The search cannot be understood, and why; the list is as it was."""
    row_loaded = Signal(int)
    """A page with that first row has arrived."""
    look_changed = Signal()
    """Rows look different at the same places. `dataChanged` would make the view lay out all its cells again."""

    def __init__(self, context: Context, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._thumbnails = thumbnails
        self._filter = Filter()
        self._ids: array[int] = array("q")
        self._places: dict[int, int] = {}
        self._rows: OrderedDict[int, MicrographRow] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._fetching: int | None = None
        self._generation = 0
        thumbnails.ready.connect(self._thumbnail_ready)

    @property
    def filter(self) -> Filter:
        """Which micrographs are listed."""
        return self._filter

    def set_filter(self, wanted: Filter, *, reset: bool = False) -> None:
        """List others; with `reset` nothing of the list before stays in sight meanwhile."""
        if reset or wanted != self._filter:
            self._filter = wanted
            self.reload(reset=reset)

    def reload(self, *, reset: bool = False) -> None:
        """Ask the project again; with `reset` the old rows disappear at once, otherwise they are replaced in place."""
        self._generation += 1
        self._stale.update(self._rows)
        self._wanted.clear()
        if reset:
            self.beginResetModel()
            self._ids, self._places = array("q"), {}
            self._rows.clear()
            self._stale.clear()
            self.endResetModel()
        project = self._context.project
        if project is None:
            self.counted.emit(0)
            return
        generation, wanted = self._generation, self._filter

        def listed() -> Listing:
            ids = verbs.list_ids(project, wanted.search, wanted.sorting.key, wanted.sorting.descending)
            first = verbs.get_micrographs(project, ids[:PAGE]) if reset else []
            return Listing(array("q", ids), {micrograph_id: place for place, micrograph_id in enumerate(ids)}, first)

        def then(listing: Listing) -> None:
            if generation == self._generation:
                self._take(listing)

        def failed(sentence: str) -> None:
            if generation == self._generation:
                self.refused.emit(sentence)

        self._context.background.run(listed, then=then, failed=failed, database=True, owner=self)

    def ids(self) -> Sequence[int]:
        """The ids of all that are listed, in order."""
        return self._ids

    def id_at(self, place: int) -> int | None:
        """The id in a row."""
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def micrograph(self, index: Index) -> MicrographRow | None:
        """The row at `index`, or None while its page is on the way."""
        micrograph_id = self.id_at(index.row()) if index.isValid() else None
        return self._rows.get(micrograph_id) if micrograph_id is not None else None

    def place_of(self, micrograph_id: int) -> int | None:
        """In which row that micrograph is; None where the filter hides it."""
        return self._places.get(micrograph_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        row = self._row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.pixmap(row)
        if role == ROW_ROLE:
            return row
        if role == FAILURE_ROLE:
            return row.error or self._thumbnails.failure(row.id)
        if role == Qt.ItemDataRole.ToolTipRole:
            return describe(row, row.error or self._thumbnails.failure(row.id))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return describe(row, row.error).replace("\n", ", ")
        return None

    def want(self, places: range) -> None:
        """Fetch the rows around what is in sight before they are."""
        for place in (places.start, places.stop - 1):
            if 0 <= place < len(self._ids):
                self._row(place)

    def rows_in(self, places: range) -> list[MicrographRow]:
        """Those rows of these places that are here."""
        ids = (self._ids[place] for place in places if 0 <= place < len(self._ids))
        return [row for row in map(self._rows.get, ids) if row is not None]

    def _row(self, place: int) -> MicrographRow | None:
        micrograph_id = self._ids[place]
        row = self._rows.get(micrograph_id)
        if row is None or micrograph_id in self._stale:
            page = place // PAGE
            if page != self._fetching:
                self._wanted[page] = None
                self._wanted.move_to_end(page)
                while len(self._wanted) > PAGES_WAITING:
                    self._wanted.popitem(last=False)
                self._pump()
        return row

    def _pump(self) -> None:
        """Fetch the page that was asked for last, one after the other."""
        project = self._context.project
        if self._fetching is not None or not self._wanted or project is None:
            return
        page, _ = self._wanted.popitem()
        self._fetching = page
        ids = list(self._ids[page * PAGE : (page + 1) * PAGE])
        generation = self._generation

        def fetched(rows: list[MicrographRow]) -> None:
            self._fetching = None
            if project is self._context.project:
                self._store(page, rows, fresh=generation == self._generation)
            self._pump()

        def failed(sentence: str) -> None:
            self._fetching = None
            self._context.notice.emit(sentence)

        self._context.background.run(
            verbs.get_micrographs, project, ids, then=fetched, failed=failed, database=True, owner=self
        )

    def _store(self, page: int, rows: list[MicrographRow], *, fresh: bool) -> None:
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
            if fresh:
                self._stale.discard(row.id)
        while len(self._rows) > ROWS_KEPT:
            gone, _ = self._rows.popitem(last=False)
            self._stale.discard(gone)
        self.look_changed.emit()
        self.row_loaded.emit(page * PAGE)

    def _take(self, listing: Listing) -> None:
        """Put the new list in place of the old one; selection and current index stay with their micrographs."""
        before, after = len(self._ids), len(listing.ids)
        self._rows.update((row.id, row) for row in listing.first)
        if listing.ids != self._ids:
            if after > before:
                self.beginInsertRows(QModelIndex(), before, after - 1)
                self._ids = self._ids + listing.ids[before:]
                self.endInsertRows()
            self.layoutAboutToBeChanged.emit()
            held = self.persistentIndexList()
            places = [listing.places.get(self._ids[index.row()]) if index.row() < before else None for index in held]
            self._ids = listing.ids + self._ids[after:]
            moved = [QModelIndex() if place is None else self.index(place) for place in places]
            self.changePersistentIndexList(held, moved)
            self._places = listing.places
            self.layoutChanged.emit()
            if after < before:
                self.beginRemoveRows(QModelIndex(), after, before - 1)
                self._ids = listing.ids
                self.endRemoveRows()
        # Rows in sight are fetched again when the view repaints them.
        self.look_changed.emit()
        self.counted.emit(after)

    def _thumbnail_ready(self, micrograph_id: int) -> None:
        if micrograph_id in self._places:
            self.look_changed.emit()


def describe(row: MicrographRow, failure: str | None) -> str:
    """A micrograph in a few lines: name, whether it is synthetic, its class, its pairs, what is wrong with it."""
    lines = [row.name]
    if row.missing:
        lines.append(f"Missing: {row.path}")
    if row.info and row.info.synthetic:
        lines.append("Synthetic")
    if row.class_name:
        lines.append(f"Class: {row.class_name.replace('_', ' ')}")
    counts = ((row.pairs_pending, "pending"), (row.pairs_approved, "approved"), (row.pairs_rejected, "rejected"))
    pairs = [f"{count} {word}" for count, word in counts if count]
    lines.append("Pairs: " + ", ".join(pairs) if pairs else "No pairs yet")
    if failure:
        lines.append(failure)
    return "\n".join(lines)
