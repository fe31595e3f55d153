"""Where the files of the project are: looked for, and found again; each takes its time, in a worker or a process."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from maemi.progress import Silent

if TYPE_CHECKING:
    from maemi.jobs.folder import RunFolder
    from maemi.project.project import Project

MISSING = "is:missing"


class Stoppable(Silent):
    """Says nothing, and stops when the event is set."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop

    def stop_requested(self) -> bool:
        return self._stop.is_set()


def check(address: str, stop: threading.Event) -> bool:
    """Mark what is missing and what is back; whether that changed anything.

    The project is opened once more for it: the files may lie on a slow server, and the window's own connection, and the
    one thread that uses it, wait for nobody.
    """
    from maemi.project.checking import check_files
    from maemi.project.micrographs import list_ids
    from maemi.project.project import Project

    with Project.open(address) as project:
        before = list_ids(project, MISSING)
        check_files(project, Stoppable(stop))
        return list_ids(project, MISSING) != before


def find_moved(project: Project, folder: Path) -> RunFolder:
    """Look for missing files in a folder by their content, in a process of its own."""
    from maemi.jobs.start import start

    argv = ["check", project.address, "--look-in", str(folder)]
    return start(project.folder / "runs", "check", argv, {"look_in": str(folder)})
