"""The ledger of requests: a done one is never sent twice, and money is set aside before anything is sent.

What is set aside counts as spent until an answer says otherwise: a request whose answer was lost (the run was killed,
the line went dead) may have been paid for, so its highest cost stays charged, as `unconfirmed`. A cap therefore holds
whatever happens; the price is that a crash may leave a little less to spend than there truly is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.errors import MaemiError
from maemi.project import ledger_totals
from maemi.project.owner import is_gone, this_process
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.request import Request
from maemi.project.tables.setting import Setting
from maemi.project.tables.spending import Charge

RESERVED, DONE, FAILED = "reserved", "done", "failed"
Source = Literal["usage", "counted", "unconfirmed"]
"""Who says what it has cost: the server, our own count, or nobody (the highest cost then)."""
CAP = "budget_usd"
"""The project's setting that no run may go beyond."""
# Sums of small costs carry rounding: a budget of exactly the sum must suffice.
ROUNDING_USD = 1e-9
LOST = "The run that sent it ended before the answer came"


class BudgetError(MaemiError):
    """The next request would go beyond the budget."""


class InFlightError(MaemiError):
    """Another process is sending this very request now, or a batch carries it."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one request; settle or fail it."""

    key: str
    cost_usd: float
    unusable: int = 0
    """How many answers came before that could not be used: with `key`, which answer is wanted."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What one sending has cost."""

    cost_usd: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    source: Source = "usage"


def reserve(
    project: Project,
    key: str,
    teacher: str,
    model: str,
    cost_usd: float,
    budget_usd: float | None,
    *,
    run: str = "",
    run_budget_usd: float | None = None,
    micrograph_id: int | None = None,
) -> Reservation | None:
    """Set money aside before sending a request; None where it is done already and must not be sent.

    What is spent and what is reserved by all together never exceeds `budget_usd` nor the project's own cap, and by the
    run never `run_budget_usd` (None: no limit): the check and the reservation are one transaction. Raises BudgetError
    where it would, InFlightError where another living process has reserved the same request or a batch carries it.
    """
    with project.session() as session:
        return reserve_in(
            session, key, teacher, model, cost_usd, budget_usd, run, run_budget_usd, micrograph_id=micrograph_id
        )


def reserve_in(
    session: Session,
    key: str,
    teacher: str,
    model: str,
    cost_usd: float,
    budget_usd: float | None,
    run: str = "",
    run_budget_usd: float | None = None,
    *,
    micrograph_id: int | None = None,
    batch_id: int | None = None,
) -> Reservation | None:
    """The same in a transaction of the caller; with `batch_id` the request waits for that batch, not for a process."""
    whole = ledger_totals.lock(session)
    request = session.get(Request, key)
    if request is not None and request.state == DONE:
        return None
    owner = this_process()
    if request is not None and request.state == RESERVED:
        _check_free(request, owner)
        if request.batch_id is None and request.owner != owner:
            _lose(session, request)
            whole = ledger_totals.total_in(session)
    own, own_run = (request.reserved_usd, request.run) if request is not None else (0.0, run)
    _check(whole.taken_usd - own, cost_usd, budget_usd, "The budget")
    _check(whole.taken_usd - own, cost_usd, cap_in(session), "The project's cap")
    of_run = ledger_totals.total_in(session, run).taken_usd if run else 0.0
    _check(of_run - (own if own_run == run else 0.0), cost_usd, run_budget_usd, "The budget of this run")
    if request is None:
        request = Request(key=key, reserved_usd=0.0, spent_usd=0.0, tokens_in=0, tokens_out=0, attempts=0, unusable=0)
    if own:
        ledger_totals.change(session, own_run, reserved_usd=(own, 0.0))
    ledger_totals.change(session, run, reserved_usd=(0.0, cost_usd))
    request.teacher, request.model, request.run, request.batch_id = teacher, model, run, batch_id
    request.micrograph_id = micrograph_id if micrograph_id is not None else request.micrograph_id
    request.state, request.reserved_usd, request.owner = RESERVED, cost_usd, owner
    request.error, request.at = "", now()
    request.attempts += 1
    session.add(request)
    return Reservation(key, cost_usd, request.unusable)


def settle(project: Project, key: str, cost_usd: float, tokens_in: int = 0, tokens_out: int = 0) -> None:
    """The answer is here and kept: note what it has cost, and give back what was set aside."""
    with project.session() as session:
        settle_in(session, key, Paid(cost_usd, tokens_in, tokens_out))


def settle_in(session: Session, key: str, paid: Paid) -> None:
    """The same in a transaction of the caller, so that the pairs of an answer and its cost are kept together.

    Raises MaemiError where nothing is reserved for it: the same answer is never kept twice.
    """
    _close(session, key, DONE, paid, "")


