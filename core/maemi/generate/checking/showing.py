"""A known value as a person reads it: `52 nm (51–54)`."""

from __future__ import annotations

from maemi.generate.checking.known import Known
from maemi.measure.telling import digits_of as figures_borne
from maemi.micrograph.units import LENGTH_UNITS, format_length, format_voltage


def digits_of(known: Known) -> int:
    """Significant digits that the interval bears, at least two."""
    return max(2, figures_borne(known.value, known.low, known.high))


def shown(known: Known) -> str:
    """The value with its unit, and its interval where there is one."""
    if known.quantity == "some_size" and known.span is not None:
        return " to ".join(format_length(one, 2) for one in known.span)
    text = plainly(known)
    if known.low is None or known.high is None or known.high <= known.low:
        return text
    low, high = (_bare(known, bound, text) for bound in (known.low, known.high))
    return f"{text} ({low}–{high})" if low != high else text


def plainly(known: Known) -> str:
    """The value with its unit alone."""
    if known.unit == "V":
        return format_voltage(known.value)
    if known.unit == "×":
        return f"{known.value:,.0f}×"
    if known.quantity == "field" and known.also and known.also[0] != known.value:
        return f"{format_length(known.value)} × {format_length(known.also[0])}"
    if known.unit == "m":
        return format_length(known.value, digits_of(known))
    return as_plain(known, known.value)


def as_plain(known: Known, value: float) -> str:
    """A share in percent, an angle in degrees, a count, or a ratio."""
    if known.unit == "%":
        return f"{100 * value:.1f} %" if value < 0.2 else f"{100 * value:.0f} %"
    if known.unit == "°":
        return f"{value:.0f}°"
    if known.unit == "n":
        return f"{value:,.0f}"
    return f"{value:.{digits_of(known)}g}"


def _bare(known: Known, bound: float, text: str) -> str:
    """A bound in the unit and to the place of the value itself, without the unit."""
    if known.unit != "m":
        return as_plain(known, bound).rstrip(" %°")
    amount, _, unit = text.partition(" ")
    if unit not in LENGTH_UNITS or "e" in amount:
        return format_length(bound, digits_of(known))
    decimals = len(amount.partition(".")[2])
    return f"{bound / LENGTH_UNITS[unit]:.{decimals}f}"
