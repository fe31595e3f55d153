"""Numbers that a text states about a micrograph, with where they stand and what they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from maemi.micrograph.units import LENGTH_UNITS

NumberKind = Literal["length", "voltage", "magnification", "percent", "count"]
WORDS = {
    word: number
    for number, word in enumerate(
        ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
OBJECTS = (
    "particle|sphere|bead|cluster|fibre|fiber|wire|nanowire|rod|nanoparticle|pore|hole|grain|crystal|feature|object|"
    "structure|line|dot|pillar|cell|tip|opening|finger|pad"
)
_SPELLED = {"um": "µm", "μm": "µm", "micron": "µm"} | {
    f"{prefix}met{ending}": unit
    for prefix, unit in (("pico", "pm"), ("nano", "nm"), ("micro", "µm"), ("milli", "mm"))
    for ending in ("re", "er")
}
_AMOUNT = r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_NOT_WITHIN = r"(?<![\w.,])"
_PATTERN = re.compile(
    "|".join(
        (
            rf"{_NOT_WITHIN}{_AMOUNT.format('length')}\s*(?P<unit>pm|nm|µm|μm|um|mm|(?:nano|micro|milli|pico)met(?:re|er)s?|microns?)(?!\w)",
            rf"{_NOT_WITHIN}{_AMOUNT.format('kilovolts')}\s*(?P<volt>k?V)(?!\w)",
            rf"{_NOT_WITHIN}{_AMOUNT.format('times')}\s*(?:×|x\b|-fold)(?!\s*\d)",
            rf"{_NOT_WITHIN}{_AMOUNT.format('percent')}\s*(?:%|percent|per cent)",
            rf"{_NOT_WITHIN}(?P<count>\d{{1,6}}|{'|'.join(WORDS)})\s+(?:\w+\s+){{0,2}}?(?:{OBJECTS})s?\b",
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, in SI units (a percentage as a share of 1)."""

    kind: NumberKind
    value: float
    text: str
    """As it stands there, with its unit."""
    start: int
    end: int
    """Characters `start` to before `end`."""
    context: str
    """The sentence around it."""


def numbers_of(text: str) -> list[Number]:
    """Lengths, voltages, magnifications, percentages, and counts of things; years, ratios and angles are left alone."""
    found: list[Number] = []
    for match in _PATTERN.finditer(text):
        kind, value = _meaning(match)
        start, end = match.start(), match.end()
        if kind == "count":
            start, end = match.span("count")
        found.append(Number(kind, value, text[start:end], start, end, _sentence(text, start)))
    return found


def _meaning(match: re.Match[str]) -> tuple[NumberKind, float]:
    groups = match.groupdict()
    if groups["length"]:
        unit = groups["unit"].lower().removesuffix("s")
        return "length", _amount(groups["length"]) * LENGTH_UNITS[_SPELLED.get(unit, unit)]
    if groups["kilovolts"]:
        return "voltage", _amount(groups["kilovolts"]) * (1000 if groups["volt"].lower() == "kv" else 1)
    if groups["times"]:
        return "magnification", _amount(groups["times"])
    if groups["percent"]:
        return "percent", _amount(groups["percent"]) / 100
    word = groups["count"].lower()
    return "count", float(WORDS[word]) if word in WORDS else float(word)


def _amount(text: str) -> float:
    return float(text.replace(",", ""))


def _sentence(text: str, at: int) -> str:
    """The sentence that holds a place; a full stop inside a number ends none."""
    ends = [match.end() for match in re.finditer(r"[.!?;](?=\s|$)", text)]
    start = max((end for end in ends if end <= at), default=0)
    stop = min((end for end in ends if end > at), default=len(text))
    return text[start:stop].strip()
