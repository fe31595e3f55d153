"""The strip at the bottom of the window: what runs now, and what has just ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from maemi.jobs.folder import RunFolder
from maemi.jobs.state import RunState
from maemi_gui.context import Context
from maemi_gui.strip.job_row import JobRow
from maemi_gui.strip.job_view import JobView, view_of
from maemi_gui.strip.log_dialog import LogDialog
from maemi_gui.strip.tracker import RunTracker

MOST_ROWS = 4
RESULT_KINDS = frozenset({"train"})
"""Runs whose result has a page of its own; of the others the log opens."""


class JobStrip(QFrame):
    """Hidden while there is nothing to say."""

    result_requested = Signal(object)
    """The `RunFolder` of a fine-tune whose page is wanted."""

    def __init__(self, context: Context, tracker: RunTracker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "strip")
        self.setAccessibleName("Running jobs")
        self._context = context
        self._tracker = tracker
        self.rows: dict[str, JobRow] = {}
        self._stoppers: dict[str, Callable[[], object]] = {}
        self._stopping: set[str] = set()
        self._inner = QWidget()
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(4, 4, 4, 4)
        self._list.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setProperty("kind", "plain")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        tracker.changed.connect(self._run_changed)
        context.project_changed.connect(self._forget_ended)
        self._resize()

    def show_job(self, view: JobView, stop: Callable[[], object] | None = None) -> None:
        """Show work that runs inside the window, or another state of it."""
        if stop is not None:
            self._stoppers[view.id] = stop
        if view.id in self._stopping and not view.over:
            view = replace(view, stopping=True, message="Stopping …")
        row = self.rows.get(view.id)
        if row is None:
            row = JobRow(view)
            self.rows[view.id] = row
            self._list.addWidget(row)
            row.stop_requested.connect(self._stop)
            row.dismissed.connect(self.dismiss)
            row.opened.connect(self._open)
            self._resize()
        else:
            row.show_view(view)

    def dismiss(self, job_id: str) -> None:
        """Remove a row."""
        row = self.rows.pop(job_id, None)
        self._stoppers.pop(job_id, None)
        self._stopping.discard(job_id)
        if row is not None:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._resize()

    def _run_changed(self, state: RunState, folder: RunFolder) -> None:
        view = view_of(state, folder.path, stopping=state.id in self._stopping)
        self.show_job(view, lambda: self._tracker.stop(folder))

    def _stop(self, job_id: str) -> None:
        self._stopping.add(job_id)
        self.show_job(self.rows[job_id].view)
        self._stoppers[job_id]()

    def _open(self, job_id: str) -> None:
        view = self.rows[job_id].view
        if view.folder is None:
            return
        folder = RunFolder(view.folder)
        if view.kind in RESULT_KINDS:
            self.result_requested.emit(folder)
        else:
            dialog = LogDialog(self._context, folder, view.title, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _forget_ended(self) -> None:
        # What still runs in the project before goes on, but belongs to that project's strip.
        for job_id, row in list(self.rows.items()):
            folder = row.view.folder
            if row.view.over or (folder is not None and folder.parent != self._tracker.window_runs):
                self.dismiss(job_id)

    def _resize(self) -> None:
        self.setVisible(bool(self.rows))
        if self.rows:
            each = max(row.sizeHint().height() for row in self.rows.values())
            self.setFixedHeight(each * min(len(self.rows), MOST_ROWS) + 10)
