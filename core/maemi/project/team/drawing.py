"""Which pairs two curators judge: drawn by chance, and the same ones whenever it is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from maemi.project.listing import in_chunks
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.team.settings import TeamSettings, read_team

WANTED = "wanted"
"""Two curators shall judge the pair, and none has."""


def is_drawn(settings: TeamSettings, pair_id: int) -> bool:
    """Whether a pair goes to two curators. A larger share keeps all that a smaller one has drawn."""
    digest = hashlib.sha256(f"{settings.seed}:{pair_id}".encode()).digest()
    return int.from_bytes(digest[:8]) < settings.share * 2**64


def draw(session: Session, pairs: Iterable[Pair]) -> None:
    """Draw among new pairs, in the transaction that adds them."""
    settings = read_team(session)
    if settings is None or not settings.share:
        return
    for pair in pairs:
        if is_drawn(settings, pair.id):
            pair.opinions = WANTED
    session.flush()


def draw_again(session: Session, settings: TeamSettings) -> list[int]:
    """Draw anew among the pending pairs that nobody has judged.

    Returns the ids of those with one opinion that are drawn no more: that opinion counts from now on.
    """
    judged = exists().where(Decision.pair_id == Pair.id)
    untouched = select(Pair.id, Pair.opinions).where(Pair.state == "pending", Pair.opinions.in_(("", WANTED)), ~judged)
    changes: dict[str, list[int]] = {"": [], WANTED: []}
    for row in session.execute(untouched):
        wanted = WANTED if is_drawn(settings, row.id) else ""
        if wanted != row.opinions:
            changes[wanted].append(row.id)
    for opinions, ids in changes.items():
        for some in in_chunks(ids):
            session.execute(update(Pair).where(Pair.id.in_(some)).values(opinions=opinions))
    waiting = session.scalars(select(Pair.id).where(Pair.opinions == "second"))
    return [each for each in waiting if not is_drawn(settings, each)]
