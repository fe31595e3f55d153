"""What a kept result states, whatever version wrote it: each quantity once, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from maemi.measure.quantities import QUANTITIES, Defined

PLAIN: tuple[tuple[str, str, str], ...] = (
    ("count", "count", "1"),
    ("mean_size", "mean_size_m", "m"),
    ("median_size", "median_size_m", "m"),
    ("std_size", "std_size_m", "m"),
    ("mean_size", "mean_size_px", "px"),
    ("coverage", "coverage", "1"),
    ("pitch", "pitch_m", "m"),
    ("pitch", "pitch_px", "px"),
    ("orientation", "orientation_deg", "°"),
)
"""Quantity, the field of a result that says it without an interval, its unit; metres go before pixels."""
LABELS = {"pitch": "Pitch", "orientation": "Orientation", "std_size": "Standard deviation of size"}


@dataclass(frozen=True, slots=True)
class Stated:
    """One number of a result; `low` and `high` are NaN where the interval is not known."""

    name: str
    unit: str
    value: float
    low: float = math.nan
    high: float = math.nan


def stated(result: dict[str, Any]) -> list[Stated]:
    """The quantities of a result, and its plain fields where no quantity says the same."""
    found = [
        Stated(each["name"], each["unit"], each["value"], _or_nan(each.get("low")), _or_nan(each.get("high")))
        for each in result.get("quantities") or ()
        if each.get("value") is not None
    ]
    known = {each.name for each in found}
    for name, entry, unit in PLAIN:
        value = result.get(entry)
        if value is not None and name not in known:
            known.add(name)
            found.append(Stated(name, unit, float(value)))
    return found


def defined(name: str) -> Defined:
    """What a quantity is; each kind enters its own when it is imported."""
    import maemi.measure.choosing  # noqa: F401 # pyright: ignore[reportUnusedImport]

    known = QUANTITIES.get(name)
    return known or Defined(LABELS.get(name, name.replace("_", " ").capitalize()), 0)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
