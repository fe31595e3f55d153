"""Measure a project's micrographs once: in worker processes, with the results kept in the project."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from types import TracebackType

from maemi.errors import MaemiError
from maemi.generate.subject import kind_to_measure
from maemi.generate.workers import worker_pool
from maemi.measure.measuring import measure
from maemi.measure.result import Measurement
from maemi.micrograph.record import PixelSize
from maemi.project.measurements import get_measurement, store_measurement
from maemi.project.project import Project
from maemi.project.rows import MicrographRow

VERSION = 1
"""Goes up whenever the same scan would measure differently, so that kept results are measured again."""


def measure_path(path: Path, pixel_size: PixelSize | None, kind: str) -> Measurement:
    """What a worker does: read the grey scan, measure it, leave the outlines out (they are large)."""
    from maemi.micrograph.pooled_scan import pooled_scan

    grey, info, side = pooled_scan(path)
    found = measure(grey, None if info.reciprocal else pixel_size, kind, side)
    return Measurement.from_json(found.to_json())


def settings_key(row: MicrographRow) -> str | None:
    """What a kept measurement depends on besides the file; None where there is nothing to measure."""
    kind, size = kind_to_measure(row), row.pixel_size
    if kind is None or row.info is None:
        return None
    return f"{VERSION}:{kind}:{size.row_m:.6e}×{size.column_m:.6e}" if size else f"{VERSION}:{kind}"


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
        kind, key = kind_to_measure(row), settings_key(row)
        if kind is None or key is None:
            return _ready(None)
        size = row.pixel_size
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

        self._measured(row.path, size, kind).add_done_callback(keep)
        return result

    def _measured(self, path: Path, size: PixelSize | None, kind: str) -> Future[Measurement]:
        """Submit to a pool that lives: one that lost a worker (memory, a decoder's crash) takes nothing any more."""
        try:
            return self._executor().submit(measure_path, path, size, kind)
        except BrokenExecutor:
            self._pool = None
            return self._executor().submit(measure_path, path, size, kind)

    def _executor(self) -> Executor:
        if self._pool is None:
            self._pool = worker_pool(self._workers)
        return self._pool


def _ready(value: Measurement | None) -> Future[Measurement | None]:
    future: Future[Measurement | None] = Future()
    future.set_result(value)
    return future
