"""What time it is for a team: the clock of its database, since those of the curators' machines differ."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from maemi.project.tables.foundation import now


def moment(session: Session) -> Any:
    """For use in a statement: the moment at which its transaction began."""
    return func.now() if session.get_bind().dialect.name == "postgresql" else now()
