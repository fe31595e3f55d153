"""Requests without a usable answer: the newest thousand, what they cost, and why."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from maemi_gui.spending.reading import Unanswered
from maemi_gui.spending.row_table import Column, RowModel, table_of
from maemi_gui.widgets.dollars import dollars_in_column
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label


def _when(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


COLUMNS = (
    Column("When", lambda row: _when(row.at), lambda row: row.at, 130),
    Column("Micrograph", lambda row: row.micrograph or "–", lambda row: row.micrograph.casefold(), 170),
    Column("Teacher", lambda row: row.teacher, lambda row: row.teacher, 90),
    Column("Model", lambda row: row.model or "–", lambda row: row.model.casefold(), 130),
    Column("Attempts", lambda row: f"{row.attempts:,}", lambda row: row.attempts, 85, True, "How often it was tried"),
    Column(
        "Cost",
        lambda row: dollars_in_column(row.spent_usd),
        lambda row: row.spent_usd,
        90,
        True,
        "All attempts together",
    ),
    Column("Why", lambda row: row.reason or "not noted", lambda row: row.reason, 380),
)


class UnansweredPage(QWidget):
    """One that is chosen leads to its micrograph."""

    micrograph_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowModel(COLUMNS, self)
        self.table = table_of(self.model, "Requests without an answer, newest first", stretched=len(COLUMNS) - 1)
        self.count = label("", "muted", wrap=True)
        self.why = label("", wrap=True, selectable=True)
        self.show_button = QPushButton("Show the &micrograph")
        self.show_button.setAutoDefault(False)
        self.empty = EmptyState(
            "check", "No request is without an answer", "What could not be answered is listed here, with the reason."
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        foot = QHBoxLayout()
        foot.addWidget(self.why, 1)
        foot.addWidget(self.show_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addWidget(self.count)
        rows.addWidget(self.pages, 1)
        rows.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._choose(now.row()))
        self.model.modelReset.connect(lambda: self._choose(-1))
        self.show_button.clicked.connect(self._want)
        self.table.doubleClicked.connect(lambda _index: self._want())
        self._choose(-1)

    def show_unanswered(self, found: Unanswered) -> None:
        """Other requests."""
        self.model.set_rows(found.rows)
        self.pages.setCurrentWidget(self.table if found.rows else self.empty)
        shown, total = len(found.rows), found.total
        words = f"{total:,} request{' has' if total == 1 else 's have'} no usable answer"
        if shown < total:
            words += f"; the newest {shown:,} are listed, a CSV has all"
        self.count.setText(f"{words}. Generating again sends them once more." if total else "")
        self.count.setVisible(total > 0)

    def _choose(self, at: int) -> None:
        row = self.model.row(at)
        self.why.setText(row.reason if row is not None else "")
        self.show_button.setEnabled(row is not None and row.micrograph_id is not None)
        self.show_button.setVisible(self.model.rowCount() > 0)

    def _want(self) -> None:
        row = self.model.row(self.table.currentIndex().row())
        if row is not None and row.micrograph_id is not None:
            self.micrograph_wanted.emit(row.micrograph_id)
