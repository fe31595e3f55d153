"""Beside the table: the distribution of a quantity, what it says in words, the bar that filters the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.background import Task
from maemi_gui.context import Context
from maemi_gui.measurements import reading
from maemi_gui.measurements.plot_view import PlotView
from maemi_gui.measurements.reading import Choice, Drawn, Loaded
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.survey.pooled import Pooled

PLOTS = (("Histogram", "histogram"), ("Cumulative", "cumulative"), ("Boxes", "box"))
GROUPS = (
    ("All together", "all"),
    ("Class", "class"),
    ("Folder", "folder"),
    ("Kind", "kind"),
    ("Micrograph", "micrograph"),
)


class DistributionPanel(QWidget):
    """Asks for samples once a quantity, and draws them again for every other plot."""

    rows_wanted = Signal(object)
    """Rows of the results that lie in the chosen bar; None for all."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._loaded: Loaded | None = None
        self._task: Task | None = None
        self._parts: list[Pooled] = []
        self._reading = False
        self.drawn: Drawn | None = None
        self.quantity = QComboBox()
        self.kind = QComboBox()
        self.by = QComboBox()
        self.view = PlotView()
        self.problem = label("", "muted", wrap=True)
        self.words = label("", wrap=True, selectable=True)
        self.sampling = label(
            "The interval of a mean says how far another set of micrographs of the specimen may lie (sampling); the "
            "interval of a micrograph's own number says how well that picture was read.",
            "muted",
            wrap=True,
        )
        self.filter_words = label("", "heading", wrap=True)
        self.clear = QPushButton("Show all")
        self._stack = QStackedWidget()
        self._lay_out()
        self.quantity.currentIndexChanged.connect(lambda _index: self._pool())
        self.kind.currentIndexChanged.connect(lambda _index: self._draw())
        self.by.currentIndexChanged.connect(lambda _index: self._draw())
        self.view.chosen.connect(self._choose)
        self.clear.clicked.connect(lambda _on=False: self.choose(None))

    def set_loaded(self, loaded: Loaded) -> None:
        """Other results: the same quantity, where they have it."""
        self._loaded = loaded
        before = self.choice
        self.quantity.blockSignals(True)
        self.quantity.clear()
        for each in loaded.choices:
            self.quantity.addItem(f"{each.label} of {'objects' if each.of_objects else 'micrographs'}", each)
        again = [place for place, each in enumerate(loaded.choices) if before is not None and each == before]
        self.quantity.setCurrentIndex(again[0] if again else _likely(loaded.choices))
        self.quantity.blockSignals(False)
        self._pool()

    @property
    def choice(self) -> Choice | None:
        """The quantity that is looked at."""
        return self.quantity.currentData()

    def choose(self, bar: int | None) -> None:
        """Filter the table by a bar or box; None shows all."""
        self.view.select(bar)
        chosen = self.drawn is not None and bar is not None
        rows = reading.rows_in_bar(self.drawn, bar) if self.drawn is not None and bar is not None else None
        if chosen and rows is not None and bar is not None:
            count = f"{len(rows):,} micrograph{'' if len(rows) == 1 else 's'}"
            self.filter_words.setText(f"{count} in {self.view.words_of(bar)}")
        self.filter_words.setVisible(chosen)
        self.clear.setVisible(chosen)
        self.rows_wanted.emit(rows)

    def _lay_out(self) -> None:
        for combo, name, items in (
            (self.quantity, "Quantity", ()),
            (self.kind, "Kind of plot", PLOTS),
            (self.by, "Groups of the plot", GROUPS),
        ):
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for text, data in items:
                combo.addItem(text, data)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.problem)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(self.kind, 1)
        across.addWidget(self.by, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Quantity", self.quantity)
        form.addRow("Plot", across)
        filtered = QHBoxLayout()
        filtered.addWidget(self.filter_words, 1)
        filtered.addWidget(self.clear)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(form)
        rows.addWidget(self._stack, 1)
        rows.addLayout(filtered)
        rows.addWidget(self.words)
        rows.addWidget(self.sampling)
        theme.tint(self.clear, "close")
        self.clear.setAutoDefault(False)
        for hidden in (self.filter_words, self.clear, self.sampling):
            hidden.hide()

    def _pool(self) -> None:
        """Ask for the samples of the quantity; what was asked before is not waited for any more."""
        if self._task is not None:
            self._task.cancel()
        self.choose(None)
        if self._context.project is None or self._loaded is None or self.choice is None:
            self._show(None)
            return
        self._parts, self._reading = [], True
        self._read(self._loaded, self.choice)

    def _read(self, loaded: Loaded, choice: Choice) -> None:
        """Piece by piece: the gallery's questions to the database go in between."""
        project, first = self._context.project, len(self._parts) * reading.AT_ONCE

        def go_on(part: Pooled) -> None:
            self._parts.append(part)
            self._read(loaded, choice)

        if self._parts and (not choice.of_objects or first >= len(loaded.results)):
            self._reading = False
            self._draw()
        elif project is not None:
            self._task = self._context.background.run(
                reading.pool,
                project,
                loaded.results,
                choice,
                first,
                then=go_on,
                failed=self._fail,
                database=True,
                owner=self,
            )

    def _draw(self) -> None:
        """The samples as a plot; no database is needed."""
        if self._loaded is None or self._reading or not self._parts:
            return  # what is set now is asked for once the samples are there
        if self._task is not None:
            self._task.cancel()  # drawings of two workers may end in another order than they began
        self.choose(None)
        kind, by = str(self.kind.currentData()), str(self.by.currentData())
        self._task = self._context.background.run(
            reading.drawn, self._loaded.results, self._parts, kind, by, then=self._show, failed=self._fail, owner=self
        )

    def _show(self, drawn: Drawn | None) -> None:
        self.drawn = drawn
        if drawn is not None:
            self._parts = [drawn.pooled]
        self.view.set_plot(drawn.plot if drawn else None)
        self.words.setText("\n".join(drawn.words) if drawn else "")
        self.sampling.setVisible(drawn is not None and bool(drawn.words))
        if drawn is not None and drawn.plot is None:
            self.problem.setText(drawn.problem)
        self._stack.setCurrentWidget(self.problem if drawn is not None and drawn.plot is None else self.view)

    def _fail(self, sentence: str) -> None:
        self._parts, self._reading = [], False
        self._show(None)
        self.problem.setText(sentence)
        self._stack.setCurrentWidget(self.problem)

    def _choose(self, bar: int) -> None:
        self.choose(None if self.view.selected == bar else bar)


def _likely(choices: tuple[Choice, ...]) -> int:
    """The size of the objects where they have one, else the first."""
    wanted = [place for place, each in enumerate(choices) if each.name in ("size", "mean_size") and each.of_objects]
    return wanted[0] if wanted else (0 if choices else -1)
