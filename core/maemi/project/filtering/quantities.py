"""Numbers with units and dates of the search line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from maemi.errors import InputError
from maemi.project.filtering.keys import Key

_NUMBER = re.compile(
    r"(?P<number>(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:e[+-]?\d{1,3}(?![\d]))?)\s?(?P<unit>\D*)", re.ASCII
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_NEAR = 0.005
"""How far a value may be from the one asked for, as a share of it: files round as they like."""


def interval(key: Key, value: str, term: str) -> tuple[float, float]:
    """The lowest and highest number, both included, that count as equal to the text, in the database's unit.

    `5` is everything within half a per cent of it, `1k..10k` all between. Raises InputError.
    """
    low, dots, high = value.partition("..")
    if dots:
        first, last = _number(key, low, term), _number(key, high, term)
        return min(first, last), max(first, last)
    number = _number(key, value, term)
    return number * (1 - _NEAR), number * (1 + _NEAR)


def number(key: Key, value: str, term: str) -> float:
    """The number of a comparison, in the database's unit. Raises InputError."""
    return _number(key, value, term)


def _number(key: Key, value: str, term: str) -> float:
    match = _NUMBER.fullmatch(value.strip().lower())
    units = dict(key.units)
    unit = match["unit"].strip() if match else ""
    if match is None or (unit and unit not in units):
        if match is not None and key.units:
            known = ", ".join(name for name, _ in key.units if name)
            raise InputError(f"'{unit}' in '{term}' is no unit here: write one of {known}.")
        raise InputError(f"'{value}' in '{term}' is no number: write {key.example}, for instance.")
    if not unit:
        if key.default_unit is None:
            raise InputError(f"'{term}' in the search needs a unit: write {key.example}, for instance.")
        unit = key.default_unit
    return float(match["number"]) * units[unit]


def period(key: Key, value: str, term: str) -> tuple[datetime, datetime]:
    """The first moment of a year, month, day or minute, and the first one after it. Raises InputError."""
    wrong = InputError(f"'{value}' in '{term}' is no date: write 2024, 2024-06, 2024-06-30 or 2024-06-30T14:05.")
    text = value.strip()
    try:
        if "T" in text.upper() or ":" in text:
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
            return moment, moment + timedelta(minutes=1)
        match = _DATE.fullmatch(text)
        if match is None:
            raise wrong
        year, month, day = (int(part) if part else None for part in match.groups())
        first = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, datetime(first.year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        return first, datetime(first.year + 1, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        raise wrong from None
