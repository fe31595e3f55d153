"""The doors into a project: open one, make one for a folder, make the sample; and adding micrographs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from maemi.jobs.folder import RunFolder
from maemi_gui.context import Context
from maemi_gui.new_project import NewProjectDialog
from maemi_gui.recent import is_project, remember_project

if TYPE_CHECKING:
    from maemi.project.project import Project


class Opening(QObject):
    """Everything happens in the background; what fails becomes a notice."""

    run_started = Signal(object)
    """The `RunFolder` of a background run that was started here."""
    busy_changed = Signal(str)
    """What is going on, in words; empty when it is done."""
    broken = Signal(str, str)
    """The project at this address does not open, and the sentence that says why; it has backups to be brought back."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def open_project(self, address: str | Path) -> None:
        """Open a project by its folder or database address."""
        self._bring(f"Opening {address} …", lambda: _open(str(address)), failed=partial(self._not_opened, str(address)))

    def make_project(self, address: Path, micrographs: Sequence[Path]) -> None:
        """Make a project, open it, and add micrographs or folders of them."""
        self._bring(f"Making {address} …", lambda: _create(str(address)), micrographs)

    def ask_project(self) -> None:
        """A dialog, then open that project; a folder that is none yet may become one."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Open project")
        if chosen:
            self.open_folder(Path(chosen))

    def ask_folder(self) -> None:
        """A dialog, then a project for that folder of micrographs."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Folder of micrographs")
        if chosen:
            self.open_folder(Path(chosen))

    def open_folder(self, folder: Path) -> None:
        """Open a folder that is a project; otherwise ask where its project shall lie."""
        if is_project(folder):
            self.open_project(folder)
        else:
            self._ask_new(folder, [folder])

    def ask_add_folder(self) -> None:
        """A dialog, then add that folder to the open project."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Add a folder of micrographs")
        if chosen:
            self.add([Path(chosen)])

    def ask_add_files(self) -> None:
        """A dialog, then add these files to the open project."""
        from maemi.micrograph.reading import readable_suffixes

        patterns = " ".join(f"*{suffix}" for suffix in sorted(readable_suffixes()))
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, "Add micrographs", "", f"Micrographs ({patterns});;All files (*)"
        )
        if chosen:
            self.add([Path(each) for each in chosen])

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and folders in a background run, so that it goes on when the window is closed."""
        project = self._context.project
        if project is None:
            return

        def begin() -> RunFolder:
            from maemi.jobs.start import start

            words = [str(path) for path in paths]
            return start(project.folder / "runs", "add", ["add", project.address, *words], {"paths": words})

        self._context.background.run(begin, then=self.run_started.emit, owner=self)

    def drop(self, paths: Sequence[Path]) -> None:
        """What was dropped on the window: a project is opened, anything else is added."""
        if len(paths) == 1 and is_project(paths[0]):
            self.open_project(paths[0])
        elif self._context.project is not None:
            self.add(paths)
        elif paths:
            first = paths[0] if paths[0].is_dir() else paths[0].parent
            self._ask_new(first, paths)

    def close_project(self) -> None:
        """Back to the welcome page."""
        self._context.set_project(None)

    def _ask_new(self, folder: Path, micrographs: Sequence[Path]) -> None:
        dialog = NewProjectDialog(folder, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.make_project(dialog.address, micrographs)

    def _not_opened(self, address: str, sentence: str) -> None:
        """Where its database is broken and there are backups, one of them is offered."""
        from maemi_gui.backups.broken import can_be_brought_back

        def known(there_is_a_way: bool) -> None:
            (self.broken.emit(address, sentence) if there_is_a_way else self._context.notice.emit(sentence))

        self._context.background.run(can_be_brought_back, address, then=known, owner=self)

    def _bring(
        self,
        words: str,
        get: object,
        micrographs: Sequence[Path] = (),
        failed: Callable[[str], object] | None = None,
    ) -> None:
        self.busy_changed.emit(words)

        def opened(project: Project) -> None:
            self.busy_changed.emit("")
            remember_project(self._context.settings, project.address)
            self._context.set_project(project)
            if micrographs:
                self.add(micrographs)

        def went_wrong(sentence: str) -> None:
            self.busy_changed.emit("")
            (failed or self._context.notice.emit)(sentence)

        self._context.background.run(get, then=opened, failed=went_wrong, database=True, owner=self)  # pyright: ignore[reportArgumentType]


def _open(address: str) -> Project:
    from maemi.project.project import Project

    return Project.open(address)


def _create(address: str) -> Project:
    from maemi.project.project import Project

    return Project.create(address)
