"""The pairs of the queue as a list that grows by pages, so that 100,000 of them cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from maemi_gui.widgets.tones import Tone, tone

if TYPE_CHECKING:
    from maemi.project.rows import PairRow

STATE_TONES: dict[str, Tone] = {"pending": "quiet", "approved": "good", "rejected": "error", "skipped": "warning"}
PAGE = 50


class PairList(QAbstractListModel):
    """Rows that were fetched so far; asks for more by `more_wanted` before the reader reaches their end."""

    more_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[PairRow] = []
        self._complete = True
        self._waiting = False

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.question
        if role == Qt.ItemDataRole.DecorationRole:
            return _dot(tone(STATE_TONES.get(row.state, "quiet")))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.micrograph_path.name} · {row.state}\n{row.question}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.question} ({row.state})"
        return None

    def canFetchMore(self, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not self._complete and not self._waiting

    def fetchMore(self, _parent: QModelIndex | QPersistentModelIndex) -> None:
        self._ask()

    @property
    def complete(self) -> bool:
        """Whether the last pair of the queue was fetched."""
        return self._complete

    def row(self, at: int) -> PairRow | None:
        """The pair at a place, None beyond the ends; asks for the next page in time."""
        if at >= len(self._rows) - PAGE // 3 and not self._complete and not self._waiting:
            self._ask()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def place(self, pair_id: int) -> int:
        """Where a pair is, -1 where it is not among the fetched."""
        return next((at for at, row in enumerate(self._rows) if row.id == pair_id), -1)

    def begin(self, rows: Sequence[PairRow], complete: bool) -> None:
        """Start again with the first page."""
        self.beginResetModel()
        self._rows = list(rows)
        self._complete, self._waiting = complete, False
        self.endResetModel()

    def append(self, rows: Sequence[PairRow], complete: bool) -> None:
        """The next page came; pairs that are already here (another curator moved the offset) are left out."""
        here = {row.id for row in self._rows}
        new = [row for row in rows if row.id not in here]
        self._complete, self._waiting = complete, False
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
            self._rows.extend(new)
            self.endInsertRows()

    def reopen(self) -> None:
        """More pairs may have come behind the last one."""
        self._complete = False

    def gave_up(self) -> None:
        """The page did not come; the next look at the end asks again."""
        self._waiting = False

    def insert(self, at: int, row: PairRow) -> None:
        """Put a pair in at a place."""
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self.endInsertRows()

    def replace(self, at: int, row: PairRow) -> None:
        """The pair at a place changed."""
        self._rows[at] = row
        index = self.index(at)
        self.dataChanged.emit(index, index)

    def remove(self, at: int) -> None:
        """The pair at a place left the queue."""
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._rows[at]
        self.endRemoveRows()

    def _ask(self) -> None:
        self._waiting = True
        self.more_wanted.emit()


def _dot(colour: QColor) -> QIcon:
    pixmap = QPixmap(10, 10)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, 8, 8)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode)
    return icon
