"""Add micrographs: find the files, read each once, in worker processes, and remember what they say."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from maemi.errors import MaemiError
from maemi.micrograph.taking_in import Reader, TakenIn, hash_file
from maemi.progress import Progress, Silent
from maemi.project.paths import to_stored
from maemi.project.project import Project
from maemi.project.remembering import Memory, Taken
from maemi.project.rows import AddReport
from maemi.project.walking import Found, find_files

AHEAD = 4
"""Files asked for at once, for each worker: none waits, and what waits to be remembered stays small."""
SECONDS = 180.0
"""A file on a slow share may take long to read; one that takes longer than this hangs its decoder."""
TELL_S = 0.1
"""Between two tellings of progress."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file that a worker reads."""

    path: Path
    stored: str
    future: Future[TakenIn]


def add_paths(
    project: Project, paths: Sequence[Path | str], progress: Progress | None = None, reader: Reader | None = None
) -> AddReport:
    """Add files, and the micrographs in folders; tells `progress` events and stops when asked, keeping what it has.

    A file is known where its path (unchanged in size and time) or its content is in the project; one that was moved is
    found again by its content. A file that cannot be read is listed in `refused` and remembered with its sentence, and
    the rest goes on. Killed at any moment and called again, it goes on where it was. `reader`: who reads, where it is
    not worker processes with limits; it is not closed.
    """
    listener = progress or Silent()
    from maemi.micrograph.formats.unread import names_of
    from maemi.micrograph.reading import readable_suffixes

    listener.event("progress", done=0, total=None, message="Looking for micrographs")
    passed_over: Counter[str] = Counter()
    places = [Path(path) for path in paths]
    found = list(find_files(places, readable_suffixes(), listener.stop_requested, passed_over))
    workers = reader or open_reader()
    try:
        adding = _Adding(project, workers, listener, len(found))
        adding.pass_over(names_of(passed_over))
        for item in found:
            if listener.stop_requested():
                adding.stop()
                break
            adding.take(item)
        adding.finish()
    finally:
        if reader is None:
            workers.close()
    return adding.report()


def open_reader() -> Reader:
    """Worker processes, one a core; they start with the first file that has to be read."""
    from maemi.micrograph.decoder import DecoderPool

    return DecoderPool(workers(), seconds=SECONDS)


def workers() -> int:
    """How many processes read."""
    return os.cpu_count() or 1


class _Adding:
    """One add: reads outside of any transaction, and remembers in batches."""

    def __init__(self, project: Project, reader: Reader, listener: Progress, total: int) -> None:
        self.refused: list[tuple[Path, str]] = []
        self.stopped = listener.stop_requested()
        self._passed_over: tuple[tuple[str, int], ...] = ()
        self._folder = project.folder
        self._memory = Memory(project)
        self._reader = reader
        self._listener = listener
        self._total = total
        self._done = 0
        self._read = 0
        self._began = self._told = time.monotonic()
        self._asked: deque[_Asked] = deque()
        self._ahead = AHEAD * workers()

    def take(self, item: Found) -> None:
        """Have one file read, unless it is known, and remember what has been read by now."""
        stored = self._stored_if_new(item)
        if stored is None:
            self._done += 1
        else:
            self._asked.append(_Asked(item.path, stored, self._reader.take_in(item.path)))
        while self._asked and (len(self._asked) > self._ahead or self._asked[0].future.done()):
            self._receive(self._asked.popleft())
        self._tell(item.path.name)

    def pass_over(self, formats: Mapping[str, int]) -> None:
        """Say which files of the folders nobody here reads."""
        self._passed_over = tuple(formats.items())
        if formats:
            listed = ", ".join(f"{count} {name}" for name, count in formats.items())
            sentence = f"Passed over: {listed}. MAEMI does not read these; export them as TIFF, or see docs/formats.md."
            self._listener.event("warning", message=sentence)

    def stop(self) -> None:
        """Let go of what nobody reads yet; what is read already is remembered."""
        self.stopped = True
        self._asked = deque(asked for asked in self._asked if not asked.future.cancel())

    def finish(self) -> None:
        """Wait for what is being read, and remember it."""
        while self._asked:
            asked = self._asked.popleft()
            self._receive(asked)
            self._tell(asked.path.name)
            if self._listener.stop_requested() and not self.stopped:
                self.stop()
        self._memory.commit()
        if not self.stopped:
            self._listener.event("progress", done=self._total, total=self._total, message="")

    def report(self) -> AddReport:
        memory = self._memory
        return AddReport(memory.added, memory.known, tuple(self.refused), self.stopped, self._passed_over)

    def _stored_if_new(self, item: Found) -> str | None:
        """The file's path as it is stored; None where it is known, or refused without being read."""
        path = item.path
        if item.problem:
            return self._refuse(path, item.problem)
        try:
            stored = to_stored(path, self._folder)
            stored.encode()
            status = path.stat()
        except UnicodeEncodeError:
            shown = str(path).encode(errors="replace").decode()
            return self._refuse(path, f"The name of {shown} is not valid text: rename the file.")
        except FileNotFoundError:
            advice = "is a link to a file that is not there" if path.is_symlink() else "is no longer there"
            return self._refuse(path, f"{path} {advice}; check whether its disk is connected.")
        except OSError as error:
            reason = error.strerror or error
            return self._refuse(path, f"{path} cannot be read ({reason}); check its permissions and disk.")
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            return self._refuse(path, f"{path} is not an ordinary file; copy the micrograph into a folder first.")
        return None if self._memory.knows(stored, status.st_size, status.st_mtime_ns) else stored

    def _receive(self, asked: _Asked) -> None:
        self._done += 1
        self._read += 1
        found = _result(asked)
        if found.error:
            self._refuse(asked.path, found.error)
        if found.content_hash:
            self._memory.remember(Taken(asked.path, asked.stored, found))

    def _refuse(self, path: Path, sentence: str) -> None:
        self.refused.append((path, sentence))
        self._listener.event("warning", message=sentence)

    def _tell(self, name: str) -> None:
        now = time.monotonic()
        if now - self._told < TELL_S:
            return
        self._told = now
        # Files that are known cost nothing: what is left is counted as if all of it had to be read.
        each = (now - self._began) / self._read if self._read else 0.0
        left = round(each * (self._total - self._done), 1)
        self._listener.event("progress", done=self._done, total=self._total, message=name, remaining_s=left)


def _result(asked: _Asked) -> TakenIn:
    """What a worker found; where the file ended it, the sentence about that with the hash made here."""
    try:
        return asked.future.result()
    except MaemiError as error:
        try:
            status = asked.path.stat()
            return TakenIn(hash_file(asked.path), status.st_size, status.st_mtime_ns, None, str(error))
        except OSError:
            return TakenIn("", error=str(error))
