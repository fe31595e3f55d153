"""What a lab tells its curators: Markdown that belongs to the project, with every earlier version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.guideline import Guideline
from maemi.project.text import storable

LONGEST = 100_000
"""Characters; guidelines are read beside a pair."""


@dataclass(frozen=True, slots=True)
class GuidelineRow:
    """One version."""

    id: int
    text: str
    """Markdown."""
    curator: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """As `maemi guidelines --json` prints it."""
        return {"version": self.id, "text": self.text, "curator": self.curator, "at": self.at.isoformat()}


def read_guidelines(project: Project) -> GuidelineRow | None:
    """The version that holds; None where nobody has written any."""
    with project.read_session() as session:
        newest = _newest(session)
        return None if newest is None else _row(newest)


def list_guidelines(project: Project) -> list[GuidelineRow]:
    """Every version, the newest first."""
    with project.read_session() as session:
        return [_row(record) for record in session.scalars(select(Guideline).order_by(Guideline.id.desc()))]


def write_guidelines(project: Project, text: str, curator: str, based_on: int | None = None) -> GuidelineRow:
    """Add a version, which holds from now on; the same text again adds none.

    `based_on`: the version that the writer saw, 0 for none. Raises InputError where another one holds by now, so that
    nobody's words are written over unseen; None takes the risk.
    """
    if not curator.strip():
        raise InputError("Guidelines need the name of who wrote them.")
    if len(text) > LONGEST:
        raise InputError(f"The guidelines have {len(text):,} characters; shorten them to {LONGEST:,}.")
    with project.session() as session:
        newest = _newest(session, lock=True)
        if based_on is not None and based_on != (newest.id if newest else 0):
            who = f"{newest.curator} has" if newest else "Somebody has"
            raise InputError(
                f"{who} changed the guidelines since you opened them: read theirs, then write yours again."
            )
        if newest is not None and newest.text == storable(text):
            return _row(newest)
        record = Guideline(text=storable(text), curator=curator, at=now())
        session.add(record)
        session.flush()
        return _row(record)


def _newest(session: Session, lock: bool = False) -> Guideline | None:
    query = select(Guideline).order_by(Guideline.id.desc()).limit(1)
    return session.scalar(query.with_for_update() if lock else query)


def _row(record: Guideline) -> GuidelineRow:
    return GuidelineRow(record.id, record.text, record.curator, record.at)
