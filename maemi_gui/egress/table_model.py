"""A million requests as a table: their numbers in memory, their lines by pages as they come into sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from maemi.local_only import is_this_machine
from maemi_gui.context import Context
from maemi_gui.egress import reading
from maemi_gui.egress.reading import Line
from maemi_gui.widgets.amounts import bytes_in_words

if TYPE_CHECKING:
    from maemi.project.rows import EgressRow

PAGE = 200
PAGES_KEPT = 40
COLUMNS = ("When", "To", "What for", "Model", "Micrograph", "Sent", "Content", "Who")
SENT = COLUMNS.index("Sent")
Place = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class SentModel(QAbstractTableModel):
    """Lines that are not there yet are blank; they appear by themselves."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Line]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0

    def begin(self) -> None:
        """Empty; what comes next belongs to another filter."""
        self.beginResetModel()
        self._generation += 1
        self._ids = array("q")
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def append(self, ids: array[int]) -> None:
        """More lines, older than those before."""
        if ids:
            self.beginInsertRows(ROOT, len(self._ids), len(self._ids) + len(ids) - 1)
            # A page that was not full has more now.
            last = len(self._ids) // PAGE
            self._pages.pop(last, None)
            self._asked.discard(last)
            self._ids.extend(ids)
            self.endInsertRows()

    def line(self, row: int) -> Line | None:
        """A line, where it is in memory; else it is asked for."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        self._pages.move_to_end(number)
        at = row - number * PAGE
        return page[at] if at < len(page) else None

    def rowCount(self, parent: Place = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Place = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == SENT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        found = self.line(index.row())
        return "" if found is None else cells(found)[index.column()]

    def _ask(self, number: int) -> None:
        project = self._context.project
        if project is None or number in self._asked:
            return
        self._asked.add(number)
        ids, generation = self._ids[number * PAGE : (number + 1) * PAGE].tolist(), self._generation

        def came(page: list[Line]) -> None:
            if generation == self._generation:
                self._keep(number, page)

        self._context.background.run(
            reading.lines, project, ids, then=came, failed=lambda _sentence: None, database=True, owner=self
        )

    def _keep(self, number: int, page: list[Line]) -> None:
        self._asked.discard(number)
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first, last = number * PAGE, min((number + 1) * PAGE, len(self._ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def cells(found: Line) -> list[str]:
    """A line's words by column."""
    row, micrograph = found
    return [
        when(row),
        where(row),
        row.purpose,
        row.model,
        micrograph or "–",
        bytes_in_words(row.bytes_sent),
        row.content or "not noted",
        row.who,
    ]


def when(row: EgressRow) -> str:
    """The moment in this machine's time."""
    return row.at.astimezone().strftime("%d %b %Y %H:%M:%S")


def where(row: EgressRow) -> str:
    """The host; one that is this machine is said to be."""
    from maemi.project.egress import name_of

    return f"{row.host} (this machine)" if is_this_machine(name_of(row.host)) else row.host
