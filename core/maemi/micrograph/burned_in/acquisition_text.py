"""Voltage, magnification, working distance, detector and field width in the lines of an info bar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maemi.micrograph.burned_in.lengths import unit_metres
from maemi.micrograph.burned_in.text import Line

_NUMBER = r"(\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_WHOLE = r"(?![.,]?\d)"
"""No digits of the same number follow."""
_LENGTH = _NUMBER + r"\s?([nuµpmc]?m)\b"
_IS = r"\s?[=:\-]?\s?"

_KILOVOLTS = re.compile(rf"(?<![\w.]){_NUMBER}\s?k(?:e?)V\b", re.IGNORECASE)
_VOLTS = re.compile(rf"\b(?:EHT|HV|SEM HV|Acc\.? ?V|Energy|Landing E\w*){_IS}{_NUMBER}\s?e?V\b", re.IGNORECASE)
_MAGNIFICATIONS = (
    re.compile(rf"\bMag(?:n|nification)?\.?{_IS}[xX×]?\s?{_NUMBER}{_WHOLE}\s?(k?)\s?[xX×]?(?![\w.])", re.IGNORECASE),
    # The next field may follow without a space: `x277,000HighVac.`
    re.compile(rf"(?<![\w.])[xX×]\s?{_NUMBER}{_WHOLE}\s?(k(?!e?V))?", re.IGNORECASE),
    re.compile(rf"(?<![\w.]){_NUMBER}\s?(k?)\s?[xX×](?![\w.])", re.IGNORECASE),
)
_WORKING_DISTANCES = (
    re.compile(rf"\bWD{_IS}{_LENGTH}", re.IGNORECASE),
    # Hitachi: `5.0kV 8.6mm x50.0k`.
    re.compile(rf"kV\s?{_LENGTH}\s?[xX×]", re.IGNORECASE),
)
_FIELD = re.compile(rf"\b(?:HFW|VFW|HFV|(?:View|Scan|Horiz\w*)\s?field|Field\s?width){_IS}{_LENGTH}", re.IGNORECASE)
_PIXEL = re.compile(rf"\b(?:Image )?Pixel\s?size{_IS}{_LENGTH}", re.IGNORECASE)
_DETECTORS = (
    re.compile(r"\bSignal A" + _IS + r"([A-Za-z][A-Za-z0-9-]{1,9})"),
    re.compile(
        r"\bDet(?:ector)?\b\.?" + _IS + r"(?!WD|HV|HFW|VFW|mag|mode|curr|det|spot)([A-Za-z][A-Za-z0-9-]{1,9})",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)((?:SE|BSE|LA|HA|YAG)\([A-Z0-9,]{1,6}\))"),
    re.compile(r"(?<!\w)(SEI|LEI|BEIW?|BEC|LABE|LED|GB_HIGH|GB_LOW)(?!\w)"),
)
_HEADERS = re.compile(
    r"\b(?:SEM HV|HV|Energy|HFW|Working distance|WD|View field|SEM MAG|Magnification|mag|det)\b", re.IGNORECASE
)
_LENGTH_HEADERS = re.compile("HFW|WD|View field|Working distance", re.IGNORECASE)
_QUANTITY = re.compile(rf"{_NUMBER}\s?(?:k?e?V|[kK]?\s?[xX×]|[nuµpmc]m)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BurnedInText:
    """What the text says, in SI units; None is not said, or not surely."""

    accelerating_voltage_v: float | None = None
    magnification: float | None = None
    working_distance_m: float | None = None
    detector: str | None = None
    field_width_m: float | None = None
    """The width of the whole picture (HFW, view field)."""
    pixel_size_m: float | None = None
    named_lengths: tuple[int, ...] = ()
    """Places, in the list of lines, of cells whose header says that they are no scale bar's length."""


def read_acquisition(lines: Sequence[Line]) -> BurnedInText:
    """Put the facts together; a header above a cell belongs to it, as FEI and TESCAN write them."""
    cells = list(_cells(lines))
    texts = [line.text for line in lines] + [f"{header} {text}" for header, _, text in cells]
    headed = tuple(place for header, place, _ in cells if _LENGTH_HEADERS.fullmatch(header))
    field = _first(texts, (_FIELD,))
    field_m = _metres(field)
    return BurnedInText(
        accelerating_voltage_v=_voltage(texts),
        magnification=_magnification(texts),
        working_distance_m=_within(_metres(_first(texts, _WORKING_DISTANCES)), 1e-4, 0.2),
        detector=next((match[1] for match in _each(texts, _DETECTORS)), None),
        field_width_m=_within(field_m, 1e-9, 0.2),
        pixel_size_m=_within(_metres(_first(texts, (_PIXEL,))), 1e-12, 1e-3),
        named_lengths=headed,
    )


def _cells(lines: Sequence[Line]) -> Iterator[tuple[str, int, str]]:
    """Header, place of the line below it, and the part of that line that stands in the header's column."""
    for line in lines:
        for header in _HEADERS.finditer(line.text):
            if re.search(r"\d", line.text):
                continue
            column = line.part(*header.span()).middle_column
            below = [
                (abs(part.middle_column - column), place, other.text[start:end])
                for place, other in enumerate(lines)
                if -0.5 * line.box.height < other.box.top - line.box.bottom < line.box.height
                and other.box.top > line.box.middle_row
                for start, end in _parts(other.text)
                for part in [other.part(start, end)]
                if abs(part.middle_column - column) < max(part.width, 2.5 * line.box.height)
            ]
            if below:
                _, place, text = min(below)
                yield header[0], place, text


def _parts(text: str) -> list[tuple[int, int]]:
    """Spans of quantities in a line that may run through several cells; else the whole line."""
    found = [match.span() for match in _QUANTITY.finditer(text)]
    return found or ([(0, len(text))] if text else [])


def _each(texts: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        for text in texts:
            if match := pattern.search(text):
                yield match


def _first(texts: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    return next(_each(texts, patterns), None)


def _voltage(texts: Sequence[str]) -> float | None:
    named = [text for text in texts if re.search(r"EHT|HV|Energy|Acc|Landing", text, re.I)]
    for group in (named, [text for text in texts if not re.search(r"grid|gun|coll|extr|vac|bias|esb", text, re.I)]):
        for match in _each(group, (_KILOVOLTS,)):
            return _within(_number(match[1]) * 1000, 50, 400_000)
        for match in _each(group, (_VOLTS,)):
            return _within(_number(match[1]), 20, 30_000)
    return None


def _magnification(texts: Sequence[str]) -> float | None:
    for match in _each(texts, _MAGNIFICATIONS):
        value = _number(match[1]) * (1000 if match[2] else 1)
        return _within(value, 3, 5e7)
    return None


def _metres(match: re.Match[str] | None) -> float | None:
    if match is None:
        return None
    return _number(match[1]) * unit_metres(match[2])


def _number(text: str) -> float:
    """`10,000` and `10 000` are ten thousand, `10,5` is ten and a half."""
    if re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", "").replace(" ", ""))
    return float(text.replace(",", "."))


def _within(value: float | None, least: float, most: float) -> float | None:
    """A value that no microscope has was misread."""
    return value if value is not None and least <= value <= most else None
