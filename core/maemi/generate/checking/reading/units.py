"""Units after (or before) a number, however they are spelled, and what they make of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from maemi.micrograph.units import LENGTH_UNITS

Dimension = Literal["length", "pixels", "voltage", "times", "percent", "angle", "count", "bare"]
"""`times`: ×, of a magnification or a ratio; `bare`: no unit at all."""


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit as it stands after a number."""

    dimension: Dimension
    factor: float
    """To SI; a percentage to a share."""
    end: int
    """Where it ends in the text."""


_PREFIXES = {"femto": "fm", "pico": "pm", "nano": "nm", "micro": "µm", "milli": "mm", "centi": "cm", "": "m"}
_ENDS = r"(?![\w²³^])(?!\s*[²³])(?!\s*(?:/|per\b)(?!\s*p(?:x|ixel)))"
"""No area, volume, speed or density; `nm/px` and `nm per pixel` are pixel sizes."""
_SPELLED: tuple[tuple[str, Dimension, float], ...] = (
    *((rf"(?i:{prefix}met(?:re|er)s?)", "length", LENGTH_UNITS[unit]) for prefix, unit in _PREFIXES.items()),
    (r"(?:[µμ]m|um|(?i:microns?|mu\s?m)|\\?\\mu\s?m)", "length", 1e-6),
    (r"(?:[nN]m|NM)", "length", 1e-9),
    (r"(?:Å|Å|(?i:[aå]ngstr[oö]ms?))", "length", 1e-10),
    (r"pm", "length", 1e-12),
    (r"fm", "length", 1e-15),
    (r"mm", "length", 1e-3),
    (r"cm", "length", 1e-2),
    (r"m(?![-\s]?(?:s|bar|A|V|W|Torr)\b)", "length", 1.0),
    (r"(?i:pixels?|px)", "pixels", 1.0),
    (r"(?:(?i:k)e?V|(?i:kilo[\s-]?(?:electron[\s-]?)?volts?)|KeV)", "voltage", 1e3),
    (r"(?:MV|MeV)", "voltage", 1e6),
    (r"(?:e?V|(?i:(?:electron[\s-]?)?volts?))", "voltage", 1.0),
    (r"(?:%|(?i:per\s?cent|pct)\b)", "percent", 0.01),
    (r"(?:°|º|(?i:degrees?|deg)\b)(?!\s*(?:[CFK]\b|(?i:celsius|fahrenheit|kelvin)))", "angle", 1.0),
    (r"(?:[kK]\s?(?:[×✕]|[xX](?![a-z])))", "times", 1e3),
    (r"(?:[×✕]|[xX](?![a-z])|-?(?i:fold)|(?i:times))", "times", 1.0),
)
_UNIT = re.compile(
    r"[\s\-\u00a0\u2009\u202f]?[\s\u00a0]?(?:"
    + "|".join(f"(?P<u{at}>{pattern})" for at, (pattern, _, _) in enumerate(_SPELLED))
    + ")"
)
_AFTER = re.compile(_ENDS)
_NO_FACTOR = re.compile(r"\s*\d")


def unit_after(text: str, at: int) -> UnitRead | None:
    """The unit that begins at a place, after at most a space or hyphen."""
    match = _UNIT.match(text, at)
    if match is None or match.lastgroup is None:
        return None
    _, dimension, factor = _SPELLED[int(match.lastgroup[1:])]
    if dimension == "times" and _NO_FACTOR.match(text, match.end()):
        return None  # `1024 × 768`: a factor, no magnification
    if dimension in ("length", "voltage", "pixels") and not _AFTER.match(text, match.end()):
        return None
    return UnitRead(dimension, factor, match.end())


TIMES_BEFORE = re.compile(r"(?:^|(?<=[\s(\[~≈=]))[×✕xX]\s?$")
"""`×20,000`: the sign before a magnification."""
AFTER_A_SIDE = re.compile(r"(?:\d|m|px|pixels?|met(?:re|er)s?|microns?|Å)\s*[×✕xX]\s?$")
"""`5 µm × 4 µm`: the sign between two sides."""
