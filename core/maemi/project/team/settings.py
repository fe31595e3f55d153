"""What a team has agreed on: which share of pairs two curators judge, and how long a claim lasts."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.setting import Setting

KEY = "team"
SHARE = 0.05
CLAIM_MINUTES = 15.0
MOST_MINUTES = 24 * 60.0


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """Kept in the project."""

    share: float = SHARE
    """0 … 1: of the pairs, those that go to two curators."""
    seed: int = 0
    """Which ones these are follows from it and the pair's id."""
    claim_minutes: float = CLAIM_MINUTES
    """A pair that nobody touches for this long goes to the next curator."""

    @property
    def claim_lasts(self) -> timedelta:
        return timedelta(minutes=self.claim_minutes)


def read_team(session: Session) -> TeamSettings | None:
    """What the team has agreed on; None where the project is one person's."""
    found = session.get(Setting, KEY)
    if found is None or not found.value:
        return None
    kept = cast("dict[str, Any]", found.value)
    return TeamSettings(**{name: kept[name] for name in TeamSettings.__dataclass_fields__ if name in kept})


def team_of(project: Project) -> TeamSettings | None:
    """The same, read by itself."""
    with project.read_session() as session:
        return read_team(session)


def keep(session: Session, settings: TeamSettings) -> TeamSettings:
    """Write them, checked. Raises InputError for a share or a time that is none."""
    if not 0 <= settings.share <= 1:
        raise InputError(f"A share of {settings.share:g} is none: name one from 0 to 1, such as 0.05.")
    if not 0 < settings.claim_minutes <= MOST_MINUTES:
        raise InputError(f"A claim cannot last {settings.claim_minutes:g} minutes: name a time of up to 24 hours.")
    session.merge(Setting(key=KEY, value=asdict(settings)))
    return settings


def new_settings(share: float = SHARE) -> TeamSettings:
    """Those of a new team; its own draw."""
    return TeamSettings(share, secrets.randbits(31))
