"""What goes into a vendor's reader and what comes out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import cast

from maemi.micrograph.record import Acquisition, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.decoding import decoded

_MOST_BYTES = 1_000_000
"""No microscope writes as much about one picture; what a hostile file has beyond it is not looked at."""


@dataclass(frozen=True)
class Page:
    """One page of a TIFF as a vendor's reader sees it: its size and its tags, no pixels."""

    path: Path
    rows: int
    columns: int
    tags: Mapping[int, object]
    """Tag number to tifffile's value of it."""

    def text(self, code: int) -> str:
        """A tag of text, or of bytes read as such; empty where it is missing."""
        value = self.tags.get(code)
        if isinstance(value, tuple):
            # Bytes that were stored as a list of numbers.
            numbers = cast(tuple[object, ...], value)
            small = all(isinstance(each, int) and 0 <= each < 256 for each in numbers)
            value = bytes(cast(tuple[int, ...], numbers)) if small else b""
        if isinstance(value, bytes):
            return decoded(value[:_MOST_BYTES])
        return value[:_MOST_BYTES] if isinstance(value, str) else ""


@dataclass(frozen=True)
class VendorFacts:
    """What one vendor's metadata says about a page."""

    vendor: str
    pixel_size: PixelSize | None = None
    reciprocal: bool = False
    acquisition: Acquisition = field(default_factory=Acquisition)
    scan_rows: int | None = None
    """Equal to the page's rows says that there is no info bar; None says that the metadata does not know."""
    synthetic: bool = False
    warnings: tuple[str, ...] = ()


def number(value: object) -> float | None:
    """A finite number, or None: metadata hold empty texts, broken floats and decimal commas."""
    if isinstance(value, bool) or not isinstance(value, Real | str):
        return None
    try:
        result = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, ArithmeticError):
        return None
    return result if math.isfinite(result) else None


def positive(value: object) -> float | None:
    """A finite number above zero, or None."""
    result = number(value)
    return result if result is not None and result > 0 else None


def words(value: object) -> str | None:
    """A text without surrounding blanks and NULs, or None where nothing is left."""
    text = str(value).strip(" \t\r\n\0") if isinstance(value, str | int | float) else ""
    return text or None


def flag(value: object) -> bool:
    """Whether an entry says yes, however it is written."""
    if isinstance(value, str):
        return value.strip().lower() in ("1", "yes", "true", "on")
    return value is True or number(value) == 1


def iso_date(year: object, month: object, day: object, time: str = "") -> str | None:
    """`2016-06-13T17:06:40` from its parts, where they make a date; the time only where it is `h:m` or `h:m:s`."""
    numbers = [number(part) for part in (year, month, day)]
    if any(part is None for part in numbers):
        return None
    years, months, days = (int(part or 0) for part in numbers)
    if not (1900 <= years <= 2200 and 1 <= months <= 12 and 1 <= days <= 31):
        return None
    date = f"{years:04d}-{months:02d}-{days:02d}"
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?", time.strip())
    if not clock:
        return date
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    if hour > 23 or int(clock[2]) > 59:
        return date
    return f"{date}T{hour:02d}:{clock[2]}:{clock[3] or '00'}"


def calibrated(row_m: float | None, column_m: float | None, detail: str) -> PixelSize | None:
    """A pixel size from the file's metadata; where only one axis is known, pixels are square."""
    row, column = positive(row_m), positive(column_m)
    if row is None and column is None:
        return None
    return PixelSize(row or column or 0.0, column or row or 0.0, PixelSizeSource.METADATA, detail)
