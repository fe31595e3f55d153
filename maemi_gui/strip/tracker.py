"""Follows the background runs of the open project and of the window; adopts those that run already."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.errors import MaemiError
from maemi.jobs.adopt import adopt, run_folders
from maemi.jobs.folder import RunFolder
from maemi.jobs.state import RunState
from maemi.jobs.stop import stop
from maemi_gui.context import Context

log = logging.getLogger("maemi.window")
POLL_MS = 400
HIDDEN_KINDS = frozenset({"serve"})
"""The chat's model server is part of the window, not work that a person started."""


class RunTracker(QObject):
    """Reads run folders in a worker thread, several times a second, and tells what changed."""

    changed = Signal(object, object)
    """`RunState` and its `RunFolder`."""
    ended = Signal(object, object)
    """The same, once, when a run that was seen running is over."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._running: dict[Path, RunFolder] = {}
        self._known: set[Path] = set()
        self._last: dict[Path, RunState] = {}
        self._polling = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        context.project_changed.connect(self._project_changed)
        self._timer.start()
        self._project_changed()

    @property
    def window_runs(self) -> Path:
        """Run folders of work that belongs to no project yet, such as making the sample project."""
        return self._context.data_folder / "runs"

    def follow(self, run: RunFolder | Path | str) -> None:
        """Show this run from now on."""
        folder = run if isinstance(run, RunFolder) else RunFolder(Path(run))
        self._known.add(folder.path)
        self._running[folder.path] = folder

    def running(self) -> list[RunState]:
        """The runs that were not over when they were looked at last."""
        return [self._last[path] for path in self._running if path in self._last]

    def stop(self, folder: RunFolder) -> None:
        """End a run in stages, without waiting for it here."""
        future: Future[RunState] = Future()

        def work() -> None:
            try:
                future.set_result(stop(folder))
            except Exception as error:
                future.set_exception(error)

        # A thread of its own that may be abandoned: closing the window must not wait for a stubborn run.
        threading.Thread(target=work, name=f"stop-{folder.id}", daemon=True).start()
        self._context.background.watch(future, owner=self)

    def close(self) -> None:
        """Look no more; the runs go on."""
        self._timer.stop()

    def _project_changed(self) -> None:
        keep = self.window_runs
        for path in [path for path in self._running if path.parent != keep]:
            del self._running[path]
        for runs_dir in {keep, self._context.runs_dir} - {None}:
            self._context.background.run(_adopt, runs_dir, then=self._adopted, owner=self)

    def _adopted(self, found: list[tuple[RunFolder, RunState, bool]]) -> None:
        for folder, state, tell in found:
            self._known.add(folder.path)
            if not state.is_over:
                self._running[folder.path] = folder
            if tell and state.kind not in HIDDEN_KINDS:
                self._take(folder, state)

    def _poll(self) -> None:
        if self._polling:
            return
        self._polling = True
        folders = list(self._running.values())
        runs_dir = self._context.runs_dir
        self._context.background.run(
            _look, folders, runs_dir, set(self._known), then=self._looked, failed=self._look_failed, owner=self
        )

    def _look_failed(self, sentence: str) -> None:
        self._polling = False

    def _looked(self, found: list[tuple[RunFolder, RunState]]) -> None:
        self._polling = False
        for folder, state in found:
            self._known.add(folder.path)
            if state.kind in HIDDEN_KINDS:
                self._running.pop(folder.path, None)
                continue
            if not state.is_over:
                self._running.setdefault(folder.path, folder)
            self._take(folder, state)

    def _take(self, folder: RunFolder, state: RunState) -> None:
        if self._last.get(folder.path) != state:
            self._last[folder.path] = state
            self.changed.emit(state, folder)
        if state.is_over and self._running.pop(folder.path, None) is not None:
            self.ended.emit(state, folder)


def _adopt(runs_dir: Path) -> list[tuple[RunFolder, RunState, bool]]:
    """Every run with its state, and whether to show it: it still runs, or it died while nobody looked."""
    folders = {folder.id: folder for folder in run_folders(runs_dir)}
    died = {
        folder.id
        for folder in folders.values()
        if folder.state().state == "interrupted" and folder.lifecycle().terminal is None
    }
    return [
        (folders[state.id], state, state.id in died or not state.is_over)
        for state in adopt(runs_dir)
        if state.id in folders
    ]


def _look(folders: list[RunFolder], runs_dir: Path | None, known: set[Path]) -> list[tuple[RunFolder, RunState]]:
    """The state of followed runs, and of runs that somebody else started meanwhile."""
    new: list[RunFolder] = []
    if runs_dir is not None and runs_dir.is_dir():
        unknown = [path for path in runs_dir.iterdir() if path not in known and not path.name.startswith(".")]
        new = [RunFolder(path) for path in unknown if (path / "spec.json").exists() or (path / "events.jsonl").exists()]
    found: list[tuple[RunFolder, RunState]] = []
    for folder in [*folders, *new]:
        try:
            found.append((folder, folder.state()))
        except MaemiError as error:
            log.warning("A run cannot be read: %s", error)
    return found
