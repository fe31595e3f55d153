"""Undo, without limit and across restarts: the log is all it needs, and each curator walks back along their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from maemi.errors import MaemiError
from maemi.project.bulk import take_back
from maemi.project.pairs import read_pair
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.settling import UNDO, append_row, locked, settle
from maemi.project.tables.decision import Decision


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    verb: str
    """approve, reject, edit or skip."""
    count: int
    """How many decisions: one, or all that were made in one go."""
    pair: PairRow
    """The pair, or the first of them, as it stands now."""


def undo_last(project: Project, curator: str) -> Undone | None:
    """Take back the last thing that the curator decided: one decision, or all of one batch, in one transaction.

    None where nothing is left. Other curators' decisions are never touched: where somebody else judged a pair later,
    that judgement stands.
    """
    for _ in range(5):
        try:
            with project.session() as session:
                return _undo(session, project, curator)
        except IntegrityError:
            # The same curator undid it elsewhere in the same moment (PostgreSQL): take the one before.
            continue
    raise MaemiError(f"The last decision of {curator} is being undone elsewhere too; try again.")


def _undo(session: Session, project: Project, curator: str) -> Undone | None:
    last = _last_standing(session, curator)
    if last is None:
        return None
    if last.batch is None:
        pair = locked(session, last.pair_id, project)
        append_row(session, pair, UNDO, curator, "", None, None, undoes=last.id)
        settle(session, pair)
        return Undone(last.verb, 1, read_pair(session, project, pair.id))
    taken_back = take_back(session, last.batch, curator)
    return Undone(last.verb, len(taken_back), read_pair(session, project, taken_back[0]))


def _last_standing(session: Session, curator: str) -> Decision | None:
    inverse = aliased(Decision)
    return session.scalar(
        select(Decision)
        .where(Decision.curator == curator, Decision.verb != UNDO)
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id.desc())
        .limit(1)
    )
