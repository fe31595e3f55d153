"""Whether the files of micrographs are still there, and where those went that are not."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import stat_result
from pathlib import Path

from sqlalchemy import select, update

from maemi.micrograph.taking_in import hash_file
from maemi.progress import Progress, Silent
from maemi.project.adding import TELL_S
from maemi.project.listing import in_chunks
from maemi.project.paths import from_stored, to_stored
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.walking import find_files

LOOKING = 16
"""Threads that ask for files: on a network share each answer takes its time, and none of ours."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found."""

    present: int
    """Files that are where they were, and those found again."""
    changed: int
    """Of these, files of another size or time than when they were added; adding them again reads them."""
    missing: tuple[Path, ...]
    """Micrographs whose file is not there; they stay, marked."""
    back: int
    """Marked as missing before, and there again."""
    moved: tuple[tuple[Path, Path], ...]
    """Found again in another place: from where, to where."""
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What the project remembers of one file."""

    id: int
    path: Path
    size: int
    mtime_ns: int
    missing: bool
    content_hash: str


def check_files(project: Project, progress: Progress | None = None, look_in: Sequence[Path | str] = ()) -> CheckReport:
    """Look whether each micrograph's file is there, and mark those that are not.

    Missing ones are looked for in the folders `look_in`, by size and content, and have their new paths from then on.
    Nothing is read of files that are there. Tells `progress` and stops when asked, keeping what it found.
    """
    listener = progress or Silent()
    known = _known(project)
    missing: list[_Known] = []
    back: list[int] = []
    changed = done = 0
    told = time.monotonic()
    for each, status in _looked_at(known):
        if listener.stop_requested():
            break
        done += 1
        if status is None:
            missing.append(each)
        else:
            changed += (status.st_size, status.st_mtime_ns) != (each.size, each.mtime_ns)
            if each.missing:
                back.append(each.id)
        if time.monotonic() - told > TELL_S:
            told = time.monotonic()
            listener.event("progress", done=done, total=len(known), message=each.path.name)
    with project.session() as session:
        lost = [each.id for each in missing if not each.missing]
        for ids, value in ((lost, True), (back, False)):
            for some in in_chunks(ids):
                session.execute(update(Micrograph).where(Micrograph.id.in_(some)).values(missing=value))
    moved = _find_again(project, missing, known, look_in, listener) if look_in and missing else []
    found = {each.id for each, _ in moved}
    return CheckReport(
        done - len(missing) + len(found),
        changed,
        tuple(each.path for each in missing if each.id not in found),
        len(back),
        tuple((each.path, path) for each, path in moved),
        listener.stop_requested(),
    )


def _known(project: Project) -> list[_Known]:
    columns = (Micrograph.id, Micrograph.path, Micrograph.size, Micrograph.mtime_ns, Micrograph.missing)
    with project.read_session() as session:
        return [
            _Known(row.id, from_stored(row.path, project.folder), row.size, row.mtime_ns, row.missing, row.content_hash)
            for row in session.execute(select(*columns, Micrograph.content_hash))
        ]


def _looked_at(known: list[_Known]) -> Iterator[tuple[_Known, stat_result | None]]:
    """Each file with what the system says of it; None where it is not there."""

    def look(each: _Known) -> stat_result | None:
        try:
            return each.path.stat()
        except (OSError, ValueError):
            return None

    with ThreadPoolExecutor(LOOKING, "check") as pool:
        for some in in_chunks(known):
            yield from zip(some, pool.map(look, some), strict=True)


def _find_again(
    project: Project, missing: list[_Known], known: list[_Known], look_in: Sequence[Path | str], listener: Progress
) -> list[tuple[_Known, Path]]:
    """Look for the content of missing files; each one found has its new path when this returns."""
    suffixes = frozenset(each.path.suffix.lower() for each in missing)
    wanted: dict[int, dict[str, _Known]] = {}
    for each in missing:
        wanted.setdefault(each.size, {}).setdefault(each.content_hash, each)
    taken = {each.path for each in known}
    moved: list[tuple[_Known, Path, int]] = []
    left = len(missing)
    listener.event("progress", done=0, total=left, message="Looking for moved files")
    for item in find_files([Path(folder) for folder in look_in], suffixes, listener.stop_requested):
        if listener.stop_requested() or len(moved) == left:
            break
        if item.problem:
            listener.event("warning", message=item.problem)
            continue
        if item.path in taken:
            continue
        try:
            status = item.path.stat()
            of_size = wanted.get(status.st_size)
            each = of_size.pop(hash_file(item.path), None) if of_size else None
            str(item.path).encode()
        except (OSError, UnicodeEncodeError):
            continue
        if each is not None:
            moved.append((each, item.path, status.st_mtime_ns))
            listener.event("progress", done=len(moved), total=left, message=item.path.name)
    with project.session() as session:
        for each, path, mtime_ns in moved:
            record = session.get(Micrograph, each.id)
            if record is not None:
                record.path, record.name = to_stored(path, project.folder), path.name
                record.mtime_ns, record.missing = mtime_ns, False
    return [(each, path) for each, path, _ in moved]
