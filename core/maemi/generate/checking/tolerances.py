"""How far a number may lie from the known value before it contradicts it."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.generate.checking.reading.number import Number


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Relative, and absolute where that is more."""

    plain: float
    about: float
    """Where the text says about, roughly, some …"""
    slack: float = 0.0
    slack_about: float = 0.0


_OTHER = Tolerance(0.2, 0.3)
_BY_QUANTITY = {
    # Sizes differ by definition (equivalent, Feret, by eye across an edge) by about a tenth.
    "size": Tolerance(0.2, 0.3),
    "radius": Tolerance(0.2, 0.3),
    "std_size": Tolerance(0.3, 0.45),
    "median_size": Tolerance(0.2, 0.3),
    "p10_size": Tolerance(0.3, 0.35),
    "p90_size": Tolerance(0.3, 0.35),
    "max_size": Tolerance(0.3, 0.35),
    "min_size": Tolerance(0.3, 0.35),
    "length": Tolerance(0.25, 0.35),
    "pitch": Tolerance(0.1, 0.2),
    "pixel_size": Tolerance(0.02, 0.1),
    "field": Tolerance(0.05, 0.15),
    "voltage": Tolerance(0.02, 0.1),
    # The same micrograph has another magnification on each screen; files round it.
    "magnification": Tolerance(0.05, 0.15),
    "working_distance": Tolerance(0.05, 0.15),
    "count": Tolerance(0.1, 0.2, 1, 2),
    "cut_by_border": Tolerance(0.1, 0.3, 1, 2),
    "clusters": Tolerance(0.2, 0.3, 1, 2),
    "coverage": Tolerance(0.2, 0.3, 0.02, 0.04),
    "touching": Tolerance(0.2, 0.3, 0.1, 0.15),
    "spread": Tolerance(0.25, 0.35, 0.03, 0.05),
    "orientation": Tolerance(0.0, 0.0, 10, 15),
}
_LAST_DIGIT = 0.12
"""Most that rounding to the last written digit excuses, of the value."""


def allowed(number: Number, quantity: str, known: float) -> float:
    """Absolute distance from `known` that is no contradiction, by quantity and by the way it is said."""
    of = _BY_QUANTITY.get(quantity, _OTHER)
    about = number.said in ("about", "vague")
    relative, slack = (of.about, of.slack_about) if about else (of.plain, of.slack)
    rounding = min(number.step / 2, 0.25 if about else _LAST_DIGIT) * abs(number.value)
    return max(relative * abs(known), slack, rounding)
