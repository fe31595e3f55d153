"""Let a teacher write pairs for a project: resumable, within a budget, saved as each micrograph completes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from maemi.errors import MaemiError
from maemi.generate.checking.everything import newly_alike
from maemi.generate.checking.telling_class import tells_class
from maemi.generate.measurer import Measurer
from maemi.generate.questions import NEUTRAL_OBJECTS, Asked, Question
from maemi.generate.subject import Subject
from maemi.generate.teacher import FatalTeacherError, Teacher
from maemi.generate.writing import Desk, Outcome, Purse, write_about
from maemi.measure.result import Measurement
from maemi.progress import Progress, Silent
from maemi.project import ledger
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import list_pairs
from maemi.project.project import Project
from maemi.project.rows import MicrographRow


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How a run goes."""

    questions: Path | None = None
    """A question list of one's own; None is the shipped one."""
    budget_usd: float | None = None
    """Cap on what the project has spent altogether; None is no cap but the project's own."""
    run_budget_usd: float | None = None
    """Cap on what this run spends; None is no cap."""
    run: str = ""
    """Its name in the ledger."""
    concurrency: int = 2
    """Micrographs under way at once."""
    limit: int | None = None
    """At most so many micrographs."""
    micrograph_ids: tuple[int, ...] | None = None
    """Only these; None is all."""
    seed: int = 0
    attempts: int = 3
    """How often a request with an empty or malformed answer is sent."""


@dataclass(slots=True)
class GenerateReport:
    """What became of a run."""

    done: int = 0
    """Micrographs with every question answered (or, by a teacher that may be silent, passed over)."""
    known: int = 0
    """Micrographs that were done before."""
    written: int = 0
    """New pairs."""
    waiting: int = 0
    """Micrographs that another run or a batch is asking about."""
    failed: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """`micrograph` and `reason`; some of its questions may have been answered all the same."""
    spent_usd: float = 0.0
    """By this run."""
    stopped: bool = False
    reason: str = ""
    """Why it ended before all was done."""

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def generate(
    project: Project, teacher: Teacher, options: GenerateOptions | None = None, progress: Progress | None = None
) -> GenerateReport:
    """Ask a teacher about every readable micrograph of a project, and keep what it answers as pending pairs.

    Stops within a request when `progress.stop_requested()`; a second run goes on where the first ended. Trouble with
    one micrograph is listed and the others go on; a teacher that cannot go on at all ends the run with its reason.

    Raises InputError for a question list that cannot be read.
    """
    return Generation(project, teacher, options or GenerateOptions(), progress or Silent()).run()


def asked_of(
    row: MicrographRow, subject: Subject, questions: Sequence[Question], seed: int, teacher: Teacher
) -> list[Asked]:
    """The questions as worded for one micrograph: the same words whenever it is asked again.

    A teacher that is a language model may be told the class; what the student is asked must not tell it, so the objects
    go without their name. What needs a measured quantity is asked only of a teacher that answers from measurements and
    may be silent; any other would have to guess, or to say the fact again that it was handed.
    """
    rng = Random(f"{seed}:{row.content_hash}")
    # Worded before any is left out, so that the words do not depend on what could be measured.
    objects = subject.objects if teacher.may_be_silent else NEUTRAL_OBJECTS
    if not teacher.may_be_silent:
        questions = [untelling(question, subject) for question in questions]
    worded = [(question.needs, question.worded(objects, rng)) for question in questions]
    found = subject.measured if teacher.may_be_silent else None
    known = {one.name for one in found.quantities} if found else set[str]()
    given = [one for needs, one in worded if (not needs or needs in known) and (one.id != "class" or row.class_name)]
    return given + teacher.own_questions()


def untelling(question: Question, subject: Subject) -> Question:
    """The question without wordings that tell the class, as “the pattern” does; all where none would be left."""
    kept = tuple(wording for wording in question.wordings if not tells_class(wording, subject))
    return replace(question, wordings=kept) if kept and kept != question.wordings else question


def chosen_rows(project: Project, options: GenerateOptions) -> list[MicrographRow]:
    """The micrographs that a run is about, unreadable ones included."""
    rows = list_micrographs(project)
    if options.micrograph_ids is None:
        return rows
    wanted = set(options.micrograph_ids)
    return [row for row in rows if row.id in wanted]


def readable_rows(project: Project, options: GenerateOptions) -> list[MicrographRow]:
    """The micrographs that a run asks about."""
    return [row for row in chosen_rows(project, options) if row.info is not None][: options.limit]


