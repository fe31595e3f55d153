"""Take another project into this one: micrographs by their content, pairs with their logs; nothing is overwritten."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from maemi.errors import InputError, MaemiError
from maemi.progress import Progress, Silent
from maemi.project.address import FILE_NAME, understand
from maemi.project.backups.sqlite_copy import copy_database
from maemi.project.classes import MOST as MOST_CLASSES
from maemi.project.classes import store_classes, stored_classes
from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.rows import DecisionRow, Finding, NewPair
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.transfer.joining_beside import join_conversations, join_corrections, join_regions
from maemi.project.transfer.joining_micrographs import join_micrographs
from maemi.project.transfer.logged import Logged, log_of
from maemi.project.transfer.replaying import Judged, add_with_logs, replay

AT_ONCE = 500

Text = tuple[str, str]


@dataclass(slots=True)
class JoinReport:
    """What came from the other project."""

    micrographs_added: int = 0
    micrographs_known: int = 0
    files_missing: int = 0
    """Micrographs that came along although their file is not where it was: 'maemi check --look-in' finds them."""
    pairs_added: int = 0
    pairs_known: int = 0
    decided: int = 0
    """Pairs that were known and undecided here, and now have the other project's decisions."""
    differing: int = 0
    """Pairs that are decided otherwise there; they stay as they are here."""
    corrections_added: int = 0
    regions_added: int = 0
    conversations_added: int = 0
    problems: list[str] = field(default_factory=list[str])
    stopped: bool = False
    micrograph_ids: set[int] = field(default_factory=set[int])
    """Micrographs that have new pairs."""


def import_project(
    project: Project, address: str | Path, conversations: bool = False, progress: Progress | None = None
) -> JoinReport:
    """Add what the other project has and this one lacks; done twice, the second time adds nothing.

    The other is read at one moment and not changed, whoever has it open. Of corrections, those of a kind come along
    where a micrograph has none of that kind here. Asked to stop, what was taken stays. Raises InputError where the
    other is no project, or this one.
    """
    place = understand(address)
    if place.is_folder and place.folder.resolve() == project.folder.resolve():
        raise InputError(f"{place.text} is the project itself: name another one.")
    report, listener = JoinReport(), progress or Silent()
    with _as_it_is(place.text) as other:
        folder = place.folder if place.is_folder else other.folder
        mapping = join_micrographs(project, other, folder, report)
        for done, some in enumerate(in_chunks(_pair_ids(other), AT_ONCE)):
            if listener.stop_requested():
                report.stopped = True
                return report
            listener.event("progress", done=done * AT_ONCE, total=None, message=f"{done * AT_ONCE:,} pairs read")
            _join_pairs(project, other, list(some), mapping, report)
        report.corrections_added = join_corrections(project, other, mapping)
        report.regions_added = join_regions(project, other, mapping)
        if conversations:
            report.conversations_added = join_conversations(project, other, mapping)
        _join_classes(project, other)
    return report


@contextmanager
def _as_it_is(address: str) -> Generator[Project]:
    """The other project at this moment: a copy, which may be brought up to date while the other stays what it is."""
    place = understand(address)
    if not place.is_folder:
        with Project.open(address) as other:
            yield other
        return
    if not place.database_file.is_file():
        raise InputError(f"{place.text} is not a MAEMI project: name the folder of one.")
    with tempfile.TemporaryDirectory(prefix="maemi-import-") as folder:
        import sqlite3

        try:
            copy_database(place.database_file, Path(folder) / FILE_NAME)
        except (sqlite3.Error, OSError) as error:
            raise MaemiError(f"The project {place.text} cannot be read ({error}).") from error
        with Project.open(folder) as other:
            yield other


def _pair_ids(other: Project) -> list[int]:
    with other.read_session() as session:
        return list(session.scalars(select(Pair.id).order_by(Pair.id)))


def _join_pairs(project: Project, other: Project, ids: list[int], mapping: dict[int, int], report: JoinReport) -> None:
    with other.read_session() as session:
        theirs = list(session.scalars(select(Pair).where(Pair.id.in_(ids)).order_by(Pair.id)))
        logs = _logs(session.scalars(select(Decision).where(Decision.pair_id.in_(ids)).order_by(Decision.id)))
        session.expunge_all()
    theirs = [pair for pair in theirs if pair.micrograph_id in mapping]
    new: list[tuple[NewPair, Judged]] = []
    made: list[Pair] = []
    here = {mapping[pair.micrograph_id] for pair in theirs}
    with project.session() as session:
        known: dict[tuple[int, Text], tuple[int, bool]] = {}
        for record in session.scalars(select(Pair).where(Pair.micrograph_id.in_(here)).order_by(Pair.id)):
            edited = (record.edited_question or record.question, record.edited_answer or record.answer)
            for texts in (edited, (record.question, record.answer)):
                known[record.micrograph_id, texts] = record.id, record.curator is not None
        ours = [pair_id for pair_id, _ in known.values()]
        judged = (
            set(session.scalars(select(Decision.pair_id).where(Decision.pair_id.in_(ours)))) if ours else set[int]()
        )
        replayed: dict[int, Judged] = {}
        for pair in theirs:
            micrograph_id, there = mapping[pair.micrograph_id], Judged(logs.get(pair.id, ()), pair.opinions)
            original = (pair.question, pair.answer)
            found = known.get((micrograph_id, original))
            if found is None:
                known[micrograph_id, original] = 0, True
                new.append((_new(pair, micrograph_id), there))
                made.append(pair)
                continue
            report.pairs_known += 1
            if found[0] and there.log and found[0] not in judged and found[0] not in replayed:
                replayed[found[0]] = there
            elif found[0] and _differs(session.get_one(Pair, found[0]), pair):
                report.differing += 1
        for pair_id, pair in zip(add_with_logs(session, new), made, strict=True):
            session.get_one(Pair, pair_id).created_at = pair.created_at
        replay(session, replayed)
    report.pairs_added += len(new)
    report.decided += len(replayed)
    report.micrograph_ids |= {pair.micrograph_id for pair, _ in new}


def _logs(found: Iterable[Decision]) -> dict[int, tuple[Logged, ...]]:
    from maemi.project.loading import decision_row

    rows: dict[int, list[DecisionRow]] = {}
    for record in found:
        rows.setdefault(record.pair_id, []).append(decision_row(record))
    return {pair_id: log_of(lines) for pair_id, lines in rows.items()}


def _new(pair: Pair, micrograph_id: int) -> NewPair:
    return NewPair(
        micrograph_id,
        *(pair.question, pair.answer, pair.task, pair.teacher, pair.model, pair.template_hash),
        findings=tuple(Finding.from_json(entry) for entry in pair.findings),
        reasoning=pair.reasoning,
    )


def _differs(ours: Pair, theirs: Pair) -> bool:
    """Whether the other project has decided, and otherwise than ours."""
    stands = (theirs.state, theirs.edited_question, theirs.edited_answer)
    return theirs.curator is not None and stands != (ours.state, ours.edited_question, ours.edited_answer)


def _join_classes(project: Project, other: Project) -> None:
    """The lab's own list gets the names that it lacks; where this project has none of its own, it takes the other's."""
    theirs, ours = stored_classes(other), stored_classes(project)
    if theirs is None:
        return
    have = {name.casefold() for name in ours or ()}
    names = [*(ours or ()), *(name for name in theirs if name.casefold() not in have)]
    if tuple(names) != ours and len(names) <= MOST_CLASSES:
        store_classes(project, names)
