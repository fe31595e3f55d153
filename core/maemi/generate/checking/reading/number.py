"""One number of a text: what it says, how sure it is said, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maemi.generate.checking.reading.units import Dimension

Said = Literal["plain", "about", "at most", "at least", "range", "vague"]
"""`vague`: dozens, hundreds."""


@dataclass(frozen=True, slots=True)
class Number:
    """In SI units (a percentage as a share of 1, a length without a unit of metres in pixels)."""

    dimension: Dimension
    value: float
    """Of a range: its middle."""
    low: float
    high: float
    """What is claimed lies between `low` and `high`; both are the value of a plain number."""
    said: Said
    text: str
    """As it stands there, with its unit."""
    start: int
    end: int
    """Characters `start` to before `end`."""
    noun: str = ""
    """What is counted, of a count."""
    step: float = 0.0
    """What one step of the last written digit is worth, as a share of the value."""
    negative: bool = False
    """A minus stands before it."""
    factor: float = 1.0
    """SI units in one of the unit as written."""
    dimensions_of: int = 0
    """1 or 2: it is the first or second side of `5 × 4 µm`."""
    of_spread: bool = False
    """It stands behind ±."""
