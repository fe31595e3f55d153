"""Dates as microscopes write them, in ISO 8601."""

from __future__ import annotations

import re

from maemi.micrograph.vendors.facts import iso_date

_CLOCK = r"(?:[T\s,]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*([AaPp][Mm])?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/:.])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_CLOCK}")
_WORDS = re.compile(rf"(\d{{1,2}})[\s-]+([A-Za-z]{{3}})[A-Za-z]*[\s-]+(\d{{4}}){_CLOCK}")
_AMERICAN = re.compile(rf"([A-Za-z]{{3}})[A-Za-z]*\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){_CLOCK}")
_LONGEST = 80
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def any_date(text: object) -> str | None:
    """`2016-06-13T17:06:40` from a text that begins with a date and may go on with a time, or None.

    With slashes the month comes first (`6/13/2016`) unless it cannot be one; with dots or dashes the day.
    """
    if not isinstance(text, str):
        return None
    text = text[:_LONGEST].strip(" \t\r\n\0:")
    if found := _YEAR_FIRST.match(text):
        return iso_date(found[1], found[3], found[4], _time(found[5], found[6]))
    if found := _YEAR_LAST.match(text):
        month, day = (found[1], found[3]) if found[2] == "/" else (found[3], found[1])
        time = _time(found[5], found[6])
        return iso_date(found[4], month, day, time) or iso_date(found[4], day, month, time)
    if found := _WORDS.match(text):
        return iso_date(found[3], _month(found[2]), found[1], _time(found[4], found[5]))
    if found := _AMERICAN.match(text):
        return iso_date(found[3], _month(found[1]), found[2], _time(found[4], found[5]))
    return None


def _month(name: str) -> int:
    """1 to 12, or 0 for what is no English month."""
    return _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else 0


def _time(clock: str | None, half: str | None) -> str:
    return f"{clock or ''} {half or ''}".strip()
