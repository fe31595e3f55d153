"""Kept measurements read in bulk: the one that counts of each micrograph, and the numbers of its objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from maemi.project.filtering.conditions import PIXEL, source
from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.tables.micrograph import Measurement, Micrograph


@dataclass(frozen=True, slots=True)
class KeptResult:
    """One kept measurement beside what the project knows of its micrograph now."""

    micrograph_id: int
    name: str
    path: str
    """As stored: relative to the project's folder where it lies inside."""
    folder: str
    class_name: str | None
    pixel_m: float | None
    """The pixel size that counts now, the geometric mean of both axes; None also where lengths make no sense."""
    pixel_source: str | None
    settings_key: str
    result: dict[str, Any]
    """Without the columns of its objects; their names and lengths are in its entry `packed`."""
    at: datetime


def each_kept(project: Project, ids: Iterable[int], kind: str | None = None) -> Iterator[list[KeptResult]]:
    """The measurements of each of these micrographs, in this order, newest last; those of older files are left out.

    `kind`: only those that found it.
    """
    wanted = [] if kind is None else [Measurement.kind == kind]
    query = select(
        Micrograph.id,
        Micrograph.name,
        Micrograph.path,
        Micrograph.folder,
        Micrograph.class_name,
        PIXEL.label("pixel_m"),
        source().label("pixel_source"),
        Micrograph.reciprocal,
        Measurement.settings_key,
        Measurement.result,
        Measurement.at,
    ).join(Measurement, Measurement.micrograph_id == Micrograph.id)
    query = query.where(Measurement.content_hash == Micrograph.content_hash, *wanted)
    with project.read_session() as session:
        for some in in_chunks(list(ids)):
            found: dict[int, list[KeptResult]] = {}
            for row in session.execute(query.where(Micrograph.id.in_(some)).order_by(Measurement.at)):
                pixel_m = None if row.reciprocal else row.pixel_m
                found.setdefault(row.id, []).append(
                    KeptResult(
                        row.id,
                        row.name,
                        row.path,
                        row.folder,
                        row.class_name,
                        pixel_m,
                        row.pixel_source if pixel_m is not None else None,
                        row.settings_key,
                        row.result,
                        row.at,
                    )
                )
            yield from (found[each] for each in some if each in found)


def each_packed(project: Project, wanted: Iterable[tuple[int, str]]) -> Iterator[tuple[int, bytes | None]]:
    """The packed columns of these measurements (micrograph, settings key), in this order; lost ones are left out."""
    query = select(Measurement.micrograph_id, Measurement.settings_key, Measurement.packed)
    with project.read_session() as session:
        for some in in_chunks(list(wanted)):
            rows = session.execute(query.where(Measurement.micrograph_id.in_([each for each, _ in some])))
            found = {(row.micrograph_id, row.settings_key): row.packed for row in rows}
            yield from ((key[0], found[key]) for key in some if key in found)
