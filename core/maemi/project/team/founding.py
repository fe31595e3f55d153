"""A project becomes a team's, and what the team has agreed on is changed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.settling import settle
from maemi.project.tables.pair import Pair
from maemi.project.team.drawing import draw_again
from maemi.project.team.members import enter, require
from maemi.project.team.rows import MAY_RULE
from maemi.project.team.settings import SHARE, TeamSettings, keep, new_settings, read_team


def begin(project: Project, owner: str, share: float = SHARE) -> TeamSettings:
    """Make the project a team's; `owner` belongs to it as the first member. Does nothing where it is one already."""
    with project.session() as session:
        known = read_team(session)
        enter(session, owner)
        if known is not None:
            return known
        settings = keep(session, new_settings(share))
        draw_again(session, settings)
        return settings


def change(project: Project, by: str, share: float | None = None, claim_minutes: float | None = None) -> TeamSettings:
    """Set which share of pairs two curators judge, or how long a claim lasts.

    Pairs that nobody has judged are drawn anew. One that has an opinion already and is drawn no more has the state of
    that opinion from now on. Raises InputError where `by` is no owner, or where the project is no team's.
    """
    with project.session() as session:
        known = read_team(session)
        if known is None:
            raise InputError(f"{project.address} is no team's project yet: 'maemi team begin {project.address}'.")
        require(session, by, MAY_RULE, "change what the team has agreed on")
        given = {"share": share, "claim_minutes": claim_minutes}
        settings = keep(session, replace(known, **{name: value for name, value in given.items() if value is not None}))
        for pair_id in draw_again(session, settings):
            pair = session.scalars(select(Pair).where(Pair.id == pair_id).with_for_update()).one()
            pair.opinions = ""
            settle(session, pair)
        return settings
