"""A dry run: what a teacher would send and cost at most, without sending or measuring anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from maemi.generate.run import GenerateOptions, asked_of, readable_rows, unanswered
from maemi.generate.subject import Subject
from maemi.generate.teacher import RequestError, Teacher
from maemi.project import ledger
from maemi.project.project import Project


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is left to do."""

    micrographs: int
    requests: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    """At most; None where the model has no price in the table."""
    impossible: int = 0
    """Micrographs about which the task cannot ask: nothing to compare them with, no class."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"tokens": self.tokens_in + self.tokens_out}


def estimate(project: Project, teacher: Teacher, options: GenerateOptions) -> Estimate:
    """Count the requests that a run would send now; what is done already is left out."""
    questions = teacher.questions(options.questions)
    rows = readable_rows(project, options)
    requests = tokens_in = tokens_out = impossible = 0
    cost: float | None = 0.0
    for row in rows:
        subject = Subject(row, None)
        asked = unanswered(project, teacher, row, asked_of(row, subject, questions, options.seed, teacher))
        if not asked:
            continue
        try:
            request = teacher.forecast(subject, asked)
        except RequestError:  # a run lists it with its reason
            impossible += 1
            continue
        if request.key and ledger.is_done(project, request.key):
            continue
        requests += 1
        tokens_in += request.tokens_in
        tokens_out += request.tokens_out
        cost = None if cost is None or request.cost_usd is None else cost + request.cost_usd
    return Estimate(len(rows), requests, tokens_in, tokens_out, cost, impossible)
