"""`maemi measure-all`: each micrograph once, kept as soon as it is there; may be stopped, killed and gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

from maemi.errors import InputError, MaemiError
from maemi.measure.measuring import NO_CORRECTIONS
from maemi.micrograph.correction import ByKind
from maemi.progress import Progress, Silent
from maemi.project.corrections import corrections_of
from maemi.project.listing import get_micrographs, in_chunks
from maemi.project.measurements import NewMeasurement, measured_keys, store_measurements
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.survey.asking import Asked
from maemi.survey.pool import SECONDS_A_MICROGRAPH, MeasurePool
from maemi.survey.report import SurveyReport

BATCH = 32
BATCH_S = 2.0
"""What was measured is kept at least this often: a killed run loses no more."""
SELDOM_S = 0.2
PATIENCE_S = 0.3
"""How often a wish to stop is looked for while nothing comes."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: MicrographRow
    kind: str
    key: str
    corrections: ByKind


def measure_all(
    project: Project,
    ids: Sequence[int],
    asked: Asked = Asked(),  # noqa: B008 - frozen
    again: bool = False,
    workers: int = 2,
    progress: Progress | None = None,
    seconds: float = SECONDS_A_MICROGRAPH,
) -> SurveyReport:
    """Measure these micrographs in child processes with limits and keep every result in the project.

    What has a result under the same kind, settings, pixel size and corrections by hand is passed over, unless `again`.
    A micrograph that cannot be measured, kills its child or takes longer than `seconds` is told of and passed over.
    Stops when asked, keeping what it has. Raises InputError for fewer than one worker.
    """
    if workers < 1:
        raise InputError(f"{workers} workers cannot measure anything: name one or more.")
    run = _Run(project, progress or Silent(), asked, again, len(ids))
    with MeasurePool(workers, seconds=seconds) as pool:
        run.work(pool, ids, ahead=2 * workers)
    return run.report


def count_known(project: Project, ids: Sequence[int], asked: Asked) -> int:
    """How many of these `measure_all` would pass over, since they have a result."""
    found = 0
    for some in in_chunks(ids):
        known, by_hand = measured_keys(project, some), corrections_of(project, some)
        for row in get_micrographs(project, [each for each in some if each in known]):
            found += asked.key_for(row, by_hand.get(row.id, NO_CORRECTIONS)) in known[row.id]
    return found


class _Run:
    """One run: what is under way, what waits to be kept, how it went so far."""

    def __init__(self, project: Project, listener: Progress, asked: Asked, again: bool, total: int) -> None:
        self.report = SurveyReport(total)
        self._project, self._listener, self._asked, self._again = project, listener, asked, again
        self._batch: list[NewMeasurement] = []
        self._began = self._kept_at = time.monotonic()
        self._told_at = 0.0

    def work(self, pool: MeasurePool, ids: Sequence[int], ahead: int) -> None:
        """Keep the children busy with a few micrographs asked for ahead, so that stopping is quick."""
        waiting = self._waiting(ids)
        under_way: dict[Future[dict[str, Any]], _Wanted] = {}
        try:
            while True:
                if self._listener.stop_requested():
                    self.report.stopped = True
                    return
                while len(under_way) < ahead and (wanted := next(waiting, None)) is not None:
                    row = wanted.row
                    settings, by_hand = self._asked.settings, wanted.corrections
                    future = pool.measured(row.path, wanted.kind, row.pixel_size, settings, by_hand)
                    under_way[future] = wanted
                if not under_way:
                    return
                done, _ = wait(under_way, timeout=PATIENCE_S, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(under_way.pop(future), future)
                self._keep(BATCH, BATCH_S)
        finally:
            self._keep(1, 0)
            self.report.seconds = time.monotonic() - self._began

    def _waiting(self, ids: Sequence[int]) -> Iterator[_Wanted]:
        """What is to be measured, in the order given; what is not is counted as it is met."""
        for some in in_chunks(ids):
            known = {} if self._again else measured_keys(self._project, some)
            rows = get_micrographs(self._project, some)
            by_hand = corrections_of(self._project, some)
            self.report.total -= len(some) - len(rows)
            for row in rows:
                corrections = by_hand.get(row.id, NO_CORRECTIONS)
                kind, key = self._asked.kind_for(row, corrections), self._asked.key_for(row, corrections)
                if kind is None or key is None:
                    self.report.nothing_to_measure += 1
                elif key in known.get(row.id, ()):
                    self.report.known += 1
                elif row.error is not None:
                    self._fail(row, row.error)
                else:
                    yield _Wanted(row, kind, key, corrections)
                    continue
                self._tell(row, new=False)

    def _take(self, wanted: _Wanted, future: Future[dict[str, Any]]) -> None:
        try:
            result = future.result()
        except MaemiError as error:
            self._fail(wanted.row, str(error))
        else:
            self._batch.append(NewMeasurement(wanted.row.id, wanted.key, result))
            self.report.count(result)
        self._tell(wanted.row, new=True)

    def _fail(self, row: MicrographRow, reason: str) -> None:
        self.report.failed.append({"id": row.id, "micrograph": row.name, "reason": reason})
        self._listener.event("warning", message=reason)

    def _keep(self, at_least: int, after_s: float) -> None:
        """Keep what waits, where that is enough or has waited long enough."""
        late = time.monotonic() - self._kept_at >= after_s
        if self._batch and (late or len(self._batch) >= at_least):
            batch, self._batch = self._batch, []
            store_measurements(self._project, batch)
        if late:
            self._kept_at = time.monotonic()

    def _tell(self, row: MicrographRow, new: bool) -> None:
        """How far it is; of what needed no measuring at most some lines a second, since thousands pass in one."""
        report, now = self.report, time.monotonic()
        if not new and now - self._told_at < SELDOM_S and report.done < report.total:
            return
        self._told_at = now
        told: dict[str, Any] = {"done": report.done, "total": report.total}
        tried = report.measured + len(report.failed)
        if not tried:
            self._listener.event("progress", **told, message=row.name)
            return
        rate = tried / max(now - self._began, 1e-6)
        left = (report.total - report.done) / rate
        words = f"{rate:.2g} a second, {_time_in_words(left)} left · {row.name}"
        self._listener.event("progress", **told, message=words, rate_per_s=round(rate, 3), left_s=round(left))


def _time_in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
