"""Watch folders: a microscope's files arrive in the project by themselves."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from maemi.micrograph.taking_in import Reader
from maemi.progress import Progress, Silent
from maemi.project.adding import add_paths, open_reader
from maemi.project.one_at_a_time import only_one
from maemi.project.paths import to_stored
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.walking import find_files
from maemi.project.watched import list_watched

EVERY_S = 5.0
"""Between two looks. Folders are looked through: network shares send no word of what arrives."""
AT_ONCE = 200
"""Files added in one go, so that the next look is never far away."""
_NAP_S = 0.2

State = tuple[int, int]
"""Size and time of last change of a file."""


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What a watch brought until it was stopped."""

    added: int
    refused: tuple[tuple[Path, str], ...]


@dataclass
class _Folder:
    """What is remembered of a watched folder between two looks."""

    reachable: bool = True
    seen: dict[Path, State] = field(default_factory=dict[Path, State])
    """Files that are not in the project yet, as they were at the last look."""


def watch(
    project: Project,
    progress: Progress | None = None,
    every_s: float = EVERY_S,
    reader: Reader | None = None,
    arrived: Callable[[], object] | None = None,
) -> WatchReport:
    """Add what arrives in the watched folders until asked to stop; the list of folders may change meanwhile.

    A file is added when it is complete: when it has the same size and time at two looks and can be opened. A folder
    that cannot be reached is said once, and tried again at each look. `arrived` is called after a look that brought
    something. Raises InputError where the project is being watched already.
    """
    listener = progress or Silent()
    with only_one(project.folder / "watch.lock", f"The project {project.address} is being watched already; stop that."):
        workers = reader or open_reader()
        try:
            watching = _Watching(project, listener, workers)
            while not listener.stop_requested():
                before = watching.added
                watching.look()
                if arrived is not None and watching.added > before:
                    arrived()
                _wait(every_s, listener.stop_requested)
        finally:
            if reader is None:
                workers.close()
    return WatchReport(watching.added, tuple(watching.refused.values()))


class _Watching:
    """The looks of one watch."""

    def __init__(self, project: Project, listener: Progress, reader: Reader) -> None:
        self.added = 0
        self.refused: dict[Path, tuple[Path, str]] = {}
        self._project = project
        self._listener = listener
        self._reader = reader
        self._folders: dict[Path, _Folder] = {}
        self._tried: dict[Path, State] = {}
        with project.read_session() as session:
            self._known = set(session.scalars(select(Micrograph.path).where(Micrograph.error.is_(None))))

    def look(self) -> None:
        """Look into each folder once, and add what is complete."""
        wanted = [each.path for each in list_watched(self._project)]
        self._folders = {path: self._folders.get(path, _Folder()) for path in wanted}
        for path, folder in self._folders.items():
            if self._is_reachable(path, folder):
                ready = self._ready(path, folder)
                for start in range(0, len(ready), AT_ONCE):
                    if self._listener.stop_requested():
                        return
                    self._add(path, ready[start : start + AT_ONCE])

    def _is_reachable(self, path: Path, folder: _Folder) -> bool:
        try:
            with os.scandir(path):
                reachable, reason = True, ""
        except OSError as error:
            reachable, reason = False, error.strerror or str(error)
        if reachable != folder.reachable:
            folder.reachable = reachable
            if reachable:
                self._listener.event("progress", done=self.added, total=None, message=f"{path} is there again")
            else:
                sentence = f"{path} cannot be watched now ({reason}); it is tried again, check its disk or network."
                self._listener.event("warning", message=sentence)
        return reachable

    def _ready(self, path: Path, folder: _Folder) -> list[tuple[Path, State]]:
        """Files that are complete and not in the project."""
        from maemi.micrograph.reading import readable_suffixes

        now: dict[Path, State] = {}
        for item in find_files([path], readable_suffixes(), self._listener.stop_requested):
            if item.problem or to_stored(item.path, self._project.folder) in self._known:
                continue
            with suppress(OSError):
                status = item.path.stat()
                state = (status.st_size, status.st_mtime_ns)
                if self._tried.get(item.path) != state:
                    now[item.path] = state
        ready = [(file, state) for file, state in now.items() if folder.seen.get(file) == state and _opens(file)]
        folder.seen = now
        return ready

    def _add(self, folder: Path, ready: list[tuple[Path, State]]) -> None:
        report = add_paths(self._project, [file for file, _ in ready], _Quiet(self._listener), self._reader)
        refused = dict(report.refused)
        for file, state in ready:
            if file in refused:
                self.refused[file] = (file, refused[file])
                self._tried[file] = state
            elif not report.stopped:
                self.refused.pop(file, None)
                self._known.add(to_stored(file, self._project.folder))
        self.added += report.added
        if report.added:
            many = "micrograph" if report.added == 1 else "micrographs"
            message = f"{report.added} {many} arrived in {folder}"
            self._listener.event("progress", done=self.added, total=None, message=message)


class _Quiet:
    """Passes on warnings and the wish to stop; the progress of each small add would fill the run's log."""

    def __init__(self, listener: Progress) -> None:
        self._listener = listener

    def event(self, kind: str, **fields: object) -> None:
        if kind != "progress":
            self._listener.event(kind, **fields)

    def stop_requested(self) -> bool:
        return self._listener.stop_requested()


def _opens(path: Path) -> bool:
    """Whether the file may be read now: some programs keep what they write to themselves until it is whole."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def _wait(seconds: float, is_over: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not is_over():
        time.sleep(min(_NAP_S, left))
