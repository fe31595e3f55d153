"""Read the burned-in scale bars of a project's micrographs, once each, and keep what was read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from maemi.errors import InputError, MaemiError
from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.progress import Progress, Silent
from maemi.project.micrographs import set_pixel_size
from maemi.project.paths import from_stored
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

READER = 1
"""Goes up whenever pictures read differently, so that those without a pixel size are read again."""
_MARK = "scale_bar_reader"
"""The entry of a kept info that says which reader has looked at the picture."""
_AHEAD = 4
"""Pictures a process that wait in its queue: stopping takes no longer than reading these."""


@dataclass(frozen=True, slots=True)
class BarsReport:
    """What became of the micrographs without a pixel size."""

    read: int = 0
    """Now with a pixel size of source `scale bar`."""
    doubtful: int = 0
    """Read, and waiting for a person to confirm it."""
    none: int = 0
    """No scale bar was found."""
    failed: tuple[tuple[Path, str], ...] = ()
    stopped: bool = False


def read_scale_bars(
    project: Project, progress: Progress | None = None, again: bool = False, ids: Iterable[int] | None = None
) -> BarsReport:
    """Read the pictures of all micrographs (or of `ids`) that have no pixel size, in decoder processes.

    What was read is kept one by one, so that a stopped or killed run goes on where it was. Pictures that were looked
    at before are passed over, but with `again`. Diffraction patterns are none of its business.
    """
    from maemi.micrograph.decoder import DecoderPool

    listener = progress or Silent()
    waiting = _waiting(project, again, ids)
    processes = max(1, (os.cpu_count() or 2) - 1)
    counts = {"read": 0, "doubtful": 0, "none": 0}
    failed: list[tuple[Path, str]] = []
    stopped = False
    if not waiting:
        return BarsReport()
    with DecoderPool(min(processes, len(waiting))) as pool:
        for done, (micrograph_id, path, future) in enumerate(_submitted(pool, waiting, processes * _AHEAD)):
            if listener.stop_requested():
                stopped = True
                break
            listener.event("progress", done=done, total=len(waiting), message=f"Reading scale bars: {path.name}")
            try:
                info = future.result()
            except MaemiError as error:
                failed.append((path, str(error)))
                listener.event("warning", message=str(error))
                continue
            counts[_keep(project, micrograph_id, info)] += 1
    if not stopped:
        listener.event("progress", done=len(waiting), total=len(waiting), message="")
    return BarsReport(counts["read"], counts["doubtful"], counts["none"], tuple(failed), stopped)


def confirm_scale_bar(project: Project, micrograph_id: int, who: str, length_m: float | None = None) -> None:
    """A person looked at a doubtful reading and says that it is right, or that the bar is `length_m` long.

    The pixel size keeps the source `scale bar` and says who confirmed it and when. Raises InputError where there is
    nothing to confirm.
    """
    with project.session() as session:
        record = session.get(Micrograph, micrograph_id)
        info = _info(record, project) if record else None
        if record is None or info is None or info.scale_bar is None:
            raise InputError(f"Micrograph {micrograph_id} has no scale bar to confirm; type in a pixel size instead.")
        reading = info.scale_bar
        if length_m is not None:
            reading = replace(reading, length_m=length_m)
        metres = reading.pixel_m
        detail = f"confirmed by {who} on {now():%Y-%m-%d}"
        size = PixelSize(metres, metres, PixelSizeSource.SCALE_BAR, detail, reading.uncertainty, 1.0)
        _store(record, replace(info, pixel_size=size, scale_bar=replace(reading, confidence=1.0, doubts=())))


def reject_scale_bar(project: Project, micrograph_id: int, who: str) -> None:
    """A person says that the reading is wrong: it goes, and so does a pixel size that came from it."""
    with project.session() as session:
        record = session.get(Micrograph, micrograph_id)
        info = _info(record, project) if record else None
        if record is None or info is None:
            raise InputError(f"There is no micrograph {micrograph_id} in {project.address}.")
        from_bar = info.pixel_size is not None and info.pixel_size.source == PixelSizeSource.SCALE_BAR
        text = info.scale_bar.text if info.scale_bar else ""
        said = f"the scale bar that was read ({text}) was rejected by {who} on {now():%Y-%m-%d}"
        kept = [warning for warning in info.warnings if not warning.startswith("the scale bar ")]
        _store(
            record,
            replace(
                info,
                scale_bar=None,
                pixel_size=None if from_bar else info.pixel_size,
                warnings=(*kept, said) if info.scale_bar else info.warnings,
            ),
        )


def keep_reading(project: Project, micrograph_id: int, info: MicrographInfo) -> None:
    """Keep what a reading of one picture gave; a pixel size that a person typed in stays over it."""
    with project.session() as session:
        record = session.get(Micrograph, micrograph_id)
        if record is not None:
            _store(record, info)


def set_drawn_pixel_size(project: Project, drawn_on: int, ids: Iterable[int], metres: float, who: str) -> int:
    """Type in the pixel size that a line over the bar gave, for those of `ids` with as many pixels as `drawn_on`.

    Returns how many. Raises InputError for an absurd size.
    """
    shapes: dict[int, Any] = {}
    wanted = {drawn_on, *ids}
    with project.read_session() as session:
        for micrograph_id in wanted:
            record = session.get(Micrograph, micrograph_id)
            shapes[micrograph_id] = record.info["shape"] if record and record.info else None
    alike = sorted(one for one in wanted if shapes[one] is not None and shapes[one] == shapes[drawn_on])
    set_pixel_size(project, alike or [drawn_on], metres, who)
    return len(alike)


def _waiting(project: Project, again: bool, ids: Iterable[int] | None) -> list[tuple[int, Path]]:
    wanted = None if ids is None else set(ids)
    query = select(Micrograph.id, Micrograph.path, Micrograph.info).where(
        Micrograph.error.is_(None), Micrograph.typed_pixel_m.is_(None)
    )
    found: list[tuple[int, Path]] = []
    with project.read_session() as session:
        for micrograph_id, path, info in session.execute(query.order_by(Micrograph.id)):
            if wanted is not None and micrograph_id not in wanted:
                continue
            if not info or info.get("pixel_size_m") or info.get("reciprocal"):
                continue
            if again or info.get(_MARK) != READER:
                found.append((micrograph_id, from_stored(path, project.folder)))
    return found


def _submitted(
    pool: Any, waiting: list[tuple[int, Path]], ahead: int
) -> Iterator[tuple[int, Path, Future[MicrographInfo]]]:
    """Futures in order, with no more than `ahead` of them begun."""
    source = iter(waiting)
    queue = [(one, path, pool.scale_bar(path)) for one, path in islice(source, ahead)]
    while queue:
        yield queue.pop(0)
        queue += [(one, path, pool.scale_bar(path)) for one, path in islice(source, 1)]


def _keep(project: Project, micrograph_id: int, info: MicrographInfo) -> str:
    """Remember one reading; returns which count it belongs to."""
    keep_reading(project, micrograph_id, info)
    if info.pixel_size is not None:
        return "read"
    return "doubtful" if info.scale_bar is not None else "none"


def _info(record: Micrograph, project: Project) -> MicrographInfo | None:
    return MicrographInfo.from_json({**record.info, "path": record.path}) if record.info else None


def _store(record: Micrograph, info: MicrographInfo) -> None:
    record.info = {**(record.info or {}), **info.to_json(), "path": (record.info or {}).get("path"), _MARK: READER}
