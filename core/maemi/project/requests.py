"""The requests of the ledger as a person reads them: above all those without a usable answer, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from maemi.errors import InputError
from maemi.project.ledger import DONE, FAILED, RESERVED
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.request import Request

STATES = (RESERVED, DONE, FAILED)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request."""

    key: str
    micrograph_id: int | None
    micrograph: str
    """Its name; empty where it is not known."""
    teacher: str
    model: str
    state: str
    attempts: int
    """How often money was set aside for it."""
    reserved_usd: float
    spent_usd: float
    reason: str
    """Why there is no usable answer."""
    batch_id: int | None
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


def list_requests(
    project: Project, state: str | None = None, limit: int | None = None, offset: int = 0
) -> list[RequestRow]:
    """Requests in one state (reserved, done, failed) or all, the newest first. Raises InputError for another state."""
    query = (
        select(Request, Micrograph.name)
        .outerjoin(Micrograph, Micrograph.id == Request.micrograph_id)
        .order_by(Request.at.desc(), Request.key)
        .offset(offset)
        .limit(limit)
    )
    if state is not None:
        if state not in STATES:
            raise InputError(f"“{state}” is no state of a request: write one of {', '.join(STATES)}.")
        query = query.where(Request.state == state)
    with project.read_session() as session:
        return [_row(request, name or "") for request, name in session.execute(query)]


def count_requests(project: Project) -> dict[str, int]:
    """How many requests are in each state; every state is named."""
    with project.read_session() as session:
        found = session.execute(select(Request.state, func.count()).group_by(Request.state)).all()
    counts = {str(state): int(count) for state, count in found}
    return {state: counts.get(state, 0) for state in STATES}


def _row(request: Request, name: str) -> RequestRow:
    return RequestRow(
        request.key,
        request.micrograph_id,
        name,
        request.teacher,
        request.model,
        request.state,
        request.attempts,
        request.reserved_usd,
        request.spent_usd,
        request.error,
        request.batch_id,
        request.at,
    )
