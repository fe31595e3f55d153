"""Find the numbers of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from maemi.generate.checking.reading.digits import DIGIT_AMOUNT, step_of_last_digit, value_of_digits
from maemi.generate.checking.reading.hedges import said_of
from maemi.generate.checking.reading.no_claims import spans_without_claims
from maemi.generate.checking.reading.nouns import NOUN
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.units import AFTER_A_SIDE, TIMES_BEFORE, Dimension, unit_after
from maemi.generate.checking.reading.words import (
    FRACTION_AMOUNT,
    VAGUE,
    VAGUE_AMOUNT,
    WORD_AMOUNT,
    value_of_fraction,
    value_of_words,
)

_AMOUNT = re.compile(
    rf"(?<![\w.])(?<!\d,)(?:(?P<digits>{DIGIT_AMOUNT})|(?P<vague>{VAGUE_AMOUNT})\b|"
    rf"(?P<fraction>{FRACTION_AMOUNT})\b|(?P<words>{WORD_AMOUNT})\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\+?\s+(?:of\s+)?(?:(?!(?:of|in|on|at|and|are|is|was|were|to|the|that|with|by|"
    rf"cells?)\b)[\w'-]+,?\s+){{0,3}}?(?P<noun>{NOUN})",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[–—−-]|\bto\b|\band\b|\.\.\.?|…|\bthrough\b)\s*", re.IGNORECASE)
_SPREAD = re.compile(r"\s*(?:±|\+\s*/\s*[-−–]|plus\s+or\s+minus)\s*", re.IGNORECASE)
_SIDES = re.compile(r"\s*(?:[×xX]|by)\s*")
_OF = re.compile(r"\s+of(?=\s)", re.IGNORECASE)
_IN_ALL = re.compile(r",?\s+in\s+(?:number|total|all)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|approximately\s+|roughly\s+|~\s*)?$", re.IGNORECASE)
_KILO = re.compile(r"[kK](?![\w])")
_NONE = re.compile(
    rf"(?<![\w-])no(?=\s+(?:\w+\s+)?(?P<noun>{NOUN})\s+(?:is|are|can|could|were|was)\s+(?:be\s+)?(?:visible|seen|"
    rf"present|found|counted|detected))",
    re.IGNORECASE,
)
"""`no pores are visible`: none at all; `no particles touch` counts nothing."""


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    end: int
    value: float
    written: str
    kind: str
    """digits, words, vague or fraction."""


def numbers_of(text: str) -> list[Number]:
    """Every number of a text that may claim something, in order; a range is one number, `5 × 4 µm` are two."""
    silent = spans_without_claims(text)
    amounts = list(_amounts(text))
    found: list[Number] = []
    at = 0
    while at < len(amounts):
        taken, numbers = _read(text, amounts, at)
        at += taken
        found += [one for one in numbers if not any(start <= one.start < end for start, end in silent)]
    found += [
        Number("count", 0.0, 0.0, 0.0, "plain", match[0], match.start(), match.end(), match["noun"])
        for match in _NONE.finditer(text)
    ]
    return sorted(found, key=lambda one: one.start)


def _amounts(text: str) -> Iterator[_Amount]:
    for match in _AMOUNT.finditer(text):
        kind = match.lastgroup or ""
        written = match[0]
        if kind == "digits":
            value = value_of_digits(written)
        elif kind == "words":
            value = value_of_words(written)
        elif kind == "fraction":
            value = value_of_fraction(written)
        else:
            low, high = VAGUE[" ".join(written.lower().split())]
            value = (low * high) ** 0.5
        if value is not None and value < 1e30:
            yield _Amount(match.start(), match.end(), value, written, kind)


def _read(text: str, amounts: list[_Amount], at: int) -> tuple[int, list[Number]]:
    """How many amounts belong together from `at` on, and the numbers that they make."""
    first = amounts[at]
    second = amounts[at + 1] if at + 1 < len(amounts) else None
    unit = _unit(text, first)
    own = unit if unit is not None and unit.dimension != "bare" else None
    if second is not None:
        between = own.end if own is not None else unit.end if unit is not None else first.end
        other = _unit(text, second)
        if other is not None and (other.dimension != "bare" or own is None):
            sides = _SIDES.fullmatch(text, between, second.start)
            if sides and other.dimension in ("length", "pixels") and (own is None or own.dimension != "times"):
                one = _number(text, first, own or replace(other, end=first.end), dimensions_of=1)
                return 2, [one, _number(text, second, other, dimensions_of=2)]
            same = own is None or own.dimension == other.dimension
            grows = second.value * other.factor > first.value * (own or other).factor
            if same and _SPREAD.fullmatch(text, between, second.start):
                one = _number(text, first, own or replace(other, end=first.end))
                return 2, [one, _number(text, second, other, of_spread=True)]
            if same and _is_range(text, first, between, second, grows):
                return 2, [_ranged(text, first, own, second, other)]
    return 1, [] if unit is None else [_number(text, first, unit)]


def _is_range(text: str, first: _Amount, between: int, second: _Amount, grows: bool) -> bool:
    """`20–30 nm`, `from 20 to 30 nm`, `between 20 and 30 nm`; a plain `20 nm and 30 nm` are two numbers."""
    joint = _RANGE.fullmatch(text, between, second.start)
    if joint is None or (not grows and joint[0].strip().lower() != "to"):
        return False
    return "and" not in joint[0].lower() or _BETWEEN.search(text[: first.start]) is not None


@dataclass(frozen=True, slots=True)
class _Unit:
    dimension: Dimension
    factor: float
    start: int
    end: int
    noun: str = ""


def _unit(text: str, amount: _Amount) -> _Unit | None:
    """What the number is of: a unit after it, × before it, a thing that is counted, or nothing (`bare`)."""
    kilo = _KILO.match(text, amount.end) if amount.kind == "digits" else None
    end = kilo.end() if kilo else amount.end
    factor = 1000.0 if kilo else 1.0
    before = TIMES_BEFORE.search(text[: amount.start])
    if before and amount.kind == "digits" and not AFTER_A_SIDE.search(text[: amount.start]):
        return _Unit("times", factor, before.start(), end)
    read = unit_after(text, amount.end) or (unit_after(text, end) if kilo else None)
    if read is not None:
        if read.dimension == "times" and read.factor == 1 and not kilo and _thousands_with_point(amount):
            factor *= 1000.0
        plain = read.factor if not (kilo and read.factor == 1e3) else read.factor / factor
        return _Unit(read.dimension, factor * plain, amount.start, read.end)
    counted = _COUNTED.match(text, end)
    if counted is not None and _whole(amount):
        return _Unit("count", factor, amount.start, end, counted["noun"])
    if _IN_ALL.match(text, end) and _whole(amount):
        return _Unit("count", factor, amount.start, end)
    if re.match(r"\w|[-−]\w", text[end:]):
        return None  # `3D`, `5-fold`, `12th`
    return _Unit("bare", factor, amount.start, end)


def _thousands_with_point(amount: _Amount) -> bool:
    """`20.000×`: a point between thousands; no magnification is stated to a thousandth."""
    return re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", amount.written) is not None


def _whole(amount: _Amount) -> bool:
    return (amount.kind != "fraction" and float(amount.value).is_integer()) or amount.kind == "vague"


def _number(text: str, amount: _Amount, unit: _Unit, dimensions_of: int = 0, of_spread: bool = False) -> Number:
    start, end = min(unit.start, amount.start), max(unit.end, amount.end)
    value = amount.value * unit.factor
    low = high = value
    said = said_of(text, start, end)
    if amount.kind == "vague":
        rough = VAGUE[" ".join(amount.written.lower().split())]
        low, high, said = rough[0] * unit.factor, rough[1] * unit.factor, "vague"
        of = _OF.match(text, end)
        end = of.end() if of else end
    elif amount.kind == "fraction" and said == "plain":
        said = "about"
    return Number(
        unit.dimension,
        value,
        low,
        high,
        said,
        text[start:end],
        start,
        end,
        unit.noun,
        step_of_last_digit(amount.written) if amount.kind == "digits" else 0.0,
        _negative(text, start),
        unit.factor,
        dimensions_of,
        of_spread,
    )


def _ranged(text: str, first: _Amount, own: _Unit | None, second: _Amount, other: _Unit) -> Number:
    factor = own.factor if own is not None and own.dimension == other.dimension else other.factor
    start = min(first.start, own.start if own else first.start)
    low, high = sorted((first.value * factor, second.value * other.factor))
    return Number(
        other.dimension,
        (low + high) / 2,
        low,
        high,
        "range",
        text[start : other.end],
        start,
        other.end,
        other.noun,
        min(step_of_last_digit(one.written) if one.kind == "digits" else 0.0 for one in (first, second)),
        _negative(text, start),
        other.factor,
    )


def _negative(text: str, start: int) -> bool:
    """`−50 nm`, but not the hyphen of `size -50` glued to a word or of a range."""
    before = text[:start]
    return re.search(r"(?:^|[\s(=:])[-−]$", before) is not None and re.search(r"\d\s*[-−]$", before) is None
