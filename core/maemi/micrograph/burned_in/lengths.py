"""Lengths in text that a machine read: `200 nm`, `1.00um`, `10,0 µm`, `1pm` for 1 µm."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from maemi.micrograph.units import LENGTH_UNITS

_UNITS = {
    "nm": "nm", "um": "µm", "µm": "µm", "μm": "µm", "pm": "µm", "mm": "mm", "cm": "cm", "Å": "Å",
    "micron": "µm", "microns": "µm", "m": "m",
}  # fmt: skip
_FOLDED = {unit.casefold(): name for unit, name in _UNITS.items()}
_TOKEN = re.compile(
    # The number stands alone: neither the tail of another number or word, nor the value behind "WD =" in one breath.
    r"(?<![\w.,+])(?<!\w-)(?P<number>\d{1,4}(?:[.,]\d{1,3})?)\s?(?P<unit>microns?|[nuµμpmc]m|Å)(?![A-Za-z0-9µμ])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[A-Za-z][A-Za-z .]*\s?[=:]?\s*$")
"""A word before the number says what the length is: not that of a bar."""
_NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 9.0)
_LONGEST_BAR_M = 0.05


@dataclass(frozen=True, slots=True)
class Length:
    """A length in a line of text."""

    metres: float
    text: str
    start: int
    """The first letter of the line that belongs to it."""
    end: int
    """The letter after it."""
    named: bool
    """A word stands before it, as in `WD = 8 mm`: it may be anything."""
    alone: bool
    """Nothing else is in the line."""
    doubtful_unit: bool
    """`pm` was read and taken for µm, where picometres would be possible."""

    @property
    def nice(self) -> bool:
        """Whether programs choose such a length for a bar: one digit, or a few with a half."""
        mantissa = self.metres / 10.0 ** math.floor(math.log10(self.metres) + 1e-9)
        return any(abs(mantissa - nice) < 1e-6 for nice in _NICE)


def unit_metres(unit: str) -> float:
    """Metres in a unit as a machine reads it, `pm` being µm. Raises KeyError for what is no unit."""
    return LENGTH_UNITS[_FOLDED[unit.casefold()]]


def find_lengths(text: str) -> list[Length]:
    """All lengths above zero in a line."""
    found: list[Length] = []
    for match in _TOKEN.finditer(text):
        written = match["number"].replace(",", ".")
        number = float(written)
        metres = number * unit_metres(match["unit"])
        if not 0 < metres <= _LONGEST_BAR_M:
            continue
        rest = text[: match.start()].strip(" |<>-_.*") + text[match.end() :].strip(" |<>-_.*'\"+^°")
        found.append(
            Length(
                metres=metres,
                text=match[0],
                start=match.start(),
                end=match.end(),
                named=bool(_NAMED.search(text[: match.start()])) or text[: match.start()].rstrip().endswith(("=", ":")),
                alone=not rest,
                # No microscope draws a bar of 50 pm; one of 500 pm belongs to a resolved lattice.
                doubtful_unit=match["unit"].casefold() == "pm" and number >= 100,
            )
        )
    return found
