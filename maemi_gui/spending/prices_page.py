"""What models cost: the shipped prices, and a lab's own over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.spending.price_dialog import PriceDialog
from maemi_gui.spending.reading import PriceRow, source_of
from maemi_gui.spending.row_table import Column, RowModel, table_of
from maemi_gui.widgets.words import label


def _usd(amount: float) -> str:
    return f"{amount:,.4f}".rstrip("0").rstrip(".") if amount != round(amount, 2) else f"{amount:,.2f}"


def _cached(row: PriceRow) -> str:
    return "as input" if row.price.cached is None else _usd(row.price.cached)


def _as_cached(row: PriceRow) -> float:
    return row.price.input if row.price.cached is None else row.price.cached


COLUMNS = (
    Column("Model", lambda row: row.model, lambda row: row.model.casefold(), 300),
    Column("Input", lambda row: _usd(row.price.input), lambda row: row.price.input, 120, True),
    Column("Cached input", _cached, _as_cached, 120, True, "Input that the server had read before"),
    Column("Output", lambda row: _usd(row.price.output), lambda row: row.price.output, 120, True),
    Column("Looked up on", lambda row: row.price.as_of or "not noted", lambda row: row.price.as_of, 130),
    Column("Source", lambda row: source_of(row.price), lambda row: source_of(row.price), 120),
)


class PricesPage(QWidget):
    """A price is entered or dropped by whoever hears `entered` and `dropped`."""

    entered = Signal(str, object)
    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowModel(COLUMNS, self)
        self.table = table_of(self.model, "Prices of models", stretched=0)
        self.add_button = QPushButton("&Add a model…")
        self.edit_button = QPushButton("Ed&it…")
        self.drop_button = QPushButton("&Drop your price")
        self.dialog: PriceDialog | None = None
        self._busy = False
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button, icon in (
            (self.add_button, "add"),
            (self.edit_button, "edit"),
            (self.drop_button, "remove"),
        ):
            button.setAutoDefault(False)
            theme.tint(button, icon)
            foot.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        words = "US dollars a million tokens. A model that is not listed has no price, so no budget can be kept for it."
        rows.addWidget(label(words, "muted", wrap=True))
        rows.addWidget(self.table, 1)
        rows.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._able())
        self.model.modelReset.connect(self._able)
        self.add_button.clicked.connect(lambda: self._ask(PriceDialog(parent=self)))
        self.edit_button.clicked.connect(self._edit)
        self.table.doubleClicked.connect(lambda _index: self._edit())
        self.drop_button.clicked.connect(self._drop)
        self._able()

    def show_prices(self, rows: Sequence[PriceRow]) -> None:
        """Another table; the chosen model stays chosen."""
        chosen = self._chosen()
        self.model.set_rows(rows)
        models = [row.model for row in self.model.rows]
        if chosen is not None and chosen.model in models:
            self.table.selectRow(models.index(chosen.model))
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """While the table is being written, nothing else is entered."""
        self._busy = busy
        self._able()

    def _chosen(self) -> PriceRow | None:
        return self.model.row(self.table.currentIndex().row())

    def _able(self) -> None:
        row = self._chosen()
        self.add_button.setEnabled(not self._busy)
        self.edit_button.setEnabled(not self._busy and row is not None)
        self.drop_button.setEnabled(not self._busy and row is not None and row.price.own)

    def _edit(self) -> None:
        row = self._chosen()
        if row is not None and not self._busy:
            self._ask(PriceDialog(row.model, row.price, self))

    def _ask(self, dialog: PriceDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(lambda: self.entered.emit(dialog.model, dialog.price()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _drop(self) -> None:
        row = self._chosen()
        if row is not None:
            self.dropped.emit(row.model)
