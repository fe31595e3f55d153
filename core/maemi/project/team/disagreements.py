"""Pairs of which two curators said different things, and what ends that."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, func, select

from maemi.errors import InputError
from maemi.project.loading import decision_row
from maemi.project.pairs import read_pair, read_pairs
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.settling import append, checked, locked
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.team.members import require
from maemi.project.team.opinions import DISPUTED, SETTLED, opinions_of, standing
from maemi.project.team.rows import MAY_SETTLE, Disagreement


def list_disagreements(
    project: Project, settled: bool = False, offset: int = 0, limit: int | None = None
) -> list[Disagreement]:
    """Those that are open, oldest pair first; or those that were settled, with who did it."""
    wanted = SETTLED if settled else DISPUTED
    query = select(Pair.id).where(Pair.opinions == wanted).order_by(Pair.id).offset(offset).limit(limit)
    with project.read_session() as session:
        ids = list(session.scalars(query))
        said = opinions_of(session, ids)
        ends = _endings(session.scalars(_settling(ids)) if settled and ids else ())
        return [
            Disagreement(
                pair,
                tuple(decision_row(each) for each in said.get(pair.id, [])),
                ends[pair.id].curator if pair.id in ends else None,
                ends[pair.id].at if pair.id in ends else None,
            )
            for pair in read_pairs(session, project, ids)
        ]


def count_disagreements(project: Project) -> int:
    """How many are open."""
    with project.read_session() as session:
        return session.scalar(select(func.count()).select_from(Pair).where(Pair.opinions == DISPUTED)) or 0


def settle(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """End a disagreement by a decision that stands above both; it is in the log like all, and can be undone.

    Raises InputError where the curator may not settle, or where there is nothing to settle.
    """
    checked(verb, curator, reason, question, answer)
    with project.session() as session:
        require(session, curator, MAY_SETTLE, "settle disagreements")
        pair = locked(session, pair_id, project)
        if pair.opinions != DISPUTED:
            who = f": it was settled by {pair.curator}" if pair.opinions == SETTLED else ""
            raise InputError(f"There is no open disagreement about pair {pair_id}{who}.")
        append(session, pair, verb, curator, reason, question, answer, settles=True)
        return read_pair(session, project, pair_id)


def adopt(project: Project, pair_id: int, whose: str, curator: str) -> PairRow:
    """End a disagreement by what one of those who disagree said.

    Raises InputError as `settle`, and where `whose` has said nothing of the pair.
    """
    with project.read_session() as session:
        said = {each.curator: each for each in opinions_of(session, [pair_id]).get(pair_id, [])}
    if whose not in said:
        known = f"; there are those of {', '.join(said)}" if said else ""
        raise InputError(f"There is no opinion of '{whose}' about pair {pair_id}{known}.")
    own = said[whose]
    edited = own.question is not None or own.answer is not None
    verb = own.verb if own.verb not in ("approve", "edit") else "edit" if edited else "approve"
    texts = (own.question, own.answer) if verb == "edit" else (None, None)
    return settle(project, pair_id, verb, curator, own.reason, *texts)


def _settling(ids: list[int]) -> Select[Decision]:
    return select(Decision).where(Decision.pair_id.in_(ids), standing(), Decision.settles).order_by(Decision.id)


def _endings(found: Iterable[Decision]) -> dict[int, Decision]:
    return {each.pair_id: each for each in found}
