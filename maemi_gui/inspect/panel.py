"""Inspect: what the file says, where its pixel size came from, what is missing, and a measurement."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from maemi.measure.segmenters import added
from maemi.micrograph.correction import corrected_kind
from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.context import Context
from maemi_gui.inspect import actions as _actions  # noqa: F401 - registers the panel's actions
from maemi_gui.inspect.corrections import Corrections
from maemi_gui.inspect.facts import missing, sections
from maemi_gui.inspect.live_settings import LiveSettings
from maemi_gui.inspect.measure_card import MeasureCard
from maemi_gui.inspect.measuring import Measuring, Request
from maemi_gui.inspect.pixel_size_card import PixelSizeCard
from maemi_gui.inspect.result import Result, shifted
from maemi_gui.inspect.scale_bar_card import ScaleBarCard
from maemi_gui.inspect.scale_bars import ScaleBars
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.fact_list import FactList
from maemi_gui.widgets.words import ElidedLabel, label


class InspectPanel(QWidget):
    """Shows the selected micrograph's facts."""

    outlines_found = Signal(object, object)
    """Outlines of the last measurement, as tuples of (row, column), () where there are none; and of each object whether
    it is whole: 0 for one that the border cuts."""
    outlines_toggled = Signal(bool)
    """Whether they shall be shown."""
    object_chosen = Signal(object)
    """The number of the object whose properties are shown, in the order of the outlines; None for none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.selected_ids: Callable[[], list[int]] = list
        """All selected micrographs, for a pixel size that is typed in; the main window connects it to the gallery."""
        self._row: MicrographRow | None = None
        self.measure_action = make("inspect.measure", self, self.measure)
        self._name = ElidedLabel("", "title", Qt.TextElideMode.ElideMiddle)
        self._synthetic = label("Synthetic", "tag")
        self._problem = label("", "bad", wrap=True, selectable=True)
        self.pixel_size = PixelSizeCard()
        self.scale_bar = ScaleBarCard()
        self.scale_bars = ScaleBars(context, self.scale_bar, lambda: self.selected_ids())
        self.measurement = MeasureCard(self.measure_action)
        self.corrections = Corrections(context, self)
        self._missing_box = QVBoxLayout()
        self._sections = QVBoxLayout()
        self._measuring = Measuring(self)
        self.live = LiveSettings(self.measurement.settings, context.settings)
        self._stack = QStackedWidget(self)
        self._empty = EmptyState("inspect", "No micrograph selected", "Select one to read what its file says.")
        self._build()
        self.pixel_size.typed.connect(self._set_pixel_size)
        self.measurement.outlines.toggled.connect(self.outlines_toggled)
        self.measurement.approached.connect(self._measuring.warm)
        self.live.changed.connect(lambda: self.measure(quiet=True))
        self.measurement.kind.activated.connect(lambda _index: self._choose_kind())
        self.measurement.view.object_wanted.connect(self.choose_object)
        self.measurement.view.copied.connect(context.notice)
        self._measuring.finished.connect(self._measured)
        self._measuring.failed.connect(self.measurement.say)
        self.corrections.changed.connect(lambda: self.measure(self.corrections.kind or "", quiet=True))
        self.corrections.found.connect(lambda: self.measure("auto"))
        # Which distributions are installed is read from the disk.
        context.background.run(added, then=self.measurement.settings.offer_segmenters, owner=self)
        self.set_micrograph(None)

    def _build(self) -> None:
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(12)
        # A long name without a space is cut rather than everything below it.
        self._name.setMinimumWidth(1)
        rows.addWidget(self._name)
        rows.addWidget(self._synthetic, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._problem)
        rows.addWidget(self.pixel_size)
        rows.addWidget(self.scale_bar)
        rows.addWidget(self.measurement)
        self.measurement.put_above_result(self.corrections.bar)
        self._sections.setSpacing(14)
        self._missing_box.setSpacing(6)
        rows.addLayout(self._missing_box)
        rows.addLayout(self._sections)
        rows.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setProperty("kind", "plain")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("What the file says")
        scroll.setWidget(inner)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Show another micrograph, or the same with other facts."""
        before, self._row = self._row, row
        same = before is not None and row is not None and before.id == row.id
        measurable = row is not None and row.error is None
        self.measure_action.setEnabled(measurable)
        if not same or (before and row and before.pixel_size != row.pixel_size):
            self._measuring.forget()
            self.measurement.reset()
            self.live.next_micrograph(row.pixel_size.mean_m if row and row.pixel_size else None)
            self.outlines_found.emit((), ())
            self.corrections.set_micrograph(row)
        self._stack.setCurrentIndex(0 if row is None else 1)
        if row is None:
            return
        self._name.setText(row.name)
        self._name.setToolTip(row.name)
        self._synthetic.setVisible(bool(row.info and row.info.synthetic))
        self._problem.setText(row.error or "")
        self._problem.setVisible(row.error is not None)
        self.pixel_size.setVisible(measurable)
        self.measurement.setVisible(measurable)
        if not same or before != row:
            self.pixel_size.show_row(row)
            self.scale_bars.show_row(row)
            self._fill(row)

    def measure(self, kind: str = "", *, quiet: bool = False) -> None:
        """Measure the selected micrograph; what was found stays in sight meanwhile where it is done quietly."""
        row = self._row
        if row is None or row.error:
            return
        self.measurement.say_busy(quiet=quiet)
        by_hand = self.corrections.by_kind
        asked, settings = self.live.asked(corrected_kind(kind or self.measurement.chosen, by_hand))
        self._measuring.start(Request(row.path, asked, row.pixel_size, settings, by_hand))

    def choose_object(self, number: int | None) -> None:
        """Show the properties of one object, counted from 0 in the order of the outlines."""
        self.measurement.view.choose_object(number)
        self.object_chosen.emit(self.measurement.view.object.chosen)

    def _choose_kind(self) -> None:
        self.live.choose(self.measurement.chosen)
        if self.measurement.view.result is not None:
            self.measure(quiet=True)

    def close_session(self) -> None:
        """The window closes: the measuring process ends."""
        self._measuring.close()

    def _fill(self, row: MicrographRow) -> None:
        for layout in (self._missing_box, self._sections):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        said = [*missing(row), *(row.info.warnings if row.info else ())]
        if said:
            self._missing_box.addWidget(label("Missing or doubtful", "heading"))
            for sentence in said:
                self._missing_box.addWidget(label(sentence[:1].upper() + sentence[1:], "warn", wrap=True))
        for section in sections(row):
            self._sections.addWidget(FactList(section.title, section.lines))

    def _set_pixel_size(self, metres: float | None) -> None:
        project, row = self.context.project, self._row
        if project is None or row is None:
            return
        ids = sorted({row.id, *self.selected_ids()})
        who = self.context.curator

        def write() -> None:
            from maemi.project.micrographs import set_pixel_size

            set_pixel_size(project, ids, metres, who)

        self.context.background.run(
            write, then=lambda _none: self.context.micrographs_changed.emit(), database=True, owner=self
        )

    def _measured(self, result: Result) -> None:
        again = self.measurement.view.result is not None
        self.measurement.show_result(result, self._row.name if self._row else "", busy=self._measuring.busy)
        self.live.show_result(result)
        self.corrections.set_result(result, busy=self._measuring.busy)
        outlines = shifted(result.outlines, self._row.info if self._row else None)
        self.outlines_found.emit(outlines, result.measurement.objects.get("whole", ()))
        self.object_chosen.emit(self.measurement.view.object.chosen)
        if not again:
            # The layout must have heard of the new widgets before their place is known.
            QTimer.singleShot(0, self, self._scroll_to_measurement)

    def _scroll_to_measurement(self) -> None:
        """What was asked for is to be seen."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(max(bar.value(), min(self.measurement.y() - 8, bar.maximum())))
