"""The pairs of a filter as ids, in order; rows come for what is looked at, so that 100,000 of them cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from maemi_gui.review.cell_words import COLUMNS, cell, dot, tool_tip

if TYPE_CHECKING:
    from maemi.project.rows import PairRow

PAGE = 50
"""Rows that are fetched at once."""
KEPT = 4_000
"""Rows in memory; what was not looked at for longest goes first."""
_NONE = QModelIndex()


class PairModel(QAbstractTableModel):
    """One list for the queue, the list beside a pair, and the table."""

    rows_wanted = Signal(object)
    """Ids (list of int) whose rows are looked at and not there: give them by `fill`."""
    filled = Signal()
    """Rows came."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ids: list[int] = []
        self._rows: dict[int, PairRow] = {}
        self._asked: set[int] = set()
        self._complete = True

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(row, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return dot(row.state)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return f"{row.question} ({row.state})"
        return None

    @property
    def complete(self) -> bool:
        """Whether the ids of all pairs are here, or only those of the first page."""
        return self._complete

    @property
    def last_id(self) -> int:
        """The highest id; 0 without any."""
        return max(self._ids, default=0)

    def ids(self, first: int = 0, last: int | None = None) -> list[int]:
        """The ids from one place to another, that one included."""
        return self._ids[first : None if last is None else last + 1]

    def row(self, at: int) -> PairRow | None:
        """The pair at a place; None beyond the ends, and where it is still to come. What lies ahead is asked for."""
        if not 0 <= at < len(self._ids):
            return None
        found = self._rows.get(self._ids[at])
        ahead = min(len(self._ids) - 1, at + PAGE // 3)
        if found is None or self._ids[ahead] not in self._rows:
            self._ask(at if found is None else at + 1)
        return found

    def place(self, pair_id: int) -> int:
        """Where a pair is, -1 where it is not among these."""
        try:
            return self._ids.index(pair_id)
        except ValueError:
            return -1

    def begin(self, rows: Sequence[PairRow], complete: bool) -> None:
        """Start again with the first page."""
        self.beginResetModel()
        self._ids = [row.id for row in rows]
        self._rows = {row.id: row for row in rows}
        self._asked.clear()
        self._complete = complete
        self.endResetModel()

    def set_ids(self, ids: Sequence[int]) -> None:
        """All ids came; what is here of them already stays where it is."""
        self._complete = True
        here = len(self._ids)
        if list(ids[:here]) == self._ids:
            self.extend(ids[here:])
            return
        self.beginResetModel()
        self._ids = list(ids)
        self.endResetModel()

    def extend(self, ids: Sequence[int]) -> None:
        """More pairs at the end."""
        if ids:
            self.beginInsertRows(QModelIndex(), len(self._ids), len(self._ids) + len(ids) - 1)
            self._ids.extend(ids)
            self.endInsertRows()

    def fill(self, rows: Sequence[PairRow]) -> None:
        """Rows that were asked for; what a decision has changed meanwhile stays."""
        for row in rows:
            self._rows.setdefault(row.id, row)
            self._asked.discard(row.id)
        for stale in list(self._rows)[: max(0, len(self._rows) - KEPT)]:
            del self._rows[stale]
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(COLUMNS) - 1))
        self.filled.emit()

    def gave_up(self, ids: Sequence[int]) -> None:
        """These rows did not come; the next look asks again."""
        self._asked.difference_update(ids)

    def insert(self, at: int, row: PairRow) -> None:
        """Put a pair in at a place."""
        self.beginInsertRows(QModelIndex(), at, at)
        self._ids.insert(at, row.id)
        self._rows[row.id] = row
        self.endInsertRows()

    def replace(self, at: int, row: PairRow) -> None:
        """The pair at a place changed."""
        self._rows[row.id] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(COLUMNS) - 1))

    def remove(self, at: int) -> None:
        """The pair at a place left the queue."""
        self.beginRemoveRows(QModelIndex(), at, at)
        self._rows.pop(self._ids.pop(at), None)
        self.endRemoveRows()

    def _ask(self, at: int) -> None:
        begin = max(0, at - 5)
        wanted = [
            each for each in self._ids[begin : begin + PAGE] if each not in self._rows and each not in self._asked
        ]
        if wanted:
            self._asked.update(wanted)
            self.rows_wanted.emit(wanted)