def fail(
    project: Project,
    key: str,
    error: str = "",
    cost_usd: float = 0.0,
    tokens_in: int = 0,
    tokens_out: int = 0,
) -> None:
    """No usable answer: give back what was set aside, but for what the attempt has cost; it may be sent again."""
    with project.session() as session:
        fail_in(session, key, error, Paid(cost_usd, tokens_in, tokens_out))


def fail_in(session: Session, key: str, error: str, paid: Paid, *, unusable: bool = False) -> None:
    """The same in a transaction of the caller; `unusable`: an answer came."""
    request = _close(session, key, FAILED, paid, error)
    request.unusable += unusable


def lose(project: Project, key: str, error: str) -> None:
    """The answer was lost on its way and may have been paid for: what was set aside stays charged."""
    with project.session() as session:
        ledger_totals.lock(session)
        request = session.get(Request, key)
        if request is not None and request.state == RESERVED:
            _lose(session, request, error)


def release_stale(project: Project) -> int:
    """Charge as unconfirmed what runs had reserved that are dead now; returns how many requests.

    They may have been sent and paid for. What a batch carries waits for the batch.
    """
    with project.session() as session:
        ledger_totals.lock(session)
        waiting = select(Request).where(Request.state == RESERVED, Request.batch_id.is_(None))
        stale = [request for request in session.scalars(waiting) if is_gone(request.owner, request.at)]
        for request in stale:
            _lose(session, request)
        return len(stale)


def spent_usd(project: Project) -> float:
    """What all requests together have cost so far, failed attempts included."""
    return ledger_totals.total(project).spent_usd


def reserved_usd(project: Project) -> float:
    """What is set aside for requests under way."""
    return ledger_totals.total(project).reserved_usd


def is_done(project: Project, key: str) -> bool:
    """Whether the request was answered; it is not sent again then."""
    with project.read_session() as session:
        return session.scalar(select(Request.state).where(Request.key == key)) == DONE


def cap_in(session: Session) -> float | None:
    """The project's own cap; None where it has none."""
    found = session.get(Setting, CAP)
    return float(found.value) if found is not None and found.value is not None else None


def _check(taken: float, cost_usd: float, budget_usd: float | None, what: str) -> None:
    if budget_usd is not None and taken + cost_usd > budget_usd + ROUNDING_USD:
        raise BudgetError(
            f"{what} of {budget_usd:.2f} USD is used up: {taken:.4f} USD are spent or reserved, and the next "
            f"request may cost {cost_usd:.4f} USD; raise it to go on."
        )


def _check_free(request: Request, owner: str) -> None:
    if request.batch_id is not None:
        raise InFlightError(
            f"The request {request.key[:12]} is part of batch {request.batch_id}: "
            "'maemi batch fetch' collects its answer."
        )
    if request.owner != owner and not is_gone(request.owner, request.at):
        raise InFlightError(
            f"The request {request.key[:12]} is being sent by another run; wait until that one is done."
        )


def _lose(session: Session, request: Request, error: str = LOST) -> None:
    words = f"{error}; it may have been paid for, so its highest cost stays charged." if request.reserved_usd else error
    _settle(session, request, FAILED, Paid(request.reserved_usd, source="unconfirmed"), words)


def _close(session: Session, key: str, state: str, paid: Paid, error: str) -> Request:
    ledger_totals.lock(session)
    request = session.get(Request, key)
    if request is None or request.state != RESERVED:
        what = "was never reserved" if request is None else "is not reserved any more"
        raise MaemiError(f"The request {key[:12]} {what}, so it cannot be settled.")
    _settle(session, request, state, paid, error)
    return request


def _settle(session: Session, request: Request, state: str, paid: Paid, error: str) -> None:
    at = now()
    if paid.cost_usd or paid.tokens_in or paid.tokens_out:
        session.add(
            Charge(
                request_key=request.key,
                teacher=request.teacher,
                model=request.model,
                run=request.run,
                way="chat" if request.batch_id is None else "batch",
                source=paid.source,
                answered=state == DONE,
                tokens_in=paid.tokens_in,
                tokens_cached=paid.tokens_cached,
                tokens_out=paid.tokens_out,
                cost_usd=paid.cost_usd,
                day=f"{at:%Y-%m-%d}",
                at=at,
            )
        )
    ledger_totals.change(session, request.run, paid.cost_usd, (request.reserved_usd, 0.0))
    request.state, request.reserved_usd, request.error, request.at = state, 0.0, error, at
    request.batch_id = None
    request.spent_usd += paid.cost_usd
    request.tokens_in += paid.tokens_in
    request.tokens_out += paid.tokens_out
