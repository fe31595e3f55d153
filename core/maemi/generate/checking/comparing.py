"""Whether a number contradicts what is known: outside its interval and outside the tolerance of the way it is said."""

from __future__ import annotations

import re
from typing import Literal

from maemi.generate.checking.known import Known
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.tolerances import allowed

Verdict = Literal["agrees", "differs", "far off"]
_OF_ALL = re.compile(
    r"\brang(?:e|es|ed|ing)\b|\bvar(?:y|ies|ied|ying)\b|\bfrom\b|\bsmallest\b|\bdistribut|\bspan|\bextend|\breach",
    re.IGNORECASE,
)
"""Words by which a range is of all objects, from the smallest to the largest."""
_FAR = 2.0
"""From this factor on, a number is far off."""


def verdict(number: Number, known: Known, sentence: str) -> Verdict:
    """Compare in SI units; both sides of a field, mean and median are alternatives of which the nearest counts."""
    if known.quantity == "orientation":
        return _angle(number, known)
    choices = [(known.value, known.low, known.high), *((value, None, None) for value in known.also)]
    if number.of_spread:
        return "agrees" if number.value <= known.value + allowed(number, "std_size", known.value) else "differs"
    if any(_agrees(number, known, *choice) for choice in choices) and _span_agrees(number, known, sentence):
        return "agrees"
    nearest = min((choice[0] for choice in choices), key=lambda value: abs(value - number.value))
    low, high = sorted((abs(number.value), abs(nearest)))
    close = high - low <= 2 * allowed(number, known.quantity, nearest)
    return "far off" if high > _FAR * low and not close else "differs"


def _agrees(number: Number, known: Known, value: float, low: float | None, high: float | None) -> bool:
    slack = allowed(number, known.quantity, value)
    least = min(value - slack, low if low is not None else value)
    most = max(value + slack, high if high is not None else value)
    if number.said == "at most":
        return least <= number.high
    if number.said == "at least":
        return most >= number.low
    return number.low <= most and number.high >= least


def _span_agrees(number: Number, known: Known, sentence: str) -> bool:
    """A range of all objects shall end near the smallest and the largest, any range within reach of them."""
    if number.said != "range" or known.quantity != "size" or known.span is None:
        return True
    if number.high > 1.4 * known.span[1] or number.low < known.span[0] / 1.7:
        return False
    if known.middle is None or not _OF_ALL.search(sentence):
        return True
    return number.low <= 1.35 * known.middle[0] and number.high >= known.middle[1] / 1.35


def _angle(number: Number, known: Known) -> Verdict:
    """Directions without an arrow: 0° and 180° are one; either sense of turning is meant."""
    slack = allowed(number, known.quantity, known.value)
    apart = min(abs((sense * number.value - known.value + 90) % 180 - 90) for sense in (1, -1))
    if apart <= slack:
        return "agrees"
    return "far off" if apart > 3 * slack else "differs"
