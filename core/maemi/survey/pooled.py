"""The objects of many micrographs in one heap: a property of each, in metres, and the micrograph that it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maemi.errors import MaemiError
from maemi.measure.quantities import unit_of
from maemi.project.kept import each_packed
from maemi.project.packing import unpack
from maemi.project.project import Project
from maemi.survey.results import Result, Results
from maemi.survey.stated import defined

Floats = NDArray[np.float64]
EDGELESS = frozenset({"row", "column", "whole", "by_hand"})
"""Properties that an object has though the border cuts it."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """One number a sample. A sample is an object, or a micrograph where a quantity of the micrographs is looked at."""

    name: str
    """A key of `measure.quantities.QUANTITIES`."""
    unit: str
    values: Floats
    owners: NDArray[np.intp]
    """The row of `Results` that each sample is of."""
    areas: Floats | None = None
    """What each sample weighs where areas are compared, e.g. of each object in square metres."""
    left_out: int = 0
    """Rows that have the property in another unit (no pixel size), or none at all."""
    of_objects: bool = True


def pool_objects(project: Project, results: Results, name: str, places: Sequence[int] | None = None) -> Pooled:
    """A property of all objects; those that the border cuts are left out, for their sizes are not known.

    In metres where any micrograph has a pixel size: those without are left out then. `places`: only these rows of the
    results, so that a heap of millions can be gathered piece by piece (`joined`).
    """
    power = defined(name).power
    metric = any(row.pixel_m is not None for row in results.rows if name in row.lengths)
    looked_at = range(len(results)) if places is None else places
    kept = [
        place
        for place in looked_at
        if (row := results.rows[place]).lengths.get(name) and (not power or not metric or row.pixel_m is not None)
    ]
    keys = ((results.rows[place].micrograph_id, results.rows[place].settings_key) for place in kept)
    place_of = {results.rows[place].micrograph_id: place for place in kept}
    parts: list[tuple[int, Floats, Floats]] = []
    for micrograph_id, content in each_packed(project, keys):
        place = place_of[micrograph_id]
        values, areas = _of_row(results.rows[place], content, name)
        scale = results.rows[place].pixel_m or 1.0 if metric else 1.0
        parts.append((place, values * scale**power, areas * scale**2))
    empty = np.zeros(0)
    areas = np.concatenate([part[2] for part in parts]) if parts else empty
    return Pooled(
        name,
        unit_of(power, "m" if metric else "px", defined(name).unit),
        np.concatenate([part[1] for part in parts]) if parts else empty,
        np.repeat(np.array([part[0] for part in parts], dtype=np.intp), [len(part[1]) for part in parts]),
        areas if len(areas) and np.isfinite(areas).all() else None,
        len(looked_at) - len(kept),
    )


def joined(parts: Sequence[Pooled]) -> Pooled:
    """The pieces of one heap together; there must be one at least."""
    areas = [part.areas for part in parts if len(part.values)]
    known = [each for each in areas if each is not None]
    return replace(
        parts[0],
        values=np.concatenate([part.values for part in parts]),
        owners=np.concatenate([part.owners for part in parts]),
        areas=np.concatenate(known) if known and len(known) == len(areas) else None,
        left_out=sum(part.left_out for part in parts),
    )


def _of_row(row: Result, content: bytes | None, name: str) -> tuple[Floats, Floats]:
    """The property of a micrograph's objects and their areas, in pixels."""
    try:
        columns = unpack(row.lengths, content or b"", frozenset({name, "whole", "area"}))
    except ValueError as error:
        raise MaemiError(f"{row.name}: {error}; measure it again (measure-all --again).") from error
    found = columns[name]
    good = np.isfinite(found)
    if name not in EDGELESS and len(columns.get("whole", ())) == len(found):
        good &= columns["whole"] > 0
    area = columns.get("area", found[:0])
    areas = area[good] if len(area) == len(found) else np.full(int(good.sum()), np.nan)
    return found[good].astype(np.float64), areas.astype(np.float64)


def pool_micrographs(results: Results, name: str) -> Pooled:
    """A quantity of each micrograph; in metres where any has it so, else in pixels."""
    units = [unit for each, unit in results.columns if each == name]
    unit = min(units, key=lambda one: "px" in one, default="1")
    column = results.columns.get((name, unit))
    values = column.values if column is not None else np.full(len(results), np.nan)
    owners = np.flatnonzero(np.isfinite(values))
    return Pooled(name, unit, values[owners], owners, None, len(results) - len(owners), of_objects=False)
