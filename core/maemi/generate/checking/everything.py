"""Check all pairs of a project, or those of some micrographs: findings are written anew, decisions stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from maemi.errors import MaemiError
from maemi.generate.checking.alike import Text, alike_findings
from maemi.generate.checking.pair import CheckOptions, check_pair
from maemi.generate.measurer import Measurer, kept_measurement
from maemi.generate.subject import Subject, kind_to_measure
from maemi.measure.result import Measurement
from maemi.progress import Progress, Silent
from maemi.project.findings import Checked, store_findings
from maemi.project.micrographs import get_micrographs, list_ids
from maemi.project.pairs import pairs_of, texts
from maemi.project.project import Project
from maemi.project.rows import Finding, MicrographRow, PairRow

AT_ONCE = 100
"""Micrographs whose pairs are checked, and written, together: what a stop waits for."""


@dataclass(slots=True)
class CheckReport:
    """What became of a run."""

    pairs: int = 0
    changed: int = 0
    """Pairs that have other findings than before."""
    doubted: int = 0
    """Pairs with a warning or an error."""
    findings: dict[str, int] = field(default_factory=dict[str, int])
    """How many pairs have a finding of each kind."""
    not_measured: int = 0
    """Micrographs whose pairs could not be held against a measurement, because there is none."""
    seconds: float = 0.0
    stopped: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def check_pairs(
    project: Project,
    progress: Progress | None = None,
    *,
    measure: bool = False,
    workers: int = 2,
    micrograph_ids: Sequence[int] | None = None,
) -> CheckReport:
    """Check pairs against file, measurement and each other; stops between micrographs when asked to.

    `measure`: measure what was not measured yet, in `workers` processes (a second or so each); else what is kept is
    all that there is. `micrograph_ids`: only the pairs of these; they are compared with all others nevertheless.
    """
    progress, report, began = progress or Silent(), CheckReport(), monotonic()
    options = CheckOptions.of(project)
    progress.event("progress", done=0, total=0, message="Comparing the pairs with each other")
    alike = {} if {"duplicate", "vague"} <= options.off else alike_findings(Text(*row) for row in texts(project))
    ids = list_ids(project) if micrograph_ids is None else list(micrograph_ids)
    counts: Counter[str] = Counter()
    with Measurer(project, workers) as measurer:
        for start in range(0, len(ids), AT_ONCE):
            if progress.stop_requested():
                report.stopped = True
                break
            progress.event("progress", done=start, total=len(ids), message="Checking the pairs of each micrograph")
            _check_some(
                project, ids[start : start + AT_ONCE], measurer if measure else None, options, alike, report, counts
            )
    report.findings = dict(sorted(counts.items()))
    report.seconds = round(monotonic() - began, 2)
    progress.event("progress", done=len(ids), total=len(ids), message="")
    return report


def check_again(project: Project, pair: PairRow) -> tuple[Finding, ...]:
    """Check one pair as its text stands now, and keep what is found; near duplicates are found by `check_pairs`."""
    findings = check_text(project, pair.micrograph_id, pair.question, pair.answer, pair.task)
    store_findings(project, [Checked(pair.id, pair.question, pair.answer, findings)])
    return findings


def check_text(
    project: Project, micrograph_id: int, question: str, answer: str, task: str = "", agreeing: bool = False
) -> tuple[Finding, ...]:
    """What is to say of a question and an answer about a micrograph, by what is known of it now; nothing is kept."""
    (row,) = get_micrographs(project, [micrograph_id])
    subject = Subject(row, kept_measurement(project, row))
    return check_pair(question, answer, subject, task, CheckOptions.of(project, agreeing))


def _check_some(
    project: Project,
    ids: Sequence[int],
    measurer: Measurer | None,
    options: CheckOptions,
    alike: dict[int, tuple[Finding, ...]],
    report: CheckReport,
    counts: Counter[str],
) -> None:
    pairs = pairs_of(project, ids)
    rows = [row for row in get_micrographs(project, ids) if row.id in pairs]
    measuring = {row.id: measurer.submit(row) for row in rows if row.info is not None} if measurer else {}
    checked: list[Checked] = []
    for row in rows:
        found = _measured(project, row, measuring.get(row.id))
        report.not_measured += found is None and row.info is not None and kind_to_measure(row) is not None
        subject = Subject(row, found)
        for pair in pairs[row.id]:
            of_others = [one for one in alike.get(pair.id, ()) if one.kind not in options.off]
            own = check_pair(pair.question, pair.answer, subject, pair.task, options)
            if any(one.kind == "vague" for one in of_others):
                own = tuple(one for one in own if one.kind != "vague")
            findings = (*own, *of_others)
            checked.append(Checked(pair.id, pair.question, pair.answer, findings))
            counts.update({one.kind for one in findings})
            report.doubted += any(one.is_warning for one in findings)
    report.pairs += len(checked)
    report.changed += store_findings(project, checked)


def _measured(project: Project, row: MicrographRow, future: Future[Measurement | None] | None) -> Measurement | None:
    """A micrograph that cannot be read or measured has no measurement; its pairs are checked all the same."""
    if future is None:
        return kept_measurement(project, row)
    try:
        return future.result()
    except MaemiError:
        return None


def newly_alike(project: Project, pair_ids: Iterable[int]) -> int:
    """Compare pairs that have just been written with all others; returns how many of them repeat something."""
    wanted = set(pair_ids)
    if not wanted or {"duplicate", "vague"} <= CheckOptions.of(project).off:
        return 0
    off = CheckOptions.of(project).off
    alike = alike_findings(Text(*row) for row in texts(project))
    checked: list[Checked] = []
    for pair in _pairs(project, sorted(wanted & set(alike))):
        more = tuple(one for one in alike[pair.id] if one.kind not in off)
        kept = tuple(one for one in pair.findings if one.kind != "duplicate" and not one.pairs)
        checked.append(Checked(pair.id, pair.question, pair.answer, (*kept, *more)))
    return store_findings(project, checked)


def _pairs(project: Project, ids: list[int]) -> Iterable[PairRow]:
    from maemi.project.pairs import get_pair

    return (get_pair(project, pair_id) for pair_id in ids)
