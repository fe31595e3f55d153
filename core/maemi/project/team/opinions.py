"""What several curators said of one pair, and what follows from it.

`Pair.opinions` tells how far it is: "" (one decision is enough), `wanted` (two shall judge it, none has), `second` (one
has; the next one does not see what), `agreed`, `disputed`, `settled` (a settler has decided). Until it is agreed or
settled, such a pair is pending and has the teacher's words; only the log knows what was said.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from maemi.project.listing import in_chunks
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.tables.team import Member
from maemi.project.team.drawing import WANTED
from maemi.project.team.rows import MAY_SETTLE

SECOND, AGREED, DISPUTED, SETTLED = "second", "agreed", "disputed", "settled"
OPEN = (WANTED, SECOND)
"""Judged by fewer curators than shall."""
JUDGED = (SECOND, AGREED, DISPUTED, SETTLED)
_UNDO = "undo"


def standing(said: type[Decision] = Decision) -> ColumnElement[bool]:
    """The decisions (of the table, or an alias of it) that were not taken back."""
    inverse = aliased(Decision)
    return (said.verb != _UNDO) & ~exists().where(inverse.undoes == said.id)


def opinions_of(session: Session, pair_ids: Iterable[int]) -> dict[int, list[Decision]]:
    """Of each pair that was judged: the latest standing decision of each curator, oldest first."""
    latest: dict[int, dict[str, Decision]] = {}
    for some in in_chunks(list(pair_ids)):
        query = select(Decision).where(Decision.pair_id.in_(some), standing(), ~Decision.settles)
        for each in session.scalars(query.order_by(Decision.id)):
            latest.setdefault(each.pair_id, {})[each.curator] = each
    return {pair: sorted(said.values(), key=lambda each: each.id) for pair, said in latest.items()}


def conclude(session: Session, pair: Pair) -> Decision | None:
    """The decision that gives the pair its state, None while it is open; brings `pair.opinions` up to date."""
    settling = session.scalar(
        select(Decision)
        .where(Decision.pair_id == pair.id, standing(), Decision.settles)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if settling is not None:
        pair.opinions = SETTLED
        return settling
    said = opinions_of(session, [pair.id]).get(pair.id, [])
    if len(said) < 2:
        pair.opinions = SECOND if said else WANTED
        return None
    if len({_meant(each) for each in said}) > 1:
        pair.opinions = DISPUTED
        return None
    pair.opinions = AGREED
    return said[-1]


def is_blind(session: Session, pair_id: int, curator: str) -> bool:
    """Whether the curator may see no decision of others on this pair: it waits for its second opinion.

    A disagreement is open to those who may settle it, and to nobody else.
    """
    opinions = session.scalar(select(Pair.opinions).where(Pair.id == pair_id))
    if opinions != DISPUTED:
        return opinions in OPEN
    role = session.scalar(select(Member.role).where(Member.curator == curator.strip()))
    return role not in MAY_SETTLE


def _meant(decision: Decision) -> tuple[str, str | None, str | None]:
    """Equal for decisions that come to the same: why a pair is rejected makes no difference, nor do spaces."""
    if decision.verb not in ("approve", "edit"):
        return decision.verb, None, None
    return "approve", _words(decision.question), _words(decision.answer)


def _words(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
