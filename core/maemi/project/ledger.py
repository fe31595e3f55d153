"""The ledger of requests: a done one is never sent twice, and money is set aside before anything is sent."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import timedelta

import psutil
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from maemi.errors import MaemiError
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.request import Request

RESERVED, DONE, FAILED = "reserved", "done", "failed"
# What another machine has reserved cannot be asked about; no request to a teacher takes this long.
STALE_ELSEWHERE = timedelta(hours=6)
# Sums of small costs carry rounding: a budget of exactly the sum must suffice.
ROUNDING_USD = 1e-9


class BudgetError(MaemiError):
    """The next request would go beyond the budget."""


class InFlightError(MaemiError):
    """Another process is sending this very request now."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one request; settle or fail it."""

    key: str
    cost_usd: float


def reserve(
    project: Project, key: str, teacher: str, model: str, cost_usd: float, budget_usd: float | None
) -> Reservation | None:
    """Set money aside before sending a request; None where it is done already and must not be sent.

    What is spent and what is reserved by all together never exceeds `budget_usd` (None: no limit): the check and the
    reservation are one transaction. Raises BudgetError where it would, InFlightError where another living process has
    reserved the same request.
    """
    with project.session() as session:
        _lock(session, project)
        request = session.get(Request, key)
        if request is not None and request.state == DONE:
            return None
        owner = _this_process()
        if request is not None and request.state == RESERVED and request.owner != owner and not _is_stale(request):
            raise InFlightError(f"The request {key[:12]} is being sent by another run; wait until that one is done.")
        own = request.reserved_usd if request is not None else 0.0
        taken = _taken(session) - own
        if budget_usd is not None and taken + cost_usd > budget_usd + ROUNDING_USD:
            raise BudgetError(
                f"The budget of {budget_usd:.2f} USD is used up: {taken:.4f} USD are spent or reserved, and the next "
                f"request may cost {cost_usd:.4f} USD; raise the budget to go on."
            )
        if request is None:
            request = Request(key=key, spent_usd=0.0, tokens_in=0, tokens_out=0, attempts=0)
            session.add(request)
        request.teacher, request.model = teacher, model
        request.state, request.reserved_usd, request.owner = RESERVED, cost_usd, owner
        request.error, request.at = "", now()
        request.attempts += 1
        return Reservation(key, cost_usd)


def settle(project: Project, key: str, cost_usd: float, tokens_in: int = 0, tokens_out: int = 0) -> None:
    """The answer is here and kept: note what it has cost, and give back what was set aside."""
    with project.session() as session:
        settle_in(session, key, cost_usd, tokens_in, tokens_out)


def settle_in(session: Session, key: str, cost_usd: float, tokens_in: int = 0, tokens_out: int = 0) -> None:
    """The same in a transaction of the caller, so that the pairs of an answer and its cost are kept together."""
    _close(session, key, DONE, cost_usd, tokens_in, tokens_out, "")


def fail(
    project: Project, key: str, error: str = "", cost_usd: float = 0.0, tokens_in: int = 0, tokens_out: int = 0
) -> None:
    """No usable answer: give back what was set aside, but for what the attempt has cost; it may be sent again."""
    with project.session() as session:
        _close(session, key, FAILED, cost_usd, tokens_in, tokens_out, error)


def release_stale(project: Project) -> int:
    """Give back what runs had reserved that are dead now; returns how many requests."""
    with project.session() as session:
        _lock(session, project)
        reserved = session.scalars(select(Request).where(Request.state == RESERVED))
        stale = [request for request in reserved if _is_stale(request)]
        for request in stale:
            request.state, request.reserved_usd = FAILED, 0.0
            request.error = "The run that sent it ended before the answer came."
        return len(stale)


def spent_usd(project: Project) -> float:
    """What all requests together have cost so far, failed attempts included."""
    with project.read_session() as session:
        return float(session.scalar(select(func.coalesce(func.sum(Request.spent_usd), 0.0))) or 0.0)


def reserved_usd(project: Project) -> float:
    """What is set aside for requests under way."""
    with project.read_session() as session:
        return float(session.scalar(select(func.coalesce(func.sum(Request.reserved_usd), 0.0))) or 0.0)


def is_done(project: Project, key: str) -> bool:
    """Whether the request was answered; it is not sent again then."""
    with project.read_session() as session:
        return session.scalar(select(Request.state).where(Request.key == key)) == DONE


def _close(
    session: Session, key: str, state: str, cost_usd: float, tokens_in: int, tokens_out: int, error: str
) -> None:
    request = session.get(Request, key, with_for_update=True)
    if request is None:
        raise MaemiError(f"The request {key[:12]} was never reserved, so it cannot be settled.")
    request.state, request.reserved_usd, request.error, request.at = state, 0.0, error, now()
    request.spent_usd += cost_usd
    request.tokens_in += tokens_in
    request.tokens_out += tokens_out


def _taken(session: Session) -> float:
    total = func.coalesce(func.sum(Request.spent_usd + Request.reserved_usd), 0.0)
    return float(session.scalar(select(total)) or 0.0)


def _lock(session: Session, project: Project) -> None:
    """Nobody else reserves until the transaction ends; SQLite has locked the whole file already."""
    if project.dialect == "postgresql":
        session.execute(text("LOCK TABLE requests IN SHARE ROW EXCLUSIVE MODE"))


def _this_process() -> str:
    return f"{platform.node()} {os.getpid()} {psutil.Process().create_time():.2f}"


def _is_stale(request: Request) -> bool:
    host, pid, created = request.owner.rsplit(" ", 2)
    if host != platform.node():
        return now() - request.at > STALE_ELSEWHERE
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(created)) > 2.0
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:  # somebody else's process: alive
        return False
