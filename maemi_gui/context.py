"""What every panel of the window is given: the open project, workers, decoder and settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from PySide6.QtCore import QObject, QSettings, Signal

from maemi import local_only
from maemi.person import login_name
from maemi_gui.background import Background

if TYPE_CHECKING:
    from maemi.micrograph.decoder import DecoderPool
    from maemi.project.project import Project


class Context(QObject):
    """The state that panels share; rooms talk to each other through signals, never through this object."""

    project_changed = Signal()
    """Another project, or none, is open: read `project` again."""
    pairs_changed = Signal()
    """Pairs were added or decided: counts and badges may differ."""
    micrographs_changed = Signal()
    """Micrographs were added or their pixel size or class was set."""
    corrections_changed = Signal(int)
    """What is measured in this micrograph was corrected by hand, or a correction was undone."""
    local_only_changed = Signal()
    """“Local only” was turned, or another project with a switch of its own is open."""
    prompts_wanted = Signal()
    """A dialog of one room asks for the prompts, which are another's."""
    prompts_changed = Signal()
    """A prompt was saved or copied: read the list again."""
    prices_wanted = Signal()
    """A dialog of one room asks for what models cost, which is another's."""
    money_changed = Signal()
    """A price or the project's cap was changed: foresee costs again."""
    notice = Signal(str)
    """One calm sentence for the person in front of the window."""

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings if settings is not None else QSettings()
        self.background = Background(self)
        self.background.failed.connect(self.notice)
        self._project: Project | None = None
        self._decoder: DecoderPool | None = None
        self.held_by_project = False
        """Whether the open project's own switch lets nothing leave a machine."""

    @property
    def project(self) -> Project | None:
        """The open project; use its database only inside `background.run(…, database=True)`."""
        return self._project

    def set_project(self, project: Project | None) -> None:
        """Show another project, or none; the one before is closed after the work that still uses it."""
        if project is self._project:
            return
        old, self._project = self._project, project
        self.project_changed.emit()
        self.look_at_switch()
        if old is not None:
            self.background.run(old.close, database=True)

    def set_local_only(self, on: bool) -> None:
        """Turn the person's switch: on holds in this process at once, and for all others when its file is there."""
        local_only.hold("window", on)
        if on:
            self.local_only_changed.emit()
        self.background.run(local_only.keep, on, then=lambda _none: self.local_only_changed.emit(), owner=self)

    def look_at_switch(self) -> None:
        """Read the project's own switch, which a colleague may have turned."""
        project = self._project
        self.held_by_project = False
        if project is not None:
            self.background.run(_project_switch, project, then=self._know_switch, database=True, owner=self)

    def _know_switch(self, held: bool) -> None:
        self.held_by_project = held
        self.local_only_changed.emit()

    @property
    def runs_dir(self) -> Path | None:
        """Where the open project's background jobs have their run folders; None without a project."""
        return self._project.folder / "runs" if self._project else None

    @property
    def pyramids_dir(self) -> Path | None:
        """Where the open project keeps smaller copies of giants; None without a project."""
        return self._project.folder / "pyramids" if self._project else None

    @property
    def data_folder(self) -> Path:
        """Where the window keeps what belongs to no project: the sample project, runs that make projects."""
        given = os.environ.get("MAEMI_DATA_DIR") or str(self.settings.value("folders/data", "") or "")
        return Path(given) if given else user_data_path("maemi", appauthor=False)

    @property
    def decoder(self) -> DecoderPool:
        """Decodes micrographs in child processes; started at first use, so that the window shows before."""
        if self._decoder is None:
            from maemi.micrograph.decoder import DecoderPool

            # Two: a large picture never waits behind a thumbnail.
            self._decoder = DecoderPool(processes=2)
        return self._decoder

    @property
    def curator(self) -> str:
        """Who judges pairs here; the name of the account until somebody types another into the settings."""
        name = str(self.settings.value("curator/name", "") or "").strip()
        return name or login_name()

    @curator.setter
    def curator(self, name: str) -> None:
        self.settings.setValue("curator/name", name.strip())

    def close(self) -> None:
        """Stop workers and decoder processes and close the project; nothing may be asked of it afterwards."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None
        self.background.close()
        if self._project is not None:
            self._project.close()
            self._project = None
        self.settings.sync()


def _project_switch(project: Project) -> bool:
    from maemi.project.settings import is_kept_here

    project.obey_switch()
    return is_kept_here(project)
