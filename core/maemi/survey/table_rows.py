"""Results as rows of a table: one a micrograph, or one an object; the unit of a number stands in its column's name."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from maemi.errors import MaemiError
from maemi.measure.quantities import unit_of
from maemi.project.kept import each_packed
from maemi.project.packing import as_json, unpack
from maemi.project.project import Project
from maemi.survey.results import Result, Results
from maemi.survey.stated import defined

Type = Literal["text", "number", "whole"]
Row = dict[str, Any]


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
    """The columns of `object_rows`: lengths in metres, and in pixels where any micrograph has no pixel size."""
    with_size = any(row.pixel_m is not None for row in results.rows if row.lengths)
    without = any(row.pixel_m is None for row in results.rows if row.lengths)
    numbers: list[Field] = []
    for name in results.object_names():
        if name in PLAIN_OBJECT:
            numbers.append(Field(name, "whole"))
            continue
        units = [_unit(name, metric=True)] * with_size + [_unit(name, metric=False)] * without
        numbers += [Field(heading(name, unit), "number") for unit in dict.fromkeys(units)]
    return [*OBJECT_BEFORE, *numbers]


def object_rows(project: Project, results: Results) -> Iterator[Row]:
    """One row an object, those that the border cuts included, numbered from 1 in each micrograph.

    Raises MaemiError where kept numbers are damaged.
    """
    rows = {row.micrograph_id: row for row in results.rows}
    wanted = [(row.micrograph_id, row.settings_key) for row in results.rows if row.objects]
    for micrograph_id, packed in each_packed(project, wanted):
        row = rows[micrograph_id]
        try:
            columns = unpack(row.lengths, packed or b"")
        except ValueError as error:
            raise MaemiError(f"{row.name}: {error}; measure it again (measure-all --again).") from error
        columns.pop("sizes_px", None)
        begun = _begin(row)
        named = {
            heading(name, "1" if name in PLAIN_OBJECT else _unit(name, row.pixel_m is not None)): _scaled(
                name, values, row
            )
            for name, values in columns.items()
            if len(values) == row.objects
        }
        for number in range(row.objects):
            yield begun | {"object": number + 1} | {name: values[number] for name, values in named.items()}


def _scaled(name: str, values: Any, row: Result) -> list[Any]:
    if name in PLAIN_OBJECT:
        return [None if value is None else int(value) for value in as_json(values)]
    power = defined(name).power
    scale = row.pixel_m**power if row.pixel_m is not None else 1.0
    return as_json(values.astype("f8") * scale)


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
