"""The known value in the style of the number whose place it takes."""

from __future__ import annotations

import math
import re

from maemi.generate.checking.known import Known
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.units import Dimension
from maemi.generate.checking.reading.words import SMALL
from maemi.generate.checking.showing import as_plain, digits_of
from maemi.micrograph.units import format_length

_AMOUNT = re.compile(r"\d.*\d|\d")
_UNIT = re.compile(r"[\s\-\u00a0\u2009\u202f]?(?:[A-Za-zµμÅ%°×º\\/]+(?:[\s-][A-Za-z]+)*)$")
_SAID_IN: dict[Dimension, str] = {
    "length": "m", "pixels": "", "voltage": "V", "times": "×1", "percent": "%", "angle": "°", "count": "n",
    "bare": "n×%1",
}  # fmt: skip
_WORDS = {number: word for word, number in SMALL.items()}


def restated(number: Number, known: Known) -> str | None:
    """What to write instead; None where the number's unit cannot say it (a diameter in kV)."""
    if known.unit not in _SAID_IN[number.dimension]:
        return None
    value = _bounded(number, known)
    if number.dimension == "count":
        return _count(number, value)
    if number.dimension == "length":
        return _length(number, known, value)
    if number.dimension == "times" and known.unit == "×":
        return _times(number, value)
    if number.dimension == "percent":
        return _amount(100 * value, 3 if 100 * value >= 99.5 else 2) + _tail(number, " %")
    if number.dimension == "voltage":
        return f"{value / number.factor:g}" + _tail(number, " kV")
    if number.dimension == "angle":
        return f"{value:.0f}" + _tail(number, "°")
    if number.dimension == "bare":
        if known.unit in ("n", "×"):
            return _count(number, value)
        if known.unit == "%" and number.text[:1].isalpha():
            return as_plain(known, value)  # `a third of the area`
        return _amount(value, 2 if known.unit == "%" else digits_of(known))
    if number.dimension == "times":
        return _amount(value, 2) + _tail(number, "")
    return None


def _bounded(number: Number, known: Known) -> float:
    """Below `less than` stands a bound that holds, not the value itself."""
    if number.said == "at most":
        return _round_away(max(known.value, known.high or known.value), up=True)
    if number.said == "at least":
        return _round_away(min(known.value, known.low or known.value), up=False)
    if known.quantity == "field" or known.quantity == "pixel_size":
        return min(
            (known.value, *known.also), key=lambda one: abs(math.log(max(one, 1e-30) / max(number.value, 1e-30)))
        )
    return known.value


def _round_away(value: float, up: bool) -> float:
    if value <= 0:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return (math.ceil(value / step) if up else math.floor(value / step)) * step


def _length(number: Number, known: Known, value: float) -> str:
    digits = digits_of(known)
    factor, tail = number.factor, _tail(number, "")
    if number.said == "range" and known.span is not None and known.quantity == "size":
        low, high = (_amount(one / factor, 2) for one in known.span)
        joint = re.search(r"\d[^\d.,]*?(\s*(?:–|—|-|\bto\b|\band\b)\s*)[^\d.,]*?\d", number.text)
        return f"{low}{joint[1] if joint else '–'}{high}{tail}"
    if not tail:  # the first side of `5 × 4 µm`
        return _amount(value / factor, digits)
    if 0.01 <= value / factor < 10_000:
        return _amount(value / factor, digits) + tail
    return format_length(value, digits)


def _times(number: Number, value: float) -> str:
    kilo = re.search(r"\d\s?[kK]", number.text)
    shown = f"{value / 1000:g}" if kilo else f"{value:,.0f}" if value >= 1000 else f"{value:.0f}"
    amount = _AMOUNT.search(number.text)
    return number.text.replace(amount[0], shown) if amount is not None else f"{value:,.0f}×"


def _count(number: Number, value: float) -> str:
    whole = round(value)
    if number.text[:1].isalpha() and whole in _WORDS and whole <= 12:
        word = _WORDS[whole] if whole else "no"
        return word.capitalize() if number.text[:1].isupper() else word
    return f"{whole:,}" if whole >= 10_000 else str(whole)


def _tail(number: Number, default: str) -> str:
    """The unit as it is written, with the space before it."""
    match = _UNIT.search(number.text)
    if match is None or match[0] == number.text:
        return default
    if not number.text[:1].isdigit() and number.text[:1].isalpha():
        # Number words: only what follows the last space is the unit.
        return " " + number.text.split()[-1]
    return re.sub(r"^.*\d[.,]?\d*(?=\s|[-A-Za-zµμÅ%°×º\\])", "", number.text) if match else default


def _amount(value: float, digits: int) -> str:
    """Digits without an exponent: `52`, `0.35`, `1250`."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9))
    rounded = round(value, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9))
    return f"{rounded:.{decimals}f}"
