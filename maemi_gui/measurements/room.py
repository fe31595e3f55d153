"""The room's front door: its actions, its dialogs, and what it asks of the gallery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from maemi.jobs.state import RunState
from maemi.measure.settings import AUTOMATIC
from maemi_gui.actions import make
from maemi_gui.context import Context
from maemi_gui.measurements import actions as _actions  # noqa: F401 - registers the room's actions
from maemi_gui.measurements.export_dialog import ExportDialog
from maemi_gui.measurements.measure_dialog import MeasureDialog, Pinned
from maemi_gui.measurements.window import MeasurementsWindow


class Listing(Protocol):
    """What this room needs of the gallery."""

    def selected_ids(self) -> list[int]: ...

    def listed_ids(self) -> list[int]: ...

    def search_text(self) -> str: ...


class MeasurementsRoom(QObject):
    """Made once the window is on the screen; its table is made when it is asked for."""

    micrograph_wanted = Signal(int, str)
    """A micrograph that shall be shown, with the outlines of a kind."""
    run_started = Signal(object)

    def __init__(self, context: Context, listing: Listing, window: QWidget) -> None:
        super().__init__(window)
        self.context = context
        self.pinned: Pinned = lambda _kind: AUTOMATIC
        """Kind → the settings that stand in Inspect; the wiring connects it."""
        self.window_: MeasurementsWindow | None = None
        self._listing, self._parent = listing, window
        self._current: int | None = None
        self.actions_by_id: dict[str, QAction] = {}
        slots: dict[str, Callable[..., object]] = {
            "measurements.measure_selected": self.ask_selected,
            "measurements.measure_shown": self.ask_shown,
            "measurements.show": self.show_table,
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, window, slot)
        context.project_changed.connect(self._project_changed)
        self._project_changed()

    def ask_selected(self) -> None:
        """A dialog, then a run over the selected micrographs."""
        self._ask(self._listing.selected_ids(), None)

    def ask_shown(self) -> None:
        """A dialog, then a run over all that the gallery lists."""
        self._ask(self._listing.listed_ids(), self._listing.search_text())

    def show_table(self) -> None:
        """The table of results, in a window of its own."""
        shown = self.window_
        if shown is None:
            shown = self.window_ = MeasurementsWindow(self.context, self._listing.search_text, self._parent)
            shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            shown.destroyed.connect(self._closed)
            shown.micrograph_wanted.connect(self.micrograph_wanted)
            shown.measure_wanted.connect(self.ask_shown)
            shown.export_wanted.connect(self._export)
            shown.set_current(self._current)
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def set_current(self, micrograph_id: int | None) -> None:
        """The gallery shows another micrograph."""
        self._current = micrograph_id
        if self.window_ is not None:
            self.window_.set_current(micrograph_id)

    def listing_changed(self) -> None:
        """The gallery lists other micrographs."""
        if self.window_ is not None and self.window_.only_listed.isChecked():
            self.window_.reload_soon()

    def run_progressed(self, state: RunState, _folder: object = None) -> None:
        """A run goes on: one that measures has brought results."""
        if self.window_ is not None and state.kind == "measure" and not state.is_over:
            self.window_.results_came()

    def _ask(self, ids: list[int], search: str | None) -> None:
        dialog = MeasureDialog(self.context, ids, search, self.pinned, self.window_ or self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.run_started.connect(self.run_started)
        dialog.open()

    def _export(self, search: str, kind: str | None) -> None:
        project, shown = self.context.project, self.window_
        if project is None or shown is None:
            return
        selection = [f"--search={search}"] if search else []
        selection += ["--kind", kind] if kind else []
        panel = shown.distribution
        choice, drawn = panel.choice, panel.drawn
        plot = ["--plot", str(panel.kind.currentData()), "--by", str(panel.by.currentData())]
        plot += ["--quantity", choice.name] if choice else []
        known = drawn is not None and drawn.plot is not None
        dialog = ExportDialog(self.context, selection, plot if known else [], project.name, shown)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _closed(self) -> None:
        self.window_ = None

    def _project_changed(self) -> None:
        if self.window_ is not None:
            self.window_.close()
        for action in self.actions_by_id.values():
            action.setEnabled(self.context.project is not None)
