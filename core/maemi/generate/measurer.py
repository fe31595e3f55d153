"""Measure a project's micrographs once: in worker processes, with the results kept in the project."""

from __future__ import annotations

import json
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from types import TracebackType

from maemi.errors import MaemiError
from maemi.generate.subject import kind_to_measure
from maemi.generate.workers import worker_pool
from maemi.measure.measuring import NO_CORRECTIONS, measure
from maemi.measure.result import Measurement
from maemi.measure.segmenters import is_added, source_of
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.correction import ByKind, corrected_kind
from maemi.micrograph.record import PixelSize
from maemi.project.corrections import corrections_by_kind, corrections_key
from maemi.project.measurements import get_measurement, store_measurement
from maemi.project.project import Project
from maemi.project.rows import MicrographRow

VERSION = 3
"""Goes up whenever the same scan would measure differently, so that kept results are measured again."""


def measure_path(
    path: Path, pixel_size: PixelSize | None, kind: str, corrections: ByKind = NO_CORRECTIONS
) -> Measurement:
    """What a worker does: read the grey scan, measure it, leave the outlines out (they are large)."""
    from maemi.micrograph.pooled_scan import pooled_scan

    grey, info, side = pooled_scan(path)
    found = measure(grey, None if info.reciprocal else pixel_size, kind, side, corrections=corrections)
    return Measurement.from_json(found.to_json())


def settings_key(row: MicrographRow, corrections: ByKind) -> str | None:
    """What a kept measurement depends on besides the file; None where there is nothing to measure.

    `corrections`: those that stand on the micrograph (`project.corrections`), of all kinds.
    """
    kind = kind_to_measure(row)
    if kind is None or row.info is None:
        return None
    return key_of(corrected_kind(kind, corrections), row.pixel_size, corrections=corrections)


def key_of(
    kind: str,
    size: PixelSize | None,
    settings: Settings = AUTOMATIC,
    corrections: ByKind = NO_CORRECTIONS,
) -> str:
    """The same for any kind, and for settings that a person pinned: `1:particles:2.0e-09×2.0e-09;{"split":0.4}`.

    Corrections by hand of the kind add `;by hand` and a hash of them; `auto` may turn out to be any of them.
    """
    key = f"{VERSION}:{kind}:{size.row_m:.6e}×{size.column_m:.6e}" if size else f"{VERSION}:{kind}"
    pinned = settings.to_json()
    if pinned:
        key += f";{json.dumps(pinned, sort_keys=True, separators=(',', ':'))}"
    if is_added(settings.segmenter):
        # Another version of it may find other objects.
        key += f";{source_of(settings.segmenter or '')}"
    by_hand = corrections_key({each: some for each, some in corrections.items() if kind in ("auto", each)})
    return f"{key};by hand {by_hand}" if by_hand else key


def kept_measurement(project: Project, row: MicrographRow) -> Measurement | None:
    """What was measured before and still holds, with the corrections by hand that stand; None where nothing was."""
    key = settings_key(row, corrections_by_kind(project, row.id))
    kept = get_measurement(project, row.id, key) if key is not None else None
    return Measurement.from_json(kept) if kept is not None else None


class Measurer:
    """Hands out measurements; use as a context manager. With one worker no process is started."""

    def __init__(self, project: Project, workers: int = 1) -> None:
        self._project = project
        self._workers = max(1, workers)
        self._pool: Executor | None = None

    def __enter__(self) -> Measurer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, row: MicrographRow) -> Future[Measurement | None]:
        """A micrograph's measurement; None where its class has nothing to measure or it could not be read."""
        corrections = corrections_by_kind(self._project, row.id)
        kind, key = kind_to_measure(row), settings_key(row, corrections)
        if kind is None or key is None:
            return _ready(None)
        kind, size = corrected_kind(kind, corrections), row.pixel_size
        kept = get_measurement(self._project, row.id, key)
        if kept is not None:
            return _ready(Measurement.from_json(kept))
        result: Future[Measurement | None] = Future()

        def keep(done: Future[Measurement]) -> None:
            try:
                found = done.result()
                store_measurement(self._project, row.id, key, found.to_json())
                result.set_result(found)
            except BrokenExecutor:
                sentence = (
                    f"{row.path} could not be measured: its worker process ended; free some memory, then try again."
                )
                result.set_exception(MaemiError(sentence))
            except BaseException as error:  # whatever it is belongs to whoever waits for the result
                result.set_exception(error)

        self._measured(row.path, size, kind, corrections).add_done_callback(keep)
        return result

    def _measured(self, path: Path, size: PixelSize | None, kind: str, corrections: ByKind) -> Future[Measurement]:
        """Submit to a pool that lives: one that lost a worker (memory, a decoder's crash) takes nothing any more."""
        try:
            return self._executor().submit(measure_path, path, size, kind, corrections)
        except BrokenExecutor:
            self._pool = None
            return self._executor().submit(measure_path, path, size, kind, corrections)

    def _executor(self) -> Executor:
        if self._pool is None:
            self._pool = worker_pool(self._workers)
        return self._pool


def _ready(value: Measurement | None) -> Future[Measurement | None]:
    future: Future[Measurement | None] = Future()
    future.set_result(value)
    return future
