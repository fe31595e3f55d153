"""Pairs of one micrograph: reserve, ask, check, and save answers and cost in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from maemi.errors import MaemiError
from maemi.generate.checking.pair import CheckOptions, check_pair
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.generate.teacher import FatalTeacherError, Reply, RequestError, Teacher
from maemi.progress import Progress
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
    trouble: str = ""


class Desk:
    """What a teacher tells while it works: bytes that leave, and whether it shall stop."""

    def __init__(self, project: Project, progress: Progress) -> None:
        self.project = project
        self._progress = progress
        self._lock = Lock()

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

    def stop_requested(self) -> bool:
        return self._progress.stop_requested()


def write_about(
    subject: Subject, asked: Sequence[Asked], teacher: Teacher, budget_usd: float | None, attempts: int, desk: Desk
) -> Outcome:
    """Ask until every question has an answer, at most `attempts` times; each reply is saved before the next request.

    Raises FatalTeacherError, ledger.BudgetError; a request that fails for good is told in the outcome.
    """
    project, outcome, remaining, trouble = desk.project, Outcome(), list(asked), ""
    if not remaining:
        outcome.known = True
        return outcome
    for _ in range(attempts):
        if desk.stop_requested():
            outcome.stopped = True
            return outcome
        request = teacher.request(subject, remaining)
        if (
            ledger.reserve(project, request.key, teacher.name, teacher.model, request.cost_usd or 0.0, budget_usd)
            is None
        ):
            outcome.known = not outcome.written
            return outcome
        try:
            reply = teacher.answer(subject, remaining, desk)
        except RequestError as error:
            ledger.fail(project, request.key, str(error))
            outcome.trouble = str(error)
            return outcome
        except BaseException as error:
            ledger.fail(project, request.key, "" if isinstance(error, FatalTeacherError) else type(error).__name__)
            raise
        if reply.answers or teacher.may_be_silent:
            outcome.written += save(subject, remaining, reply, teacher, request.key, desk)
            remaining = [one for one in remaining if one.id not in reply.answers]
        else:
            ledger.fail(project, request.key, reply.trouble, reply.cost_usd, reply.tokens_in, reply.tokens_out)
        trouble = reply.trouble
        if not remaining or teacher.may_be_silent:
            return outcome
    outcome.trouble = (
        f"{len(remaining)} of {len(asked)} questions about {subject.row.name} have no usable answer after "
        f"{attempts} attempts{': ' + trouble if trouble else ''}; run it again to ask once more."
    )
    return outcome


def save(
    subject: Subject, asked: Sequence[Asked], reply: Reply, teacher: Teacher, request_key: str, desk: Desk
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
            request_key=request_key,
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
        ledger.settle_in(session, request_key, reply.cost_usd, reply.tokens_in, reply.tokens_out)
    return ids
