"""A curator's decision on a pair that he or she has claimed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.project import decisions
from maemi.project.pairs import read_pair
from maemi.project.project import Project
from maemi.project.rows import DecisionRow, PairRow
from maemi.project.settling import append, checked, locked
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.team.claims import TakenError
from maemi.project.team.members import require
from maemi.project.team.opinions import OPEN, is_blind, standing
from maemi.project.team.rows import MAY_SETTLE
from maemi.project.text import storable


def decide_claimed(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """As `decisions.decide`, of a pair that is open for this curator; its claim ends in the same transaction.

    The very same decision once more changes nothing: where a connection broke before the answer came, nobody knows
    whether the first was taken. Raises TakenError where another curator has the pair or has judged it meanwhile.
    """
    checked(verb, curator, reason, question, answer)
    with project.session() as session:
        pair = locked(session, pair_id, project)
        own = _own(session, pair_id, curator)
        if own is not None and _same(own, pair, verb, reason, question, answer):
            return read_pair(session, project, pair_id)
        if pair.state != "pending" or pair.opinions not in ("", *OPEN) or (pair.opinions and own is not None):
            who = f" by {pair.curator}" if pair.curator not in (None, curator) else ""
            raise TakenError(
                f"Pair {pair_id} was judged{who} meanwhile, after this claim had ended; the next one is up."
            )
        append(session, pair, verb, curator, reason, question, answer)
        return read_pair(session, project, pair_id)


def visible_history(project: Project, pair_id: int, curator: str) -> list[DecisionRow]:
    """All decisions on a pair that this curator may see: a second opinion is blind.

    While a pair waits for its second opinion everybody sees only what is his or her own; settlers see a disagreement.
    """
    lines = decisions.history(project, pair_id)
    with project.read_session() as session:
        blind = is_blind(session, pair_id, curator)
    return [line for line in lines if line.curator == curator] if blind else lines


def check_may_see_disagreements(project: Project, curator: str) -> None:
    """Raises InputError for who may not settle: the opinions of a disagreement are not for those who give opinions."""
    with project.session() as session:
        require(session, curator, MAY_SETTLE, "see disagreements")


def _own(session: Session, pair_id: int, curator: str) -> Decision | None:
    query = select(Decision).where(Decision.pair_id == pair_id, Decision.curator == curator, standing())
    return session.scalar(query.order_by(Decision.id.desc()).limit(1))


def _same(own: Decision, pair: Pair, verb: str, reason: str, question: str | None, answer: str | None) -> bool:
    texts = (question, own.question, pair.question), (answer, own.answer, pair.answer)
    return (own.verb, own.reason) == (verb, reason) and all(
        (original if given is None else storable(given)) == (original if judged is None else judged)
        for given, judged, original in texts
    )
