"""The results of many micrographs as columns: one row a micrograph, one column a quantity of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.generate.measurer import VERSION
from maemi.micrograph.correction import ByKind
from maemi.project.corrections import corrections_key, corrections_of
from maemi.project.kept import KeptResult, each_kept
from maemi.project.measurements import LENGTHS
from maemi.project.project import Project
from maemi.survey.stated import Stated, stated

Floats = NDArray[np.float64]
SAME_PIXEL = 1e-4
"""Relative difference below which two pixel sizes are one: results keep six digits."""
OLDER = "measured by an older version of MAEMI"
OTHER_PIXEL = "the pixel size has changed since"
OTHER_CORRECTIONS = "corrected by hand since"


@dataclass(slots=True)
class Column:
    """One quantity in one unit; NaN where a micrograph has none."""

    name: str
    """A key of `measure.quantities.QUANTITIES`."""
    unit: str
    values: Floats
    low: Floats
    """Of the 95 % interval of reading the picture."""
    high: Floats


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of one micrograph beside its quantities."""

    micrograph_id: int
    name: str
    path: str
    folder: str
    class_name: str | None
    kind: str
    settings_key: str
    pixel_m: float | None
    pixel_source: str | None
    confidence: float
    corrected: int
    warnings: tuple[str, ...]
    """The last one says why it does not hold any more, where it does not."""
    method: str
    settings: dict[str, Any]
    """The values that were used."""
    at: datetime
    stale: str = ""
    """Why it should be measured again; empty where it holds."""
    lengths: dict[str, int] = field(default_factory=dict[str, int])
    """Of the packed columns."""

    @property
    def version(self) -> str:
        """Of the measuring code."""
        return self.settings_key.partition(":")[0]

    @property
    def asked(self) -> str:
        """The kind that was asked for, e.g. `auto`."""
        return asked_of(self.settings_key)

    @property
    def objects(self) -> int:
        """Objects with numbers of their own."""
        return max((length for name, length in self.lengths.items() if name != "sizes_px"), default=0)


@dataclass(frozen=True, slots=True)
class Results:
    """Rows in the order that was asked for."""

    rows: tuple[Result, ...]
    columns: dict[tuple[str, str], Column]
    """By name and unit, in the order in which they were first met."""
    without: int
    """Micrographs that were asked for and have no result."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> list[int]:
        return [row.micrograph_id for row in self.rows]

    def object_names(self) -> list[str]:
        """Properties that any object has, in the order in which they were first met."""
        found: dict[str, None] = {}
        for row in self.rows:
            found.update(dict.fromkeys(name for name in row.lengths if name != "sizes_px"))
        return list(found)


def load_results(project: Project, ids: Sequence[int], kind: str | None = None) -> Results:
    """The result that counts of each micrograph: one that holds before one that does not, then the newest.

    `kind`: only results that found it.
    """
    corrections = corrections_of(project, ids)
    rows: list[Result] = []
    told: list[list[Stated]] = []
    for kept in each_kept(project, ids, kind):
        best, why = max(
            ((each, _why_stale(each, corrections.get(each.micrograph_id, {}))) for each in kept),
            key=lambda pair: (not pair[1], pair[0].at),
        )
        rows.append(_row(best, why))
        told.append(stated(best.result))
    return Results(tuple(rows), _columns(told), len(ids) - len(rows))


def _columns(told: list[list[Stated]]) -> dict[tuple[str, str], Column]:
    columns: dict[tuple[str, str], Column] = {}
    for place, quantities in enumerate(told):
        for each in quantities:
            column = columns.get((each.name, each.unit))
            if column is None:
                empty = [np.full(len(told), np.nan) for _ in range(3)]
                column = columns[(each.name, each.unit)] = Column(each.name, each.unit, *empty)
            column.values[place], column.low[place], column.high[place] = each.value, each.low, each.high
    return columns


def _row(kept: KeptResult, why: str) -> Result:
    result = kept.result
    warnings = tuple(str(each) for each in result.get("warnings") or ())
    return Result(
        micrograph_id=kept.micrograph_id,
        name=kept.name,
        path=kept.path,
        folder=kept.folder,
        class_name=kept.class_name,
        kind=str(result.get("kind") or ""),
        settings_key=kept.settings_key,
        pixel_m=result.get("pixel_size_m"),
        pixel_source=result.get("pixel_size_source"),
        confidence=float(result.get("confidence") or 0.0),
        corrected=int(result.get("corrected") or 0),
        warnings=(*warnings, f"{why}: measure it again") if why else warnings,
        method=str(result.get("method") or ""),
        settings=result.get("settings") or {},
        at=kept.at,
        stale=why,
        lengths=result.get(LENGTHS) or {},
    )


def _why_stale(kept: KeptResult, corrections: ByKind) -> str:
    """Why a result does not hold any more; empty where it does."""
    key = kept.settings_key
    if key.partition(":")[0] != str(VERSION):
        return OLDER
    then, now = kept.result.get("pixel_size_m"), kept.pixel_m
    if (then is None) != (now is None) or (then and now and abs(then / now - 1) > SAME_PIXEL):
        return OTHER_PIXEL
    asked = asked_of(key)
    by_hand = corrections_key({kind: some for kind, some in corrections.items() if asked in ("auto", kind)})
    return OTHER_CORRECTIONS if by_hand != key.partition(";by hand ")[2] else ""


def asked_of(settings_key: str) -> str:
    """The kind that a settings key asks for: `auto` of `1:auto:2.0e-09×2.0e-09;{"split":0.4}`."""
    return settings_key.partition(";")[0].split(":")[1] if ":" in settings_key else ""
