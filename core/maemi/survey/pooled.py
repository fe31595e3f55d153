"""The objects of many micrographs in one heap: a property of each, in metres, and the micrograph that it is of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.errors import MaemiError
from maemi.measure.quantities import unit_of
from maemi.project.kept import each_packed
from maemi.project.packing import unpack
from maemi.project.project import Project
from maemi.survey.results import Results
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


def pool_objects(
    project: Project, results: Results, name: str, is_over: Callable[[], bool] = lambda: False
) -> Pooled | None:
    """A property of all objects; those that the border cuts are left out, for their sizes are not known.

    In metres where any micrograph has a pixel size: those without are left out then. None where `is_over` said so.
    """
    metric = any(row.pixel_m is not None for row in results.rows if name in row.lengths)
    power = defined(name).power
    wanted = frozenset({name, "whole", "area"})
    values: list[Floats] = []
    areas: list[Floats] = []
    owners: list[NDArray[np.intp]] = []
    kept = [
        (place, row)
        for place, row in enumerate(results.rows)
        if row.lengths.get(name) and (not power or not metric or row.pixel_m is not None)
    ]
    packed = each_packed(project, ((row.micrograph_id, row.settings_key) for _, row in kept))
    rows = {row.micrograph_id: (place, row) for place, row in kept}
    for count, (micrograph_id, content) in enumerate(packed):
        if count % 100 == 0 and is_over():
            return None
        place, row = rows[micrograph_id]
        try:
            columns = unpack(row.lengths, content or b"", wanted)
        except ValueError as error:
            raise MaemiError(f"{row.name}: {error}; measure it again (measure-all --again).") from error
        found = columns[name].astype(np.float64)
        area = columns["area"].astype(np.float64) if "area" in columns else np.full(len(found), np.nan)
        good = np.isfinite(found)
        if name not in EDGELESS and len(columns.get("whole", ())) == len(found):
            good &= columns["whole"] > 0
        scale = row.pixel_m if metric and row.pixel_m is not None else 1.0
        values.append(found[good] * scale**power)
        areas.append(area[good] * scale**2 if len(area) == len(found) else np.full(int(good.sum()), np.nan))
        owners.append(np.full(len(values[-1]), place, dtype=np.intp))
    weights = np.concatenate(areas) if areas else np.zeros(0)
    return Pooled(
        name,
        unit_of(power, "m" if metric else "px", defined(name).unit),
        np.concatenate(values) if values else np.zeros(0),
        np.concatenate(owners) if owners else np.zeros(0, dtype=np.intp),
        weights if len(weights) and np.isfinite(weights).all() else None,
        len(results) - len(kept),
    )


def pool_micrographs(results: Results, name: str) -> Pooled:
    """A quantity of each micrograph; in metres where any has it so, else in pixels."""
    units = [unit for each, unit in results.columns if each == name]
    unit = min(units, key=lambda one: "px" in one, default="1")
    column = results.columns.get((name, unit))
    values = column.values if column is not None else np.full(len(results), np.nan)
    owners = np.flatnonzero(np.isfinite(values))
    return Pooled(name, unit, values[owners], owners, None, len(results) - len(owners), of_objects=False)
