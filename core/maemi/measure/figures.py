"""A quantity in one unit: value and bounds end at the same decimal place, for lists and tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

from maemi.measure.quantities import Quantity
from maemi.measure.telling import COUNTS, digits_of
from maemi.micrograph.units import LENGTH_UNITS

_SIDES = ("pm", "nm", "µm", "mm", "m")
_RAISED = {1: "", 2: "²", -1: "⁻¹", -2: "⁻²"}
_POWERS = {"m": 1, "m²": 2, "1/m": -1, "1/m²": -2}
_PLAIN = {"px": "px", "px²": "px²", "1/px": "px⁻¹", "1/px²": "px⁻²", "°": "°", "1": ""}


@dataclass(frozen=True, slots=True)
class Figures:
    """Texts; `low` and `high` are None where no interval is known, or where the value is exact."""

    value: str
    low: str | None
    high: str | None
    unit: str

    @property
    def amount(self) -> str:
        """`52.3 nm`."""
        return _joined(self.value, self.unit)

    @property
    def interval(self) -> str | None:
        """`51.1–53.6`, in the unit of the value; `to` where a minus sign would be read into the dash."""
        if self.low is None or self.high is None:
            return None
        return f"{self.low} to {self.high}" if self.low.startswith("-") else f"{self.low}–{self.high}"

    def __str__(self) -> str:
        """`52.3 nm (51.1–53.6)`."""
        return self.amount if self.interval is None else f"{self.amount} ({self.interval})"


def figures_of(quantity: Quantity) -> Figures:
    """In the unit that leaves a short number, with the decimals that the interval bears (`telling.digits_of`)."""
    unit, factor = _unit(quantity)
    value = quantity.value * factor
    low, high = (None if bound is None else bound * factor for bound in (quantity.low, quantity.high))
    if quantity.name in COUNTS:
        # A bound between two whole numbers allows for those inside only.
        low, high = (
            (None if low is None else math.ceil(low - 1e-9)),
            (None if high is None else math.floor(high + 1e-9)),
        )
        decimals = 0
    else:
        decimals = _decimals(value, low, high)
    texts = [None if one is None else _text(one, decimals) for one in (value, low, high)]
    exact = texts[1] == texts[2]
    return Figures(str(texts[0]), None if exact else texts[1], None if exact else texts[2], unit)


def _unit(quantity: Quantity) -> tuple[str, float]:
    """Its text, and what the value in the present unit is multiplied with."""
    power = _POWERS.get(quantity.unit)
    if power is None:
        percent = quantity.unit == "1" and quantity.defined.percent
        return ("%", 100.0) if percent else (_PLAIN[quantity.unit], 1.0)
    # A mean that is zero with an interval is told in the unit of its interval.
    size = abs(quantity.value) or max(abs(quantity.low or 0.0), abs(quantity.high or 0.0))
    side = _side(size, power)
    return f"{side}{_RAISED[power]}", LENGTH_UNITS[side] ** -power


def _side(size: float, power: int) -> str:
    """The unit of length that leaves 1 or more (0.1 of what is not a length) before its power, and little more."""
    least = 1.0 if power == 1 else 0.1
    order = _SIDES if power > 0 else _SIDES[::-1]
    chosen = order[0] if size or power > 0 else "m"
    for side in order:
        if size * LENGTH_UNITS[side] ** -power >= least * (1 - 1e-9):
            chosen = side
    return chosen


def _decimals(value: float, low: float | None, high: float | None) -> int:
    """Places after the point; below zero where even the ones are not certain."""
    sized = value or max(abs(low or 0.0), abs(high or 0.0))
    if sized == 0 or not math.isfinite(sized):
        return 0
    digits = digits_of(sized, low, high)
    leading = math.floor(math.log10(abs(sized)) + 1e-12)
    if round(abs(sized), digits - 1 - leading) >= 10 ** (leading + 1):
        leading += 1
    return min(digits - 1 - leading, 12)


def _text(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return str(value)
    rounded = round(value, decimals) + 0.0
    if abs(rounded) >= 1e7 or 0 < abs(rounded) < 1e-4:
        return f"{rounded:.3g}"
    return f"{rounded:,.{max(decimals, 0)}f}"


def _joined(value: str, unit: str) -> str:
    return f"{value}{unit}" if unit in ("", "°") else f"{value} {unit}"
