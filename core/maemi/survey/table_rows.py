"""Results as rows of a table: one a micrograph, or one an object; the unit of a number stands in its column's name."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from maemi.errors import MaemiError
from maemi.measure.quantities import unit_of
from maemi.project.kept import each_packed
from maemi.project.packing import unpack
from maemi.project.project import Project
from maemi.survey.results import Result, Results
from maemi.survey.stated import defined

Type = Literal["text", "number", "short", "whole"]
"""A `short` number has the seven digits of float32."""
Row = dict[str, Any]
Columns = dict[str, Any]
"""Arrays or lists of equal length, by the names of the fields."""
MICROGRAPHS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One column."""

    name: str
    """E.g. `mean_size [m]`."""
    type: Type


BEFORE = (
    Field("id", "whole"),
    Field("micrograph", "text"),
    Field("path", "text"),
    Field("class", "text"),
    Field("kind", "text"),
    Field("asked", "text"),
)
AFTER = (
    Field("objects", "whole"),
    Field("pixel_size [m]", "number"),
    Field("pixel_size_source", "text"),
    Field("confidence", "number"),
    Field("corrected_by_hand", "whole"),
    Field("warnings", "text"),
    Field("outdated", "text"),
    Field("method", "text"),
    Field("settings", "text"),
    Field("version", "text"),
    Field("measured_at", "text"),
)
OBJECT_BEFORE = (*BEFORE[:5], Field("object", "whole"))
PLAIN_OBJECT = {"whole", "by_hand"}


def heading(name: str, unit: str, bound: str = "") -> str:
    """`mean_size [m]`, `mean_size low [m]`; a plain number has no unit."""
    words = f"{name} {bound}".strip()
    return words if unit == "1" else f"{words} [{unit}]"


def micrograph_fields(results: Results) -> list[Field]:
    """The columns of `micrograph_rows`; of each quantity the value and both ends of its interval."""
    numbers = [
        Field(heading(name, unit, bound), "number") for name, unit in results.columns for bound in ("", "low", "high")
    ]
    return [*BEFORE, *numbers, *AFTER]


def micrograph_rows(results: Results) -> Iterator[Row]:
    """One row a micrograph, in the order of the results."""
    for place, row in enumerate(results.rows):
        told: Row = _begin(row) | {"asked": row.asked}
        for (name, unit), column in results.columns.items():
            for bound, values in (("", column.values), ("low", column.low), ("high", column.high)):
                told[heading(name, unit, bound)] = _number(float(values[place]))
        yield told | {
            "objects": row.objects,
            "pixel_size [m]": row.pixel_m,
            "pixel_size_source": row.pixel_source,
            "confidence": row.confidence,
            "corrected_by_hand": row.corrected,
            "warnings": "; ".join(row.warnings),
            "outdated": row.stale,
            "method": row.method,
            "settings": json.dumps(row.settings, ensure_ascii=False, sort_keys=True),
            "version": row.version,
            "measured_at": row.at.isoformat(),
        }


def object_fields(results: Results) -> list[Field]:
    """The columns of `object_columns`: lengths in metres, and in pixels where any micrograph has no pixel size."""
    with_size = any(row.pixel_m is not None for row in results.rows if row.lengths)
    without = any(row.pixel_m is None for row in results.rows if row.lengths)
    numbers: list[Field] = []
    for name in results.object_names():
        if name in PLAIN_OBJECT:
            numbers.append(Field(name, "whole"))
            continue
        units = [_unit(name, metric=True)] * with_size + [_unit(name, metric=False)] * without
        numbers += [Field(heading(name, unit), "short") for unit in dict.fromkeys(units)]
    return [*OBJECT_BEFORE, *numbers]


def object_columns(project: Project, results: Results) -> Iterator[Columns]:
    """The objects of some hundred micrographs at a time, as columns; those that the border cuts are among them.

    Objects are numbered from 1 in each micrograph; NaN and None stand where one has no such property. Columns and not
    rows: there may be millions. Raises MaemiError where kept numbers are damaged.
    """
    rows = {row.micrograph_id: row for row in results.rows}
    fields = object_fields(results)
    wanted = [(row.micrograph_id, row.settings_key) for row in results.rows if row.objects]
    packed = each_packed(project, wanted)
    while some := list(islice(packed, MICROGRAPHS_AT_ONCE)):
        parts = [_of_micrograph(rows[micrograph_id], content) for micrograph_id, content in some]
        counts = [rows[micrograph_id].objects for micrograph_id, _ in some]
        begun = [_begin(rows[micrograph_id]) for micrograph_id, _ in some]
        columns: Columns = {}
        for field in fields:
            if field.name == "object":
                columns[field.name] = np.concatenate([np.arange(1, count + 1) for count in counts])
            elif field.name in begun[0]:
                repeated = zip(begun, counts, strict=True)
                columns[field.name] = [value for told, count in repeated for value in [told[field.name]] * count]
            else:
                missing = (np.full(count, np.nan, np.float32) for count in counts)
                columns[field.name] = np.concatenate(
                    [part.get(field.name, none) for part, none in zip(parts, missing, strict=True)]
                )
        yield columns


def _of_micrograph(row: Result, content: bytes | None) -> dict[str, NDArray[np.float32]]:
    """The properties of a micrograph's objects by heading, in metres where its pixel size is known."""
    try:
        columns = unpack(row.lengths, content or b"")
    except ValueError as error:
        raise MaemiError(f"{row.name}: {error}; measure it again (measure-all --again).") from error
    found: dict[str, NDArray[np.float32]] = {}
    for name, values in columns.items():
        if len(values) == row.objects and name != "sizes_px":
            scale = row.pixel_m or 1.0
            unit = "1" if name in PLAIN_OBJECT else _unit(name, row.pixel_m is not None)
            found[heading(name, unit)] = (values * scale ** defined(name).power).astype(np.float32)
    return found


def _unit(name: str, metric: bool) -> str:
    return unit_of(defined(name).power, "m" if metric else "px", defined(name).unit)


def _begin(row: Result) -> Row:
    return {
        "id": row.micrograph_id,
        "micrograph": row.name,
        "path": row.path,
        "class": row.class_name,
        "kind": row.kind,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(f"{value:.6g}")
