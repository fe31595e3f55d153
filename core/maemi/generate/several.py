"""Several tasks as one run: one after the other, with one report and one progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maemi.generate.estimate import Estimate, estimate
from maemi.generate.run import GenerateOptions, GenerateReport, generate
from maemi.generate.teacher import Teacher
from maemi.progress import Progress, Silent
from maemi.project.project import Project


def generate_all(
    project: Project, teachers: Sequence[Teacher], options: GenerateOptions, progress: Progress | None = None
) -> GenerateReport:
    """As `generate`, for each teacher; one that cannot go on ends them all. Micrographs count once a task."""
    progress, whole = progress or Silent(), GenerateReport()
    if any(teacher.name == "openai" for teacher in teachers):
        # Here and not by the first workers, whose other imports it may meet half done.
        from maemi.generate.openai.connecting import load

        load()
    for teacher in teachers:
        # Before anything is sent: a task that does not take the options shall not be found out after an hour.
        teacher.questions(options.questions)
    for place, teacher in enumerate(teachers):
        part = generate(project, teacher, options, _Part(progress, place, len(teachers)))
        whole.done += part.done
        whole.known += part.known
        whole.waiting += part.waiting
        whole.written += part.written
        whole.failed += part.failed
        whole.spent_usd = round(whole.spent_usd + part.spent_usd, 9)
        whole.stopped, whole.reason = whole.stopped or part.stopped, whole.reason or part.reason
        if part.stopped:
            break
    return whole


def estimate_all(project: Project, teachers: Sequence[Teacher], options: GenerateOptions) -> Estimate:
    """As `estimate`, added up; the cost is None where that of one is not known."""
    parts = [estimate(project, teacher, options) for teacher in teachers]
    costs = [part.cost_usd for part in parts]
    return Estimate(
        max((part.micrographs for part in parts), default=0),
        sum(part.requests for part in parts),
        sum(part.tokens_in for part in parts),
        sum(part.tokens_out for part in parts),
        None if None in costs else sum(cost for cost in costs if cost is not None),
        sum(part.impossible for part in parts),
    )


class _Part:
    """Progress of one task among several."""

    def __init__(self, progress: Progress, place: int, parts: int) -> None:
        self._progress, self._place, self._parts = progress, place, parts

    def event(self, kind: str, **fields: Any) -> None:
        if kind == "progress" and self._parts > 1:
            total = int(fields.get("total", 0))
            fields |= {"done": self._place * total + int(fields.get("done", 0)), "total": self._parts * total}
        self._progress.event(kind, **fields)

    def stop_requested(self) -> bool:
        return self._progress.stop_requested()
