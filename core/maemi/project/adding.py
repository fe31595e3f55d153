"""Add micrographs: find the files, read what they say, and remember them, without copying or changing any."""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.errors import MaemiError
from maemi.progress import Progress, Silent
from maemi.project.paths import from_stored, to_stored
from maemi.project.project import Project
from maemi.project.rows import AddReport
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.walking import Found, find_files

# The gallery fills while a long add goes on, and what is read is kept when the add is killed.
BATCH_FILES = 50
BATCH_S = 0.5


@dataclass(frozen=True, slots=True)
class _Read:
    """One file, read: what will be remembered of it."""

    path: Path
    content_hash: str
    size: int
    mtime_ns: int
    info: dict[str, Any] | None
    error: str | None
    synthetic: bool


def add_paths(project: Project, paths: Sequence[Path | str], progress: Progress | None = None) -> AddReport:
    """Add files, and the micrographs in folders; tells `progress` events and stops when asked, keeping what it has.

    A file is known where its path (unchanged in size and time) or its content is in the project; one that was moved is
    found again by its content. A file that cannot be read is listed in `refused` and remembered with its sentence, and
    the rest goes on.
    """
    listener = progress or Silent()
    from maemi.micrograph.reading import readable_suffixes

    listener.event("progress", done=0, total=None, message="Looking for micrographs")
    found = list(find_files([Path(path) for path in paths], readable_suffixes()))
    adding = _Adding(project)
    for done, item in enumerate(found):
        if listener.stop_requested():
            adding.stopped = True
            break
        listener.event("progress", done=done, total=len(found), message=item.path.name)
        adding.take(item)
        if adding.refused and adding.refused[-1][0] == item.path:
            listener.event("warning", message=adding.refused[-1][1])
    adding.commit()
    if not adding.stopped:
        listener.event("progress", done=len(found), total=len(found), message="")
    return AddReport(adding.added, adding.known, tuple(adding.refused), adding.stopped)


class _Adding:
    """One add: reads outside of any transaction, and commits in batches."""

    def __init__(self, project: Project) -> None:
        self.added = 0
        self.known = 0
        self.refused: list[tuple[Path, str]] = []
        self.stopped = False
        self._project = project
        self._batch: list[_Read] = []
        self._committed_at = time.monotonic()
        with project.read_session() as session:
            columns = (Micrograph.path, Micrograph.size, Micrograph.mtime_ns, Micrograph.error)
            self._unchanged = {
                (row.path, row.size, row.mtime_ns) for row in session.execute(select(*columns)) if row.error is None
            }

    def take(self, item: Found) -> None:
        """Read one file and remember it with the next batch."""
        if item.problem:
            self.refused.append((item.path, item.problem))
            return
        try:
            stored = to_stored(item.path, self._project.folder)
            stored.encode()
            status = item.path.stat()
            if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
                sentence = f"{item.path} is not an ordinary file; copy the micrograph into a folder first."
                self.refused.append((item.path, sentence))
                return
            if (stored, status.st_size, status.st_mtime_ns) in self._unchanged:
                self.known += 1
                return
            read = _read(item.path, status.st_size, status.st_mtime_ns)
        except UnicodeEncodeError:
            shown = str(item.path).encode(errors="replace").decode()
            self.refused.append((item.path, f"The name of {shown} is not valid text: rename the file."))
            return
        except FileNotFoundError:
            advice = "is a link to a file that is not there" if item.path.is_symlink() else "is no longer there"
            self.refused.append((item.path, f"{item.path} {advice}; check whether its disk is connected."))
            return
        except OSError as error:
            reason = error.strerror or error
            self.refused.append((item.path, f"{item.path} cannot be read ({reason}); check its permissions and disk."))
            return
        if read.error:
            self.refused.append((item.path, read.error))
        self._batch.append(read)
        if len(self._batch) >= BATCH_FILES or time.monotonic() - self._committed_at > BATCH_S:
            self.commit()

    def commit(self) -> None:
        """Write the batch in one transaction."""
        if self._batch:
            with self._project.session() as session:
                for read in self._batch:
                    self._remember(session, read)
            self._batch = []
        self._committed_at = time.monotonic()

    def _remember(self, session: Session, read: _Read) -> None:
        stored = to_stored(read.path, self._project.folder)
        record = session.scalar(select(Micrograph).where(Micrograph.path == stored))
        if record is None and read.error is None:
            twin = session.scalar(select(Micrograph).where(Micrograph.content_hash == read.content_hash).limit(1))
            if twin is not None:
                if not from_stored(twin.path, self._project.folder).exists():
                    twin.path = stored
                    _describe(twin, read)
                self.known += 1
                return
        if record is None:
            record = Micrograph(path=stored, added_at=now())
            _describe(record, read)
            session.add(record)
            session.flush()
            self.added += read.error is None
            return
        repaired = record.error is not None and read.error is None
        _describe(record, read)
        self.added += repaired
        self.known += read.error is None and not repaired


def _describe(record: Micrograph, read: _Read) -> None:
    record.name = read.path.name
    record.content_hash = read.content_hash
    record.size = read.size
    record.mtime_ns = read.mtime_ns
    record.info = read.info
    record.error = read.error
    record.synthetic = read.synthetic


def _read(path: Path, size: int, mtime_ns: int) -> _Read:
    from maemi.micrograph.reading import read_info

    with path.open("rb") as file:
        content_hash = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        info = read_info(path)
    except MaemiError as error:
        return _Read(path, content_hash, size, mtime_ns, None, str(error), False)
    except Exception as error:  # a decoder's own defect must not end the whole add
        sentence = f"{path} cannot be read as a micrograph: {error or type(error).__name__}."
        return _Read(path, content_hash, size, mtime_ns, None, sentence, False)
    return _Read(path, content_hash, size, mtime_ns, info.to_json(), None, info.synthetic)
