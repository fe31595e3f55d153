"""The index of the open project, loaded once and shared by the panel, the map and the dialogs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.project.rows import MicrographRow
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.similar.class_list import ClassEntry
    from maemi.similar.collection import Collection

SETTLES_MS = 250


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of the project in one go."""

    collection: Collection
    waiting: int
    """Micrographs that can be read and are not in the index."""
    entries: list[ClassEntry]


class Library(QObject):
    """Loads when somebody first asks, and again when micrographs or labels changed since."""

    changed = Signal()
    """`loaded` is another one now; None while nothing is known."""
    run_started = Signal(object)
    """The folder (Path) of an index run."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.loaded: Loaded | None = None
        self._wanted = False
        self._later = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._later.timeout.connect(self.reload)
        context.project_changed.connect(self._forget)
        context.micrographs_changed.connect(self._stale)

    def want(self) -> None:
        """Somebody shows the index from now on."""
        if not self._wanted:
            self._wanted = True
            self.reload()

    def reload(self) -> None:
        """Read the index again, in the background."""
        project = self.context.project
        if project is None or not self._wanted:
            return

        def done(found: Loaded) -> None:
            if project is self.context.project:
                self.loaded = found
                self.changed.emit()

        self.context.background.run(_load, project, then=done, database=True, owner=self)

    def build(self) -> None:
        """Start `maemi index` for the open project, in a process of its own."""
        project, runs_dir = self.context.project, self.context.runs_dir
        if project is None or runs_dir is None:
            return
        self.context.background.run(_start, project.address, runs_dir, then=self.run_started.emit, owner=self)

    def _stale(self) -> None:
        if self._wanted:
            self._later.start()

    def _forget(self) -> None:
        self._later.stop()
        self.loaded = None
        self.changed.emit()
        if self._wanted and self.context.project is not None:
            self.reload()


def rows_of(project: Project, ids: list[int]) -> list[MicrographRow]:
    """The micrographs of these ids, for a worker with the database."""
    from maemi.project.micrographs import get_micrograph

    return [get_micrograph(project, each) for each in ids]


def _load(project: Project) -> Loaded:
    from maemi.project.embeddings import to_embed
    from maemi.similar.class_list import class_entries
    from maemi.similar.collection import load_collection
    from maemi.similar.encoder import encoder_version

    waiting, _ = to_embed(project, encoder_version())
    return Loaded(load_collection(project), len(waiting), class_entries(project))


def _start(address: str, runs_dir: Path) -> Path:
    from maemi.jobs.start import start

    return start(runs_dir, "index", ["index", address], {"project": address}).path
