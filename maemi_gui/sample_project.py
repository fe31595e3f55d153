"""The sample project: made at first use by a background run, and shown while it fills."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.jobs.folder import RunFolder
from maemi.jobs.state import RunState
from maemi_gui.context import Context
from maemi_gui.opening import Opening
from maemi_gui.recent import is_project

if TYPE_CHECKING:
    from maemi.project.project import Project

LOOK_MS = 300
REFRESH_MS = 1200


class SampleProject(QObject):
    """Opens the sample project as soon as its folder is a project, and refreshes the window while it grows."""

    run_started = Signal(object)

    def __init__(self, context: Context, opening: Opening, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._opening = opening
        self._probing = False
        self._waiting = QTimer(self, interval=LOOK_MS)
        self._waiting.timeout.connect(self._look)
        self._growing = QTimer(self, interval=REFRESH_MS)
        self._growing.timeout.connect(self._refresh)

    @property
    def folder(self) -> Path:
        """Where the sample project lies."""
        return self._context.data_folder / "sample-project"

    def open(self) -> None:
        """Open it; make it where it is missing, complete it where making it was interrupted."""
        if is_project(self.folder):
            self._opening.open_project(self.folder)
            self._context.background.run(_is_whole, self.folder, then=self._looked_at, database=True, owner=self)
        else:
            self._opening.busy_changed.emit("Making the sample project …")
            self._make()

    def _looked_at(self, whole: bool) -> None:
        if not whole and not self._growing.isActive():
            self._make()

    def _make(self) -> None:
        folder, runs_dir = self.folder, self._context.data_folder / "runs"

        def begin() -> RunFolder:
            from maemi.jobs.start import start

            runs_dir.mkdir(parents=True, exist_ok=True)
            return start(runs_dir, "sample", ["sample", str(folder)], {"folder": str(folder)})

        self._context.background.run(begin, then=self._begun, owner=self)

    def run_ended(self, state: RunState, _folder: RunFolder) -> None:
        """A run is over: if it made the sample, there is nothing more to wait for."""
        if state.kind != "sample":
            return
        self._waiting.stop()
        self._growing.stop()
        self._opening.busy_changed.emit("")
        if self.is_open():
            self._refresh()
        elif state.state == "finished":
            self._opening.open_project(self.folder)
        else:
            self._context.notice.emit(state.message or "The sample project could not be made; the log says why.")

    def run_adopted(self, state: RunState, _folder: RunFolder) -> None:
        """The sample is being made already, by a window that was closed meanwhile."""
        if state.kind == "sample" and not state.is_over:
            self._growing.start()

    def _begun(self, folder: RunFolder) -> None:
        self.run_started.emit(folder)
        self._waiting.start()
        self._growing.start()

    def _look(self) -> None:
        if is_project(self.folder) and not self._probing:
            self._probing = True
            self._context.background.run(_is_begun, self.folder, then=self._probed, database=True, owner=self)

    def _probed(self, begun: bool) -> None:
        self._probing = False
        if begun and self._waiting.isActive():
            self._waiting.stop()
            if not self.is_open():
                self._opening.open_project(self.folder)

    def is_open(self) -> bool:
        """Whether the window shows the sample project."""
        project = self._context.project
        return project is not None and project.folder == self.folder.absolute()

    def _refresh(self) -> None:
        if self.is_open():
            self._context.micrographs_changed.emit()
            self._context.pairs_changed.emit()


def _is_begun(folder: Path) -> bool:
    """Whether the other process has made its tables: the file is there a moment before them."""
    from maemi.errors import MaemiError
    from maemi.project.project import Project

    try:
        Project.open(folder).close()
    except MaemiError:
        return False
    return True


def _is_whole(folder: Path) -> bool:
    """Whether nothing of the sample project is missing."""
    from maemi.project.project import Project
    from maemi.sample import is_ready

    with Project.open(folder) as project:
        return is_ready(project)


def is_sample(project: Project) -> bool:
    """Whether a project, wherever it lies, is a sample project: whole or begun."""
    from maemi.project.settings import get_setting
    from maemi.sample import MADE

    return get_setting(project, MADE) is not None