def unanswered(project: Project, teacher: Teacher, row: MicrographRow, asked: list[Asked]) -> list[Asked]:
    """Questions without an answer of this teacher, asked with the same settings, yet.

    The silence of a teacher that may be silent is known by the ledger, not by missing pairs: such a one is asked all
    but what an earlier version of it has answered, so that a newer MAEMI does not fill a project with the same again.
    """
    of_teacher = [pair for pair in list_pairs(project, micrograph_id=row.id) if pair.teacher == teacher.name]
    if teacher.may_be_silent:
        answered = {pair.original_question for pair in of_teacher if pair.model != teacher.model}
        return [one for one in asked if one.text not in answered]
    settings = teacher.settings_hash
    # Pairs of before settings were kept count for any: nobody pays twice because MAEMI was updated.
    alike = [pair for pair in of_teacher if pair.model == teacher.model and pair.settings_hash in (settings, "")]
    answered = {pair.original_question for pair in alike}
    given = [one for one in asked if not one.is_own and one.text not in answered]
    own = [one for one in asked if one.is_own]
    # Which words the teacher chose is not known before: so many of its questions as are there are answered.
    return given + own[sum(pair.settings_hash == settings for pair in alike) if own else 0 :]


class Generation:
    """One run of `generate`."""

    def __init__(self, project: Project, teacher: Teacher, options: GenerateOptions, progress: Progress) -> None:
        self.project, self.teacher, self.options, self.progress = project, teacher, options, progress
        self.questions = teacher.questions(options.questions)
        self.report = GenerateReport()
        self.new_pairs: list[int] = []
        self.desk = Desk(project, self._ending, Purse(options.budget_usd, options.run, options.run_budget_usd))

    def run(self) -> GenerateReport:
        ledger.release_stale(self.project)
        rows = self._rows()
        before = ledger.spent_usd(self.project)
        self.progress.event("progress", done=0, total=len(rows), message="Reading the micrographs")
        workers = self.options.concurrency if self.teacher.name == "measured" else 1
        try:
            with Measurer(self.project, workers) as measurer, ThreadPoolExecutor(self.options.concurrency) as pool:
                self._go_through(rows, measurer, pool)
        finally:
            self.teacher.close()
        if self.teacher.name != "measured":
            # What a language model says again and again is seen only beside all that it said.
            newly_alike(self.project, self.new_pairs)
        if self.report.reason:
            self.progress.event("warning", message=self.report.reason)
        self.report.spent_usd = round(ledger.spent_usd(self.project) - before, 9)
        return self.report

    def _rows(self) -> list[MicrographRow]:
        for row in chosen_rows(self.project, self.options):
            if row.error:
                self.report.failed.append({"micrograph": str(row.path), "reason": row.error})
        return readable_rows(self.project, self.options)

    def _go_through(self, rows: list[MicrographRow], measurer: Measurer, pool: ThreadPoolExecutor) -> None:
        """Keep as many micrographs under way as wanted; submit no more once somebody asks to stop."""
        waiting = list(reversed(rows))
        under_way: dict[Future[Outcome], MicrographRow] = {}
        finished = 0
        while waiting or under_way:
            while waiting and len(under_way) < 2 * self.options.concurrency and not self._ending():
                row = waiting.pop()
                measurement = measurer.submit(row)
                under_way[pool.submit(self._write, row, measurement)] = row
            if not under_way:
                break
            complete, _ = wait(under_way, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in complete:
                row = under_way.pop(future)
                finished += 1
                self._note(row, future)
                self.progress.event("progress", done=finished, total=len(rows), message=row.name)
        if waiting:
            self.report.stopped = True

    def _write(self, row: MicrographRow, measurement: Future[Measurement | None]) -> Outcome:
        found = measurement.result()
        if self._ending():
            return Outcome(stopped=True)
        subject = Subject(row, found)
        asked = asked_of(row, subject, self.questions, self.options.seed, self.teacher)
        remaining = unanswered(self.project, self.teacher, row, asked)
        try:
            return write_about(subject, remaining, self.teacher, self.options.attempts, self.desk)
        except (FatalTeacherError, ledger.BudgetError) as error:
            # Told here and not where the result is read: the next one in line must not send anything any more.
            self.report.reason = self.report.reason or str(error)
            return Outcome(stopped=True)

    def _note(self, row: MicrographRow, future: Future[Outcome]) -> None:
        try:
            outcome = future.result()
        except MaemiError as error:
            self._fail(row, str(error))
            return
        except Exception as error:  # a defect with one micrograph must not lose the work on the others
            self._fail(row, f"{row.name} could not be worked on ({type(error).__name__}: {error}).")
            return
        self.report.written += len(outcome.written)
        self.new_pairs += outcome.written
        if outcome.stopped:
            self.report.stopped = True
        elif outcome.waits:
            self.report.waiting += 1
        elif outcome.trouble:
            self._fail(row, outcome.trouble)
        elif outcome.known:
            self.report.known += 1
        else:
            self.report.done += 1

    def _fail(self, row: MicrographRow, reason: str) -> None:
        self.report.failed.append({"micrograph": str(row.path), "reason": reason})
        self.progress.event("warning", message=f"{row.name}: {reason}")

    def _ending(self) -> bool:
        return bool(self.report.reason) or self.progress.stop_requested()
