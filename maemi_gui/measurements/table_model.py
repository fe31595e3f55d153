"""The results as a table: numbers stay in arrays, words are made for the cells in sight only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from maemi.measure.quantities import Quantity, Unit
from maemi.measure.telling import format_quantity, format_value
from maemi.micrograph.units import format_length
from maemi_gui import theme
from maemi_gui.measurements.reading import Heading, Loaded

if TYPE_CHECKING:
    from maemi.survey.results import Result

NAME, CLASS, KIND = range(3)
BEFORE = ("Micrograph", "Class", "Kind")
AFTER = ("Confidence", "Pixel size", "Objects", "Remarks")
ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ForegroundRole,
    }
)
Index = QModelIndex | QPersistentModelIndex


class MeasurementsModel(QAbstractTableModel):
    """Rows in the order of a column; those that a bar of the plot leaves out are not there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loaded: Loaded | None = None
        self._chosen: np.ndarray[Any, np.dtype[np.intp]] | None = None
        self._order = np.zeros(0, dtype=np.intp)
        self._sorted_by = (NAME, Qt.SortOrder.AscendingOrder)

    def set_loaded(self, loaded: Loaded) -> None:
        """Show other results, in the same order where that column is still there."""
        self.beginResetModel()
        self._loaded, self._chosen = loaded, None
        if self._sorted_by[0] >= self.columnCount():
            self._sorted_by = (NAME, Qt.SortOrder.AscendingOrder)
        self._arrange()
        self.endResetModel()

    def choose(self, rows: Sequence[int] | None) -> None:
        """Show only these rows of the results; None for all."""
        self.beginResetModel()
        self._chosen = None if rows is None else np.asarray(rows, dtype=np.intp)
        self._arrange()
        self.endResetModel()

    def result_at(self, row: int) -> Result | None:
        """What a row of the table shows."""
        if self._loaded is None or not 0 <= row < len(self._order):
            return None
        return self._loaded.results.rows[self._order[row]]

    def row_of(self, micrograph_id: int) -> int | None:
        """Where a micrograph stands in the table."""
        if self._loaded is None:
            return None
        rows = self._loaded.results.rows
        return next((place for place, at in enumerate(self._order) if rows[at].micrograph_id == micrograph_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(BEFORE) + len(self._headings) + len(AFTER)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        heading = self._heading(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.label if heading else self._plain(section)
        if role == Qt.ItemDataRole.ToolTipRole and heading:
            return heading.meaning or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(heading is not None)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in ANSWERED:
            return None  # of seven questions about each cell, before anything is looked up
        result = self.result_at(index.row())
        if result is None:
            return None
        heading = self._heading(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index, result, heading)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index, result, heading)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(heading is not None or self._plain(index.column()) in AFTER[:3])
        if role == Qt.ItemDataRole.ForegroundRole and (result.stale or result.confidence < 0.3):
            return QColor(theme.colours().muted)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(index, self._order[index.row()]) for index in before if index.row() < len(self._order)]
        self._arrange()
        places = {int(at): place for place, at in enumerate(self._order)} if held else {}
        for index, at in held:
            self.changePersistentIndex(index, self.index(places[int(at)], index.column()))
        self.layoutChanged.emit()

    @property
    def _headings(self) -> tuple[Heading, ...]:
        return self._loaded.headings if self._loaded else ()

    def _heading(self, column: int) -> Heading | None:
        place = column - len(BEFORE)
        return self._headings[place] if 0 <= place < len(self._headings) else None

    def _plain(self, column: int) -> str:
        return BEFORE[column] if column < len(BEFORE) else AFTER[column - len(BEFORE) - len(self._headings)]

    def _quantity(self, index: Index, heading: Heading) -> Quantity | None:
        assert self._loaded is not None
        column, at = self._loaded.results.columns[(heading.name, heading.unit)], self._order[index.row()]
        value = float(column.values[at])
        if value != value:
            return None
        low, high = (None if bound != bound else float(bound) for bound in (column.low[at], column.high[at]))
        return Quantity(heading.name, value, cast(Unit, heading.unit), low, high)

    def _text(self, index: Index, result: Result, heading: Heading | None) -> str:
        if heading is not None:
            quantity = self._quantity(index, heading)
            return "" if quantity is None else format_value(quantity)
        plain = self._plain(index.column())
        return WORDS[plain](result)

    def _tip(self, index: Index, result: Result, heading: Heading | None) -> str | None:
        if heading is not None:
            quantity = self._quantity(index, heading)
            return None if quantity is None else f"{heading.label}: {format_quantity(quantity)}"
        plain = self._plain(index.column())
        if plain == "Micrograph":
            return result.path
        if plain == "Pixel size":
            return f"from {result.pixel_source}" if result.pixel_source else None
        if plain == "Kind":
            return result.method or None
        return "\n".join(f"• {warning}" for warning in result.warnings) or None if plain == "Remarks" else None

    def _arrange(self) -> None:
        if self._loaded is None:
            return
        count = len(self._loaded.results)
        rows = np.arange(count) if self._chosen is None else np.sort(self._chosen)
        self._order = rows[order_of(self._keys(rows), self._sorted_by[1] == Qt.SortOrder.DescendingOrder)]

    def _keys(self, rows: np.ndarray[Any, np.dtype[np.intp]]) -> np.ndarray[Any, Any]:
        """What the rows are sorted by: numbers, NaN where there is none."""
        assert self._loaded is not None
        results, column = self._loaded.results, self._sorted_by[0]
        heading = self._heading(column)
        if heading is not None:
            return results.columns[(heading.name, heading.unit)].values[rows]
        plain = self._plain(column)
        if plain == "Micrograph":
            return rows  # as the listing has them: by name, as people count
        chosen = [results.rows[row] for row in rows]
        if plain in ("Confidence", "Pixel size", "Objects"):
            numbers = {"Confidence": "confidence", "Pixel size": "pixel_m", "Objects": "objects"}
            return np.array([getattr(row, numbers[plain]) or np.nan for row in chosen], dtype=float)
        texts = {"Class": "class_name", "Kind": "kind"}
        words = [
            str(getattr(row, texts[plain]) or "") if plain in texts else row.warnings[-1] if row.warnings else ""
            for row in chosen
        ]
        _, ranks = np.unique(np.array(words, dtype=object).astype(str), return_inverse=True)
        return np.where([not word for word in words], np.nan, ranks.astype(float))


WORDS: dict[str, Callable[[Result], str]] = {
    "Micrograph": lambda result: result.name,
    "Class": lambda result: (result.class_name or "").replace("_", " "),
    "Kind": lambda result: result.kind,
    "Confidence": lambda result: f"{result.confidence:.2f}",
    "Pixel size": lambda result: format_length(result.pixel_m) if result.pixel_m else "",
    "Objects": lambda result: f"{result.objects:,}" if result.objects else "",
    "Remarks": lambda result: result.warnings[-1] if result.warnings else "",
}


def order_of(keys: np.ndarray[Any, Any], descending: bool) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Places in the order of their keys; what has none (NaN) comes last either way, equals keep their order."""
    order = np.argsort(-keys if descending else keys, kind="stable")
    return order.astype(np.intp)


def _alignment(number: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
