"""Names of curators that say who is the same, and not who it is."""

from __future__ import annotations

from sqlalchemy import func, select

from maemi.project.project import Project
from maemi.project.tables.decision import Decision


def pseudonyms(project: Project) -> dict[str, str]:
    """`curator 1`, `curator 2` …, in the order in which they first decided: they stay when more join."""
    first = func.min(Decision.id)
    with project.read_session() as session:
        names = session.execute(select(Decision.curator, first).group_by(Decision.curator).order_by(first))
        return {row[0]: f"curator {number}" for number, row in enumerate(names, 1)}
