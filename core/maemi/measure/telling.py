"""Quantities as a person reads them: a sensible unit, and as many figures as the interval bears."""

from __future__ import annotations

import math

from maemi.measure.quantities import Quantity
from maemi.micrograph.units import LENGTH_UNITS, format_length

_PER_AREA = (("mm", 1e3), ("µm", 1e6), ("nm", 1e9))
"""Units to count per, by how many of them make a metre."""
COUNTS = ("count", "clusters")
"""Quantities that are whole numbers."""


def digits_of(value: float, low: float | None, high: float | None, most: int = 4) -> int:
    """Significant figures, 1 to `most`, of which the last one is no finer than a tenth of the interval's half width.

    The rule of the GUM (JCGM 100:2008, 7.2.6) that an uncertainty has at most two figures, and the value ends where
    they do. Three figures where no interval is known.
    """
    if low is None or high is None or not math.isfinite(high - low):
        return min(3, most)
    half = (high - low) / 2
    if half <= 1e-300 or value == 0:
        return most
    leading = math.floor(math.log10(abs(value)) + 1e-12)
    # 52.34 ± 1.2: the half width leads with a 1, so its second figure still tells something; ± 6 does not.
    first = math.floor(math.log10(half) + 1e-12)
    last = first - 1 if half / 10**first < 3 else first
    return max(1, min(most, leading - last + 1))


def format_value(quantity: Quantity) -> str:
    """The value alone: `52.3 nm`, `12 %`, `1,204`, `37°`."""
    return _told(quantity, quantity.value, _figures(quantity))


def format_interval(quantity: Quantity) -> str | None:
    """The 95 % interval, `51.1 nm to 53.6 nm`; None where it is not known, or where the value is exact."""
    if quantity.low is None or quantity.high is None or quantity.low == quantity.high:
        return None
    digits = _figures(quantity)
    low, high = (_told(quantity, bound, _same_place(quantity.value, bound, digits)) for bound in _bounds(quantity))
    return None if low == high else f"{low} to {high}"


def format_quantity(quantity: Quantity) -> str:
    """Value and interval: `52.3 nm (51.1 nm to 53.6 nm)`."""
    interval = format_interval(quantity)
    return format_value(quantity) if interval is None else f"{format_value(quantity)} ({interval})"


def _bounds(quantity: Quantity) -> tuple[float, float]:
    assert quantity.low is not None and quantity.high is not None
    if quantity.name in COUNTS:
        return math.ceil(quantity.low - 1e-9), math.floor(quantity.high + 1e-9)
    return quantity.low, quantity.high


def _figures(quantity: Quantity) -> int:
    return digits_of(quantity.value, quantity.low, quantity.high)


def _same_place(value: float, other: float, digits: int) -> int:
    """Figures with which another number ends at the same decimal place."""
    if value == 0 or other == 0:
        return digits
    shift = math.floor(math.log10(abs(other)) + 1e-12) - math.floor(math.log10(abs(value)) + 1e-12)
    return max(1, digits + shift)


def _told(quantity: Quantity, value: float, digits: int) -> str:
    unit = quantity.unit
    if quantity.name in COUNTS:
        return f"{round(value):,}"
    if unit == "m":
        return format_length(value, digits)
    if unit == "m²":
        side = LENGTH_UNITS[_length_unit(abs(value) ** 0.5)]
        return f"{_plain(value / side**2, digits)} {_length_unit(abs(value) ** 0.5)}²"
    if unit in ("1/m", "1/m²"):
        power = 2 if unit == "1/m²" else 1
        name, metre = _per(value, power)
        return f"{_plain(value / metre**power, digits)} per {name}{'²' if power == 2 else ''}"
    if unit == "°":
        return f"{_plain(value, digits)}°"
    if quantity.defined.percent:
        return f"{_plain(100 * value, digits)} %"
    named = {"px": " px", "px²": " px²", "1/px": " per px", "1/px²": " per px²"}
    return f"{_plain(value, digits)}{named.get(unit, '')}"


def _length_unit(metres: float) -> str:
    return format_length(metres).split()[-1]


def _per(value: float, power: int) -> tuple[str, float]:
    """The unit of length to count per, which leaves 0.1 or more."""
    for name, metre in reversed(_PER_AREA):
        if abs(value) / metre**power >= 0.1:
            return name, metre
    return _PER_AREA[0]


def _plain(value: float, digits: int) -> str:
    """A number with so many significant figures, without an exponent where it can be read without one."""
    if value == 0:
        return "0"
    leading = math.floor(math.log10(abs(value)) + 1e-12)
    rounded = round(value, digits - 1 - leading)
    if abs(rounded) >= 1e7 or 0 < abs(rounded) < 1e-4:
        return f"{value:.{digits - 1}e}"
    return f"{rounded:,.{max(0, digits - 1 - math.floor(math.log10(abs(rounded)) + 1e-12)) if rounded else 0}f}"
