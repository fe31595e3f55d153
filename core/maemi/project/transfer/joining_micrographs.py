"""Micrographs of another project in this one: known by their content, added by what is known of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from maemi.project.paths import from_stored, to_stored
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

if TYPE_CHECKING:
    from maemi.project.transfer.joining import JoinReport

COPIED = ("name", "content_hash", "size", "mtime_ns", "info", "error", "synthetic")
SAID = ("class_name", "specimen", "licence")
"""What a lab says of a micrograph; it comes along where nothing is said here."""
TYPED = ("typed_pixel_m", "typed_by", "typed_at")
AT_ONCE = 200


def join_micrographs(project: Project, other: Project, folder: Path, report: JoinReport) -> dict[int, int]:
    """Micrograph there → here. `folder`: where the other project's relative paths begin."""
    mapping: dict[int, int] = {}
    last = 0
    while True:
        with other.read_session() as session:
            query = select(Micrograph).where(Micrograph.id > last).order_by(Micrograph.id).limit(AT_ONCE)
            theirs = list(session.scalars(query))
            session.expunge_all()
        if not theirs:
            return mapping
        last = theirs[-1].id
        _join(project, theirs, folder, mapping, report)


def _join(
    project: Project, theirs: list[Micrograph], folder: Path, mapping: dict[int, int], report: JoinReport
) -> None:
    paths = {each.id: from_stored(each.path, folder) for each in theirs}
    stored = {each.id: to_stored(paths[each.id], project.folder) for each in theirs}
    with project.session() as session:
        hashes = [each.content_hash for each in theirs]
        found = session.scalars(select(Micrograph).where(Micrograph.content_hash.in_(hashes)).order_by(Micrograph.id))
        by_hash: dict[str, Micrograph] = {}
        for record in found:
            by_hash.setdefault(record.content_hash, record)
        taken = set(session.scalars(select(Micrograph.path).where(Micrograph.path.in_(list(stored.values())))))
        new: list[tuple[int, Micrograph]] = []
        for each in theirs:
            ours = by_hash.get(each.content_hash)
            if ours is None and stored[each.id] in taken:
                report.problems.append(
                    f"{paths[each.id]} has another content here than in the other project, so its pairs were left out."
                )
                continue
            if ours is None:
                ours = _copy(each, stored[each.id], paths[each.id])
                session.add(ours)
                by_hash[each.content_hash] = ours
                taken.add(stored[each.id])
                report.micrographs_added += 1
                report.files_missing += ours.missing
            else:
                report.micrographs_known += 1
                _fill(ours, each)
            new.append((each.id, ours))
        session.flush()
        mapping.update((their_id, record.id) for their_id, record in new)


def _copy(each: Micrograph, stored: str, path: Path) -> Micrograph:
    values: dict[str, Any] = {name: getattr(each, name) for name in (*COPIED, *SAID, *TYPED)}
    return Micrograph(path=stored, added_at=now(), missing=not path.is_file(), **values)


def _fill(ours: Micrograph, each: Micrograph) -> None:
    for name in SAID:
        if getattr(ours, name) is None:
            setattr(ours, name, getattr(each, name))
    if ours.typed_pixel_m is None and each.typed_pixel_m is not None:
        for name in TYPED:
            setattr(ours, name, getattr(each, name))
