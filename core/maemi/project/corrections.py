"""Corrections by hand of what was measured: a log of each micrograph that is only ever appended to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from maemi.errors import InputError, MaemiError
from maemi.micrograph.correction import VERBS, ByKind, Correction
from maemi.project.correction_log import CLEAR, REDO, UNDO, Log
from maemi.project.correction_row import CorrectionRow, CorrectionsRow
from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.tables.correction import Correction as Line
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

WORDS = {CLEAR: "clearing of all corrections"} | {verb: f"correction ({verb})" for verb in VERBS}


def add_correction(
    project: Project, micrograph_id: int, kind: str, correction: Correction, curator: str
) -> CorrectionsRow:
    """Append a correction of what is measured of a kind; returns what then stands, as `read_corrections` does.

    Raises InputError for an unknown micrograph, or a curator without a name.
    """

    def step(session: Session) -> None:
        points = [[row, column] for row, column in correction.to_json()["points"]]
        _append(session, micrograph_id, kind, correction.verb, curator, points)

    return _written(project, micrograph_id, kind, curator, step)


def clear_corrections(project: Project, micrograph_id: int, kind: str, curator: str) -> CorrectionsRow:
    """Take back all that stand, whoever made them, as one step; nothing is appended where none stands."""

    def step(session: Session) -> None:
        if _log(session, micrograph_id, kind).standing:
            _append(session, micrograph_id, kind, CLEAR, curator)

    return _written(project, micrograph_id, kind, curator, step)


def undo_correction(project: Project, micrograph_id: int, kind: str, curator: str) -> str | None:
    """Take back the curator's last step, by appending its inverse; the next call goes one step further back.

    Returns what it was in words, or None where nothing is left to undo.
    """

    def step(session: Session) -> str | None:
        last = _log(session, micrograph_id, kind).next_undo(curator)
        return _inverse(session, UNDO, last, curator)

    return _tried(project, micrograph_id, step)


def redo_correction(project: Project, micrograph_id: int, kind: str, curator: str) -> str | None:
    """Do again what the curator's last undo took back; a new correction leaves nothing to redo."""

    def step(session: Session) -> str | None:
        last = _log(session, micrograph_id, kind).next_redo(curator)
        return _inverse(session, REDO, last, curator)

    return _tried(project, micrograph_id, step)


def read_corrections(project: Project, micrograph_id: int, kind: str, curator: str) -> CorrectionsRow:
    """What stands of one kind, and whether the curator has something to undo or redo."""
    with project.read_session() as session:
        return _state(session, micrograph_id, kind, curator)


def list_corrections(project: Project, micrograph_id: int, kind: str | None = None) -> list[CorrectionRow]:
    """Those that stand, of one kind or of all, oldest first."""
    with project.read_session() as session:
        kinds = [kind] if kind is not None else _kinds(session, micrograph_id)
        rows = [_row(line) for each in kinds for line in _log(session, micrograph_id, each).standing]
    return sorted(rows, key=lambda row: row.id)


def corrections_of(project: Project, ids: Iterable[int]) -> dict[int, ByKind]:
    """Those that stand on each micrograph that has any, as measuring takes them."""
    logs: dict[tuple[int, str], list[Line]] = {}
    with project.read_session() as session:
        for some in in_chunks(list(ids)):
            for line in session.scalars(select(Line).where(Line.micrograph_id.in_(some)).order_by(Line.id)):
                logs.setdefault((line.micrograph_id, line.kind), []).append(line)
    found: dict[int, dict[str, list[Correction]]] = {}
    for (micrograph_id, kind), lines in logs.items():
        standing = Log(lines).standing
        if standing:
            found.setdefault(micrograph_id, {})[kind] = [_row(line).correction for line in standing]
    return dict(found)


def corrections_by_kind(project: Project, micrograph_id: int) -> ByKind:
    """The same of one micrograph; empty where none stand."""
    return corrections_of(project, [micrograph_id]).get(micrograph_id, {})


def corrected_kinds(project: Project, micrograph_id: int) -> list[str]:
    """Kinds of which anything was ever corrected on a micrograph, in the order of the alphabet."""
    with project.read_session() as session:
        return sorted(_kinds(session, micrograph_id))


def corrections_key(corrections: ByKind) -> str:
    """A short name of what was corrected, equal for equal corrections; empty where there are none."""
    told = {kind: [one.to_json() for one in some] for kind, some in sorted(corrections.items()) if some}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


def _written(
    project: Project, micrograph_id: int, kind: str, curator: str, step: Callable[[Session], None]
) -> CorrectionsRow:
    if not curator.strip():
        raise InputError("A correction needs the name of who makes it.")
    with project.session() as session:
        _locked(session, project, micrograph_id)
        step(session)
        return _state(session, micrograph_id, kind, curator)


def _tried(project: Project, micrograph_id: int, step: Callable[[Session], str | None]) -> str | None:
    for _ in range(5):
        try:
            with project.session() as session:
                _locked(session, project, micrograph_id)
                return step(session)
        except IntegrityError:
            # The same curator did it elsewhere in the same moment (PostgreSQL): look again.
            continue
    raise MaemiError("The last correction is being undone elsewhere, too; try again.")


def _inverse(session: Session, verb: str, of: Line | None, curator: str) -> str | None:
    if of is None:
        return None
    _append(session, of.micrograph_id, of.kind, verb, curator, undoes=of.id)
    root = of
    while root.undoes is not None:
        root = session.get_one(Line, root.undoes)
    return WORDS.get(root.verb, root.verb)


def _append(
    session: Session,
    micrograph_id: int,
    kind: str,
    verb: str,
    curator: str,
    points: Iterable[list[float]] = (),
    undoes: int | None = None,
) -> None:
    session.add(
        Line(
            micrograph_id=micrograph_id,
            kind=kind,
            verb=verb,
            points=list(points),
            curator=curator,
            at=now(),
            undoes=undoes,
        )
    )
    session.flush()


def _locked(session: Session, project: Project, micrograph_id: int) -> None:
    """Hold the micrograph until the transaction ends, so that two curators' steps follow each other."""
    found = session.scalar(select(Micrograph.id).where(Micrograph.id == micrograph_id).with_for_update())
    if found is None:
        raise InputError(f"There is no micrograph {micrograph_id} in {project.address} to correct.")


def _log(session: Session, micrograph_id: int, kind: str) -> Log:
    query = select(Line).where(Line.micrograph_id == micrograph_id, Line.kind == kind).order_by(Line.id)
    return Log(session.scalars(query))


def _kinds(session: Session, micrograph_id: int) -> list[str]:
    return list(session.scalars(select(Line.kind).where(Line.micrograph_id == micrograph_id).distinct()))


def _state(session: Session, micrograph_id: int, kind: str, curator: str) -> CorrectionsRow:
    log = _log(session, micrograph_id, kind)
    return CorrectionsRow(
        standing=tuple(_row(line) for line in log.standing),
        can_undo=log.next_undo(curator) is not None,
        can_redo=log.next_redo(curator) is not None,
    )


def _row(line: Line) -> CorrectionRow:
    return CorrectionRow(
        id=line.id,
        micrograph_id=line.micrograph_id,
        kind=line.kind,
        correction=Correction.from_json({"verb": line.verb, "points": line.points}),
        curator=line.curator,
        at=line.at,
    )
