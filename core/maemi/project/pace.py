"""How fast a curator decides, pauses left out, and what was decided last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from maemi.project.pair_listing import read_rows, rows
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.settling import UNDO
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair

PAUSE_S = 120.0
"""Whoever decides nothing for so long does something else."""
WINDOW_S = 20 * 60.0
"""Of activity: what lies further back says little about now."""
MOST = 2_000
"""Decisions that are looked at."""
FEWEST = 5
"""Decisions below which a pace would be a guess."""


@dataclass(frozen=True, slots=True)
class LastDecision:
    """A decision that stands, and its pair as it is now."""

    verb: str
    at: datetime
    pair: PairRow


def decision_times(project: Project, curator: str) -> list[datetime]:
    """When the curator decided last, oldest first; what was decided by the hundred, and undoing, is left out."""
    query = select(Decision.at).where(Decision.curator == curator, Decision.verb != UNDO, Decision.batch.is_(None))
    with project.read_session() as session:
        return sorted(session.scalars(query.order_by(Decision.id.desc()).limit(MOST)))


def pace_of(times: Sequence[datetime]) -> float | None:
    """Decisions an hour over the last `WINDOW_S` seconds of activity; None where there are too few to tell."""
    active, count = 0.0, 0
    for later, earlier in zip(reversed(times), reversed(times[:-1]), strict=False):
        gap = (later - earlier).total_seconds()
        if not 0 <= gap <= PAUSE_S:
            continue
        if active + gap > WINDOW_S:
            break
        active, count = active + gap, count + 1
    return 3600 * count / active if count >= FEWEST and active > 0 else None


def last_decisions(project: Project, curator: str, count: int = 5) -> list[LastDecision]:
    """The curator's last single decisions that stand, the newest first; each pair once."""
    inverse = aliased(Decision)
    query = (
        select(Decision.verb, Decision.at, Decision.pair_id)
        .where(Decision.curator == curator, Decision.verb != UNDO, Decision.batch.is_(None))
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id.desc())
        .limit(4 * count)
    )
    with project.read_session() as session:
        last: dict[int, tuple[str, datetime]] = {}
        for verb, at, pair_id in session.execute(query):
            last.setdefault(pair_id, (verb, at))
        chosen = dict(list(last.items())[:count])
        found = {row.id: row for row in read_rows(session, rows().where(Pair.id.in_(chosen)), project)}
    return [LastDecision(verb, at, found[pair_id]) for pair_id, (verb, at) in chosen.items()]
