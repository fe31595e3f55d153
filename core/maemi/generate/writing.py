"""Pairs of one micrograph: reserve, ask, check, and save answers and cost in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from maemi.errors import MaemiError
from maemi.generate.checking.pair import CheckOptions, check_pair
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.generate.teacher import (
    FatalTeacherError,
    LostAnswerError,
    Reply,
    Request,
    RequestError,
    StoppedError,
    Teacher,
)
from maemi.project import egress, ledger
from maemi.project.content import UNKNOWN, Content
from maemi.project.pairs import insert, list_pairs
from maemi.project.project import Project
from maemi.project.rows import NewPair


@dataclass(slots=True)
class Outcome:
    """What became of one micrograph."""

    written: list[int] = field(default_factory=list[int])
    """Ids of the new pairs."""
    known: bool = False
    """It was done before; nothing was asked."""
    stopped: bool = False
    waits: bool = False
    """Another run is asking, or a batch carries it."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Purse:
    """What may be spent, and by which run."""

    budget_usd: float | None = None
    """By the project altogether."""
    run: str = ""
    run_budget_usd: float | None = None
    """By this run alone."""


class Desk:
    """What a teacher is told about one request, and tells while it works: which bytes leave this machine."""

    def __init__(self, project: Project, stop_requested: Callable[[], bool], purse: Purse | None = None) -> None:
        self.project = project
        self.stop_requested = stop_requested
        self.purse = purse or Purse()
        self.request = Request("")
        self.attempt = 0
        self.idempotency_key = ""
        self._lock = Lock()

    def about(self, request: Request, reserved: ledger.Reservation, attempt: int) -> Desk:
        """The same desk for one request."""
        other = copy(self)
        other.request, other.attempt = request, attempt
        other.idempotency_key = f"{request.key[:40]}-{reserved.unusable}"
        return other

    def sending(
        self,
        host: str,
        bytes_sent: int,
        micrograph_id: int | None,
        *,
        model: str = "",
        content: Content = UNKNOWN,
        purpose: str = egress.GENERATE,
    ) -> None:
        """Enter a request before it is sent. Raises FatalTeacherError where it may not go, or cannot be entered."""
        try:
            with self._lock:
                egress.record(self.project, host, bytes_sent, micrograph_id, purpose, model=model, content=content)
        except MaemiError as error:
            # What is not on the egress page is not sent, and the next request would fare no better.
            raise FatalTeacherError(str(error)) from error


def write_about(subject: Subject, asked: Sequence[Asked], teacher: Teacher, attempts: int, desk: Desk) -> Outcome:
    """Ask until every question has an answer, at most `attempts` times; each reply is saved before the next request.

    Raises FatalTeacherError, ledger.BudgetError; a request that fails for good is told in the outcome.
    """
    project, outcome, remaining, trouble = desk.project, Outcome(), list(asked), ""
    if not remaining:
        outcome.known = True
        return outcome
    for attempt in range(attempts):
        if desk.stop_requested():
            outcome.stopped = True
            return outcome
        request = teacher.request(subject, remaining)
        try:
            reserved = _reserve(request, subject, teacher, desk)
        except ledger.InFlightError as error:
            outcome.waits, outcome.trouble = True, str(error)
            return outcome
        if reserved is None:
            outcome.known = not outcome.written
            return outcome
        try:
            reply = teacher.answer(subject, remaining, desk.about(request, reserved, attempt))
        except LostAnswerError as error:
            ledger.lose(project, request.key, str(error).rstrip("."))
            trouble = str(error)
            continue
        except RequestError as error:
            ledger.fail(project, request.key, str(error))
            outcome.stopped = isinstance(error, StoppedError)
            outcome.trouble = str(error)
            return outcome
        except BaseException as error:
            _give_back(project, request.key, error)
            raise
        if reply.answers or teacher.may_be_silent:
            outcome.written += save(subject, remaining, reply, teacher, request, desk)
            remaining = [one for one in remaining if one.id not in reply.answers]
        else:
            with project.session() as session:
                ledger.fail_in(session, request.key, reply.trouble, paid_for(reply, request), unusable=True)
        trouble = reply.trouble
        if not remaining or teacher.may_be_silent:
            return outcome
    outcome.trouble = (
        f"{len(remaining)} of {len(asked)} questions about {subject.row.name} have no usable answer after "
        f"{attempts} attempts{': ' + trouble if trouble else ''}; run it again to ask once more."
    )
    return outcome


def paid_for(reply: Reply, request: Request) -> ledger.Paid:
    """What a reply has cost: as the server tells it, else the most that it may have."""
    if reply.counted:
        return ledger.Paid(request.cost_usd or 0.0, request.tokens_in, request.tokens_out, source="counted")
    return ledger.Paid(reply.cost_usd, reply.tokens_in, reply.tokens_out, reply.tokens_cached)


def _reserve(request: Request, subject: Subject, teacher: Teacher, desk: Desk) -> ledger.Reservation | None:
    return ledger.reserve(
        desk.project,
        request.key,
        teacher.name,
        teacher.model,
        request.cost_usd or 0.0,
        desk.purse.budget_usd,
        run=desk.purse.run,
        run_budget_usd=desk.purse.run_budget_usd,
        micrograph_id=subject.row.id,
    )


def _give_back(project: Project, key: str, error: BaseException) -> None:
    """A refusal, or a file that cannot be read, costs nothing; a defect may show when the request has left."""
    if isinstance(error, MaemiError):
        ledger.fail(project, key, str(error))
    else:
        ledger.lose(project, key, f"It ended before the answer was kept ({type(error).__name__})")


class Author(Protocol):
    """Who has written pairs: a teacher, or what a batch remembers of one."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def template_hash(self) -> str: ...
    @property
    def settings_hash(self) -> str: ...


def save(
    subject: Subject, asked: Sequence[Asked], reply: Reply, teacher: Author, request: Request, desk: Desk
) -> list[int]:
    """Keep answers as pending pairs, together with what they cost; returns their ids.

    What the same teacher has written word for word is not written again: after a correction by hand most is unchanged.
    """
    options = CheckOptions.of(desk.project)
    kept = {
        (pair.original_question, pair.original_answer)
        for pair in list_pairs(desk.project, micrograph_id=subject.row.id)
        if pair.teacher == teacher.name
    }
    pairs = [
        NewPair(
            micrograph_id=subject.row.id,
            question=text,
            answer=reply.answers[one.id],
            task=one.task,
            teacher=teacher.name,
            model=teacher.model,
            template_hash=teacher.template_hash,
            settings_hash=teacher.settings_hash,
            request_key=request.key,
            findings=check_pair(text, reply.answers[one.id], subject, one.task, options),
            reasoning=reply.reasoning,
        )
        for one in asked
        if one.id in reply.answers
        and (text := reply.questions.get(one.id, one.text))
        and (text, reply.answers[one.id]) not in kept
    ]
    with desk.project.session() as session:
        ids = insert(session, pairs)
        ledger.settle_in(session, request.key, paid_for(reply, request))
    return ids
