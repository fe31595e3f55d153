"""What was spent, by teacher, model, day or run: a table with its sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from maemi_gui.spending.row_table import Column, RowModel, table_of
from maemi_gui.widgets.dollars import dollars, dollars_in_column
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.spending import Spending, SpendingRow

GROUPS = (("Teacher", "teacher"), ("Model", "model"), ("Day (UTC)", "day"), ("Run", "run"))


def _amount(heading: str, of: Callable[[SpendingRow], float], width: int, meaning: str) -> Column:
    return Column(heading, lambda row: dollars_in_column(of(row)), of, width, True, meaning)


def _count(heading: str, of: Callable[[SpendingRow], int], width: int, meaning: str) -> Column:
    return Column(heading, lambda row: f"{of(row):,}", of, width, True, meaning)


COLUMNS = (
    Column("Name", lambda row: row.name or "not noted", lambda row: row.name.casefold(), 250),
    _amount("Cost", lambda row: row.cost_usd, 110, "US dollars"),
    _amount("Unconfirmed", lambda row: row.unconfirmed_usd, 120, "Answers that were lost, at their highest cost"),
    _count("Sendings", lambda row: row.sendings, 90, "How often something was sent that cost money or tokens"),
    _count("Answered", lambda row: row.answered, 90, "How many brought a usable answer"),
    _count("Tokens sent", lambda row: row.tokens_in, 120, "Pictures, facts and questions"),
    _count("of them cached", lambda row: row.tokens_cached, 130, "Billed at the price of cached input"),
    _count("Tokens received", lambda row: row.tokens_out, 130, "Answers"),
)


class SpentPage(QWidget):
    """Another grouping is asked for; the rows come by `show_money`."""

    grouping_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by = QComboBox()
        self.by.setAccessibleName("How spending is grouped")
        for text, group in GROUPS:
            self.by.addItem(text, group)
        self.model = RowModel(COLUMNS, self)
        self.table = table_of(self.model, "Spending by group", stretched=0)
        self.sums = label("", "heading")
        self.empty = EmptyState(
            "generate",
            "Nothing was spent yet",
            "What a teacher on a server costs is listed here with the first request. The measured teacher is free.",
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        head = QHBoxLayout()
        head.addWidget(label("By"))
        head.addWidget(self.by)
        head.addStretch(1)
        head.addWidget(self.sums)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self.pages, 1)
        self.by.currentIndexChanged.connect(lambda _index: self.grouping_changed.emit())

    @property
    def grouping(self) -> str:
        """teacher, model, day or run."""
        return self.by.currentData()

    def show_money(self, found: Spending) -> None:
        """Other rows and their sums."""
        rows = found.rows
        # The newest day first; all else comes with the dearest first.
        self.model.set_rows(rows[::-1] if self.grouping == "day" else rows)
        self.pages.setCurrentWidget(self.table if rows else self.empty)
        sendings, answered = sum(row.sendings for row in rows), sum(row.answered for row in rows)
        tokens = sum(row.tokens_in + row.tokens_out for row in rows)
        cost = dollars(sum(row.cost_usd for row in rows))
        self.sums.setText(f"{cost} for {sendings:,} sendings, {answered:,} answered, {tokens:,} tokens" if rows else "")
