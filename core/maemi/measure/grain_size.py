"""The grain-size number of ASTM E112, which needs lengths in metres."""

from __future__ import annotations

from math import log10

from maemi.measure.quantities import Quantity, define

GRAIN_SIZE = define(
    "grain_size_number",
    "ASTM grain-size number G",
    0,
    "G = -6.643856 log10(mean linear intercept in mm) - 3.288 (ASTM E112-13, table 6).",
)
PER_DECADE, OFFSET = -6.643856, -3.288
"""An intercept of 0.32 mm has G = 0 (E112: 32 mm at 100 ×), and half the intercept 2 more: -2 / log10(2)."""


def grain_size_number(intercept_m: float) -> float:
    """G of a mean linear intercept in metres."""
    return PER_DECADE * log10(intercept_m * 1e3) + OFFSET


def with_grain_size(quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The same with G where the mean linear intercept is known in metres; the larger intercept has the smaller G."""
    found = next((one for one in quantities if one.name == "mean_intercept" and one.unit == "m"), None)
    if found is None or found.value <= 0:
        return quantities
    low, high = (
        grain_size_number(bound) if bound is not None and bound > 0 else None for bound in (found.high, found.low)
    )
    number = Quantity(GRAIN_SIZE, grain_size_number(found.value), "1", low, high, "from the mean intercept, ASTM E112")
    return (*quantities, number)
