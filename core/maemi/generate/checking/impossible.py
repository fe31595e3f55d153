"""Numbers that cannot be, whatever the micrograph: a diameter in kV, a porosity in nm, more than 100 %, −5 nm."""

from __future__ import annotations

import re

from maemi.generate.checking.clauses import sentence_at
from maemi.generate.checking.reading.number import Number
from maemi.generate.checking.reading.units import Dimension
from maemi.generate.subject import Subject
from maemi.micrograph.units import format_length

_LINK = (
    r"(?:\s+(?:of|is|are|was|were|at|be|about|approximately|roughly|around|nearly|some|only|an?|the|value|equals?|to|"
    r"measured|estimated|as|on|average|averages?|amounts?|comes?|reaches?|ranging|spanning|varying)\b|\s*[:=≈~<>(])*\s*(?:between\s+|from\s+)?$"
)
_OF = r"(?:\s+of\s+(?:the\s+|these\s+|each\s+)?(?:\w+[\s-]?){1,3})?"
_MAY_BE: tuple[tuple[str, str, str, tuple[Dimension, ...]], ...] = (
        ("a pixel size", "pixel_size", r"pixel (?:size|pitch|width)", ("length", "bare", "count")),
        ("a length", "pitch", r"pitch|spacing|period", ("length", "pixels", "bare", "count", "percent")),
        ("a length", "size", r"(?:diameter|(?<!pixel )size|width|thickness|radius)s?",
            ("length", "pixels", "bare", "count", "percent")),
        ("a share of the area", "coverage", r"porosity|(?:area |surface )?coverage|area fraction|area share|"
            r"packing density", ("percent", "bare", "count")),
        ("a magnification", "magnification", r"magnification", ("times", "bare", "count")),
        ("a voltage", "voltage", r"accelerating voltage|acceleration voltage|beam (?:voltage|energy)|operating "
            r"voltage|voltage", ("voltage", "bare", "count")),
        ("a voltage", "voltage", r"(?:recorded|acquired|taken|imaged|captured|operated)(?= at\b)",
            ("voltage", "times", "angle", "bare", "count")),
        ("an angle", "orientation", r"orientation|tilt angle|angle", ("angle", "bare", "count")),
        ("a ratio", "aspect", r"aspect ratio|circularity", ("bare", "times", "count")),
)  # fmt: skip
_ALLOWED = tuple(
    (what, quantity, re.compile(rf"\b(?:{words}){_OF}{_LINK}", re.IGNORECASE), frozenset(dimensions))
    for what, quantity, words, dimensions in _MAY_BE
)
"""What a word is followed by: its quantity, and the dimensions that a number of it may have."""
_COMPARES = re.compile(
    r"\bmore\b|\blarger\b|\bhigher\b|\bgreater\b|\bincreas|\bwider\b|\blonger\b|\bzoom|\bbrighter\b|\brelative\b|"
    r"\bof the mean\b|"
    r"\bdeviation\b|\bvariation\b|\bscaled?\b|\bconfiden|\bmagnif",
    re.IGNORECASE,
)
_SHARE_BEHIND = re.compile(r"\s+of the (?:\w+ )?(?:surface|area|image|field|micrograph)\b", re.IGNORECASE)
_INSIDE = (
    "size",
    "std_size",
    "max_size",
    "min_size",
    "some_size",
    "median_size",
    "p10_size",
    "p90_size",
    "pitch",
    "nearest",
    "line_width",
    "roughness",
    "height",
    None,
)
_LARGEST, _SMALLEST = 5e-3, 2e-11
"""No electron micrograph shows larger or smaller things (metres), where its field is not known."""
_HIGHEST_VOLTAGE = 3.5e6
"""The highest accelerating voltage that microscopes have reached is 3.5 MV (Hitachi, Osaka)."""


def why_impossible(number: Number, quantity: str | None, text: str, subject: Subject) -> tuple[str, str | None] | None:
    """A sentence that says why a number cannot be, and the quantity that is meant; None where it can."""
    start, _ = sentence_at(text, number.start)
    before = text[start : number.start]
    if number.negative and number.dimension in ("length", "percent", "times", "voltage"):
        return f"−{number.text} is below zero.", quantity
    for what, meant, pattern, dimensions in _ALLOWED:
        if number.dimension not in dimensions and pattern.search(before):
            return f"{number.text} is not {what}.", meant
    if number.dimension in ("length", "voltage") and _SHARE_BEHIND.match(text, number.end):
        return f"{number.text} is not a share of the area.", "coverage"
    if number.dimension == "percent" and number.high > 1.0001 and not _COMPARES.search(text[start : number.end + 60]):
        return f"{number.text} is more than the whole.", quantity
    if number.dimension == "angle" and number.value > 360:
        return f"{number.text} is more than a full turn.", quantity
    if number.dimension == "voltage" and number.value > _HIGHEST_VOLTAGE:
        return f"No microscope has an accelerating voltage of {number.text}.", quantity
    if number.dimension == "length" and quantity in _INSIDE:
        why = _no_such_length(number, subject)
        return (why, quantity) if why is not None else None
    return None


def _no_such_length(number: Number, subject: Subject) -> str | None:
    extent = subject.field_m
    if extent is not None:
        across = (extent[0] ** 2 + extent[1] ** 2) ** 0.5
        if number.low > 1.05 * across and number.said != "at most":
            return f"{number.text} does not fit into a micrograph of {format_length(across)} from corner to corner."
        return None
    if number.low > _LARGEST:
        return f"Nothing in an electron micrograph is {number.text} large."
    if number.high < _SMALLEST:
        return f"Nothing in an electron micrograph is as small as {number.text}."
    return None
