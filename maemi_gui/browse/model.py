"""The gallery's list: as many rows as the project has, fetched page by page when they come into sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from maemi.project.rows import MicrographRow
from maemi_gui.browse.thumbnails import Thumbnails
from maemi_gui.context import Context

PAGE = 100
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
FAILURE_ROLE = ROW_ROLE + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Filter:
    """Which micrographs are listed."""

    search: str = ""
    state: str | None = None
    """A state of pairs, as `list_micrographs` takes it."""

    @property
    def is_empty(self) -> bool:
        return not self.search and self.state is None


class MicrographModel(QAbstractListModel):
    """Rows of the open project; `data` never waits for the database."""

    counted = Signal(int)
    """How many micrographs the filter lets through."""
    row_loaded = Signal(int)
    """A page with that first row has arrived."""
    look_changed = Signal()
    """Rows look different at the same places. `dataChanged` would make the view lay out all its cells again."""

    def __init__(self, context: Context, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._thumbnails = thumbnails
        self._filter = Filter()
        self._total = 0
        self._rows: dict[int, MicrographRow] = {}
        self._places: dict[int, int] = {}
        self._fresh: set[int] = set()
        self._asked: set[int] = set()
        self._generation = 0
        thumbnails.ready.connect(self._thumbnail_ready)

    @property
    def filter(self) -> Filter:
        """Which micrographs are listed."""
        return self._filter

    def set_filter(self, wanted: Filter) -> None:
        """List others."""
        if wanted != self._filter:
            self._filter = wanted
            self.reload(reset=True)

    def reload(self, *, reset: bool = False) -> None:
        """Ask the project again; with `reset` the old rows disappear at once, otherwise they are replaced in place."""
        self._generation += 1
        self._fresh.clear()
        self._asked.clear()
        self._places.clear()
        if reset:
            self.beginResetModel()
            self._total = 0
            self._rows.clear()
            self.endResetModel()
        project = self._context.project
        if project is None:
            self.counted.emit(0)
            return
        generation, wanted = self._generation, self._filter

        def count() -> int:
            from maemi.project.micrographs import count_micrographs

            return count_micrographs(project, search=wanted.search, state=wanted.state)

        def counted(total: int) -> None:
            if generation == self._generation:
                self._resize(total)

        self._context.background.run(count, then=counted, database=True, owner=self)

    def micrograph(self, index: Index) -> MicrographRow | None:
        """The row at `index`, or None while its page is on the way."""
        return self._rows.get(index.row()) if index.isValid() else None

    def place_of(self, micrograph_id: int) -> int | None:
        """In which row that micrograph is, as far as it has been loaded."""
        return self._places.get(micrograph_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._total

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._total:
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

    def _row(self, number: int) -> MicrographRow | None:
        page = number // PAGE
        if page not in self._fresh and page not in self._asked:
            self._fetch(page)
        return self._rows.get(number)

    def _fetch(self, page: int) -> None:
        project = self._context.project
        if project is None:
            return
        self._asked.add(page)
        generation, wanted = self._generation, self._filter

        def fetch() -> list[MicrographRow]:
            from maemi.project.micrographs import list_micrographs

            return list_micrographs(project, wanted.search, wanted.state, offset=page * PAGE, limit=PAGE)

        def fetched(rows: list[MicrographRow]) -> None:
            if generation == self._generation:
                self._store(page, rows)

        self._context.background.run(fetch, then=fetched, database=True, owner=self)

    def _store(self, page: int, rows: list[MicrographRow]) -> None:
        self._asked.discard(page)
        self._fresh.add(page)
        first = page * PAGE
        for number, row in enumerate(rows, first):
            self._rows[number] = row
            self._places[row.id] = number
        self.look_changed.emit()
        self.row_loaded.emit(first)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            for number in [number for number in self._rows if number >= total]:
                self._places.pop(self._rows.pop(number).id, None)
            self._total = total
            self.endRemoveRows()
        # Rows in sight are asked for again, and fetched again, when the view repaints them.
        self.look_changed.emit()
        self.counted.emit(total)

    def _thumbnail_ready(self, micrograph_id: int) -> None:
        if micrograph_id in self._places:
            self.look_changed.emit()


def describe(row: MicrographRow, failure: str | None) -> str:
    """A micrograph in a few lines: name, whether it is synthetic, its class, its pairs, what is wrong with it."""
    lines = [row.name]
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
