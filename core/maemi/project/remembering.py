"""What an add remembers: files that were read become micrographs, a batch in a transaction."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.taking_in import TakenIn
from maemi.project.listing import in_chunks
from maemi.project.paths import from_stored
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.thumbnails import thumbnail_cache

# The gallery fills while a long add goes on, and what is read is kept when the add is killed.
BATCH_FILES = 100
BATCH_S = 0.5
SIDE = 256


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was read."""

    path: Path
    stored: str
    found: TakenIn


class Memory:
    """Knows what the project has, and adds to it."""

    def __init__(self, project: Project) -> None:
        self.added = 0
        self.known = 0
        self._project = project
        self._cache = thumbnail_cache(project)
        self._batch: list[Taken] = []
        self._back: list[int] = []
        self._committed_at = time.monotonic()
        columns = (Micrograph.path, Micrograph.size, Micrograph.mtime_ns, Micrograph.id, Micrograph.missing)
        with project.read_session() as session:
            self._unchanged = {
                (row.path, row.size, row.mtime_ns): (row.id, row.missing)
                for row in session.execute(select(*columns).where(Micrograph.error.is_(None)))
            }

    def knows(self, stored: str, size: int, mtime_ns: int) -> bool:
        """Whether the file is in the project as it is; then it is counted as known, and as there."""
        found = self._unchanged.get((stored, size, mtime_ns))
        if found is None:
            return False
        self.known += 1
        if found[1]:
            self._back.append(found[0])
        return True

    def remember(self, taken: Taken) -> None:
        """Keep the thumbnail now, and the rest with the next batch."""
        if taken.found.png:
            with suppress(MicrographError):  # a full disk costs a thumbnail here; the database says it if it must
                self._cache.keep(taken.found.content_hash, SIDE, taken.found.png)
        self._batch.append(taken)
        if len(self._batch) >= BATCH_FILES or time.monotonic() - self._committed_at > BATCH_S:
            self.commit()

    def commit(self) -> None:
        """Write the batch in one transaction."""
        batch, self._batch = self._batch, []
        back, self._back = self._back, []
        if batch or back:
            with self._project.session() as session:
                _Batch(self, self._project.folder, session, batch).write()
                for some in in_chunks(back):
                    session.execute(update(Micrograph).where(Micrograph.id.in_(some)).values(missing=False))
        self._committed_at = time.monotonic()


class _Batch:
    """Some files, in one transaction: what the database has of them is asked once."""

    def __init__(self, memory: Memory, folder: Path, session: Session, batch: list[Taken]) -> None:
        self._memory = memory
        self._folder = folder
        self._session = session
        self._batch = batch
        self._by_path: dict[str, Micrograph] = {}
        self._by_hash: dict[str, Micrograph] = {}

    def write(self) -> None:
        paths = [taken.stored for taken in self._batch]
        hashes = [taken.found.content_hash for taken in self._batch]
        query = select(Micrograph).where(or_(Micrograph.path.in_(paths), Micrograph.content_hash.in_(hashes)))
        for record in self._session.scalars(query.order_by(Micrograph.id)) if paths else ():
            self._by_path[record.path] = record
            self._by_hash.setdefault(record.content_hash, record)
        for taken in self._batch:
            self._one(taken)

    def _one(self, taken: Taken) -> None:
        memory, found = self._memory, taken.found
        record = self._by_path.get(taken.stored)
        if record is None and found.error is None:
            twin = self._by_hash.get(found.content_hash)
            if twin is not None:
                if not from_stored(twin.path, self._folder).exists():
                    self._by_path.pop(twin.path, None)
                    twin.path = taken.stored
                    self._by_path[taken.stored] = twin
                    describe(twin, taken)
                memory.known += 1
                return
        if record is None:
            record = Micrograph(path=taken.stored, added_at=now())
            describe(record, taken)
            self._session.add(record)
            self._by_path[taken.stored] = record
            self._by_hash.setdefault(found.content_hash, record)
            memory.added += found.error is None
            return
        repaired = record.error is not None and found.error is None
        describe(record, taken)
        memory.added += repaired
        memory.known += found.error is None and not repaired


def describe(record: Micrograph, taken: Taken) -> None:
    """Write what was read into the micrograph's record."""
    found = taken.found
    record.name = taken.path.name
    record.content_hash = found.content_hash
    record.size = found.size
    record.mtime_ns = found.mtime_ns
    record.info = found.info
    record.error = found.error
    record.synthetic = bool(found.info and found.info.get("synthetic"))
    record.missing = False
