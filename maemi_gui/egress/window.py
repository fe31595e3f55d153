"""Every request that left for a server: append-only, filtered, summed by host and day, as CSV."""

from __future__ import annotations

from array import array
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from maemi_gui import theme
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.egress import reading
from maemi_gui.egress.details import Details
from maemi_gui.egress.filter_bar import FilterBar
from maemi_gui.egress.table_model import SentModel
from maemi_gui.widgets.amounts import bytes_in_words
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.sent import SentFilter, Total

SIZE = QSize(1220, 720)
WIDTHS = (150, 175, 105, 80, 145, 75, 300, 90)
TOTALS_SHOWN = 1_000


class EgressWindow(QDialog):
    """Stays open beside the window; reads the project in pieces, so that nothing else waits for it."""

    micrograph_wanted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What was sent")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(SIZE)
        self._context = context
        self._task: Task | None = None
        self._totals: list[Total] = []
        self._chosen: SentFilter | None = None
        self.filter = FilterBar()
        self.count = label("", "muted", wrap=True)
        self.refresh_button = QPushButton("&Refresh")
        self.export_button = QPushButton("&Export CSV…")
        self.model = SentModel(context, self)
        self.table = QTableView()
        self.details = Details(context)
        self.totals = QTreeWidget()
        self._lay_out()
        self.filter.changed.connect(self.reload)
        self.refresh_button.clicked.connect(self.refresh)
        self.export_button.clicked.connect(self._ask_export)
        self.details.micrograph_wanted.connect(self.micrograph_wanted)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._choose(now.row()))
        self.model.dataChanged.connect(lambda *_range: self._choose(self.table.currentIndex().row()))
        context.project_changed.connect(self.close)
        self.refresh()

    def refresh(self) -> None:
        """Read again, with what was sent meanwhile."""
        project = self._context.project
        if project is not None:
            self._context.background.run(
                reading.choices, project, then=self.filter.offer, failed=self._fail, database=True, owner=self
            )
        self.reload()

    def reload(self) -> None:
        """Read the lines of the filter, the newest first."""
        project = self._context.project
        if project is None:
            return
        if self._task is not None:
            self._task.cancel()
        self._totals = []
        self._chosen = self.filter.chosen()
        self.model.begin()
        self.details.show_line(None)
        self.totals.clear()
        self.count.setText("Reading…")
        self._task = self._context.background.run(
            reading.newest, project, then=self._begin, failed=self._fail, database=True, owner=self
        )

    def _begin(self, newest: int) -> None:
        from maemi.project.sent import pieces

        self._go_on(pieces(newest))

    def _go_on(self, left: list[tuple[int, int]]) -> None:
        project = self._context.project
        if project is None or self._chosen is None:
            return
        if not left:
            self._finish()
            return
        then = partial(self._came, left[1:])
        self._task = self._context.background.run(
            reading.piece, project, self._chosen, *left[0], then=then, failed=self._fail, database=True, owner=self
        )

    def _came(self, left: list[tuple[int, int]], found: tuple[array[int], list[Total]]) -> None:
        ids, totals = found
        self.model.append(ids)
        self._totals += totals
        self.count.setText(f"{self.model.rowCount():,} requests so far…")
        self._go_on(left)

    def _finish(self) -> None:
        from maemi.project.sent import summed

        self._totals = summed(iter(self._totals))
        size = bytes_in_words(sum(total.bytes_sent for total in self._totals))
        many = self.model.rowCount()
        words = f"{many:,} request{'' if many == 1 else 's'}, {size}. Lines are entered before anything is sent."
        self.count.setText(words if many else "No request of this project went to any server.")
        self.export_button.setEnabled(many > 0)
        for total in self._totals[:TOTALS_SHOWN]:
            sent = bytes_in_words(total.bytes_sent)
            item = QTreeWidgetItem([total.day, total.host, f"{total.requests:,}", sent])
            for column in (2, 3):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(1, total.host)
            self.totals.addTopLevelItem(item)

    def _fail(self, sentence: str) -> None:
        self.count.setText(sentence)

    def _choose(self, row: int) -> None:
        self.details.show_line(self.model.line(row) if row >= 0 else None)

    def _ask_export(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, "Export what was sent", "sent.csv", "CSV (*.csv)")
        if file:
            self.export(Path(file))

    def export(self, file: Path) -> None:
        """Write what the table lists; the window goes on meanwhile."""
        project = self._context.project
        if project is None or self._chosen is None:
            return
        self.export_button.setEnabled(False)
        # Not the database's worker: reading a million lines would hold up every decision.
        self._context.background.run(
            reading.export,
            project,
            self._chosen,
            file,
            then=partial(self._exported, file),
            failed=self._not,
            owner=self,
        )

    def _exported(self, file: Path, count: int) -> None:
        self.export_button.setEnabled(True)
        self.count.setText(f"{count:,} requests are in {file}.")

    def _not(self, sentence: str) -> None:
        self.export_button.setEnabled(True)
        self.count.setText(sentence)

    def _lay_out(self) -> None:
        for button, icon in ((self.refresh_button, "refresh"), (self.export_button, "export")):
            button.setAutoDefault(False)
            theme.tint(button, icon)
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Requests, newest first")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        self.totals.setAccessibleName("Sums by day and host")
        self.totals.setHeaderLabels(["Day (UTC)", "Host", "Requests", "Sent"])
        self.totals.setRootIsDecorated(False)
        self.totals.setUniformRowHeights(True)
        self.totals.header().setStretchLastSection(False)
        self.totals.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.totals.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        side = QSplitter(Qt.Orientation.Vertical)
        side.setChildrenCollapsible(False)
        side.addWidget(self.totals)
        side.addWidget(self.details)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(table)
        split.addWidget(side)
        split.setSizes([SIZE.width() - 390, 370])
        split.setStretchFactor(0, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.refresh_button)
        foot.addWidget(self.export_button)
        rows = QVBoxLayout(self)
        rows.addWidget(self.filter)
        rows.addWidget(split, 1)
        rows.addLayout(foot)
