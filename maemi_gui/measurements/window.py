"""All results of a project: a table that sorts by any column, and the distribution of a quantity beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from maemi.measure.result import KINDS
from maemi_gui import theme
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.measurements import reading
from maemi_gui.measurements.distribution_panel import DistributionPanel
from maemi_gui.measurements.reading import Loaded
from maemi_gui.measurements.table_model import MeasurementsModel
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.words import label

SIZE = QSize(1180, 740)
SETTLES_MS = 300
LEAST_PAUSE_MS = 3_000
"""Between two readings while a run adds results; five times what a reading takes where that is longer."""
CHOICES = (("Any kind", None), *((kind.capitalize(), kind) for kind in KINDS))
NAME_WIDTH = 190


class MeasurementsWindow(QDialog):
    """Stays open beside the window; a row that is chosen becomes the gallery's micrograph."""

    micrograph_wanted = Signal(int, str)
    """A micrograph, and the kind whose outlines shall be shown."""
    measure_wanted = Signal()
    export_wanted = Signal(str, object)
    """The search and the kind (or None) that the table shows."""

    def __init__(self, context: Context, listed: Callable[[], str], parent: QWidget | None = None) -> None:
        """`listed`: the search of the gallery."""
        super().__init__(parent)
        self.setWindowTitle("Measurements")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(SIZE)
        self._context, self._listed = context, listed
        self._task: Task | None = None
        self._current: int | None = None
        self.loaded: Loaded | None = None
        self.kind = QComboBox()
        self.only_listed = QCheckBox("Only what the gallery &lists")
        self.count = label("Reading the results…", "muted")
        self.measure_button = QPushButton("&Measure all shown…")
        self.export_button = QPushButton("&Export…")
        self.model = MeasurementsModel(self)
        self.table = QTableView()
        self.distribution = DistributionPanel(context)
        self.empty = EmptyState(
            "measure", "Nothing measured yet", "Measure what the gallery lists, or a selection of it."
        )
        self.empty.add_button("Measure all shown…", self.measure_wanted.emit)
        self._pages = QStackedWidget()
        self._later = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._emitting = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._lay_out()
        self._connect()
        self.reload()

    def reload(self) -> None:
        """Read the results again; the chosen row stays."""
        project = self._context.project
        if project is None:
            return
        if self._task is not None:
            self._task.cancel()
        kind: str | None = self.kind.currentData()
        self._task = self._context.background.run(
            reading.load, project, self.search, kind, then=self._show, failed=self._fail, database=True, owner=self
        )

    def reload_soon(self) -> None:
        """Something changed, perhaps not for the last time."""
        if not self._later.isActive():
            self._later.start(SETTLES_MS)

    def results_came(self) -> None:
        """A run keeps results: read them again now and then, but not while somebody looks at the rows of a bar."""
        if not self._later.isActive() and self.distribution.view.selected is None:
            taken = self.loaded.seconds if self.loaded else 0.0
            self._later.start(max(LEAST_PAUSE_MS, round(5_000 * taken)))

    @property
    def search(self) -> str:
        """Which micrographs the table is about."""
        return self._listed() if self.only_listed.isChecked() else ""

    def set_current(self, micrograph_id: int | None) -> None:
        """The gallery shows another micrograph: its row is chosen, too, without asking back."""
        if micrograph_id is None or micrograph_id == self._current:
            return
        self._current = micrograph_id
        self._choose_current()

    def _lay_out(self) -> None:
        self.kind.setAccessibleName("Kind of the results")
        for text, kind in CHOICES:
            self.kind.addItem(text, kind)
        for button in (self.measure_button, self.export_button):
            button.setAccessibleName(button.text().replace("&", "").rstrip("…"))
            button.setAutoDefault(False)
        theme.tint(self.measure_button, "measure")
        theme.tint(self.export_button, "export")
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Results, one row a micrograph")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        # Of one height for all: sizes asked of 20,000 rows would take seconds.
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setResizeContentsPrecision(20)
        table.horizontalHeader().setHighlightSections(False)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.kind)
        top.addWidget(self.only_listed)
        top.addWidget(self.count, 1)
        top.addWidget(self.measure_button)
        top.addWidget(self.export_button)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(9)
        splitter.addWidget(table)
        splitter.addWidget(self.distribution)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([SIZE.width() - 400, 390])
        self._pages.addWidget(splitter)
        self._pages.addWidget(self.empty)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(10)
        rows.addLayout(top)
        rows.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _index: self.reload())
        self.only_listed.toggled.connect(lambda _on: self.reload())
        self.measure_button.clicked.connect(lambda _on=False: self.measure_wanted.emit())
        self.export_button.clicked.connect(
            lambda _on=False: self.export_wanted.emit(self.search, self.kind.currentData())
        )
        self.distribution.rows_wanted.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self._later.timeout.connect(self.reload)
        # Walking through rows with the arrow keys must not ask for each micrograph on the way.
        self._emitting.timeout.connect(self._tell_row)
        self._context.micrographs_changed.connect(self.reload_soon)
        self._context.corrections_changed.connect(lambda _id: self.reload_soon())

    def _show(self, loaded: Loaded) -> None:
        first = self.loaded is None
        same = self.loaded is not None and self.loaded.headings == loaded.headings
        self.loaded = loaded
        bars = (self.table.verticalScrollBar(), self.table.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        self.model.set_loaded(loaded)
        if not same:
            self._fit_columns()
        self.distribution.set_loaded(loaded)
        self._pages.setCurrentIndex(0 if len(loaded.results) else 1)
        self.export_button.setEnabled(len(loaded.results) > 0)
        self._tell_count()
        if not first:
            self._choose_current()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _fail(self, sentence: str) -> None:
        self.count.setText(sentence)

    def _fit_columns(self) -> None:
        """As wide as heading and the first rows need; done once for the columns, since it asks for many words."""
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(0, NAME_WIDTH)
        for column in range(1, self.model.columnCount()):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), 320))

    def _tell_count(self) -> None:
        if self.loaded is None:
            return
        results = self.loaded.results
        stale = sum(1 for row in results.rows if row.stale)
        shown = self.model.rowCount()
        words = f"{len(results):,} measured" if shown == len(results) else f"{shown:,} of {len(results):,} measured"
        parts = [words]
        if results.without:
            parts.append(f"{results.without:,} without a result")
        if stale:
            parts.append(f"{stale:,} outdated")
        self.count.setText(", ".join(parts))

    def _filter(self, rows: object) -> None:
        self.model.choose(rows if isinstance(rows, list) else None)
        self._tell_count()
        self._choose_current()

    def _choose_current(self) -> None:
        if self._current is None:
            return
        row = self.model.row_of(self._current)
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        if row is None:
            chosen.clear()
        else:
            self.table.selectRow(row)
        chosen.blockSignals(False)
        self.table.viewport().update()

    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        result = self.model.result_at(current.row())
        if result is not None and result.micrograph_id != self._current:
            self._current = result.micrograph_id
            self._emitting.start()

    def _tell_row(self) -> None:
        result = self.model.result_at(self.table.currentIndex().row())
        if result is not None:
            self.micrograph_wanted.emit(result.micrograph_id, result.kind)
