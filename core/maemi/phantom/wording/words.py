"""Plain numbers → plain words: how many, how large, how much, in which direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Facts = Mapping[str, Any]

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SINGULAR = {
    "finger": "fingers",
    "pad": "pads",
    "beam": "beams",
    "winding": "windings",
    "hole": "holes",
    "tooth": "teeth",
    "dot": "dots",
    "pillar": "pillars",
    "line": "lines",
    "square": "squares",
    "opening": "openings",
    "particle": "particles",
    "grain": "grains",
    "pore": "pores",
    "cell": "cells",
    "fibre": "fibres",
    "nanowire": "nanowires",
    "tip": "tips",
    "island": "islands",
    "layer": "layers",
    "pinhole": "pinholes",
    "bump": "bumps",
    "wrinkle": "wrinkles",
    "feature": "features",
}
"""One → many."""

_ONE = {many: one for one, many in SINGULAR.items()}


def pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    """One of several wordings."""
    return options[int(rng.integers(len(options)))]


def one_of(objects: str) -> str:
    """The singular of an object's word."""
    return _ONE.get(objects, objects.removesuffix("s"))


def named(facts: Facts) -> str:
    """What is seen, in the singular where it is one."""
    return one_of(facts["object"]) if facts.get("count") == 1 else str(facts["object"])


def percent(fraction: float) -> str:
    """A part of one in per cent, whole ones where there is at least one."""
    return f"{100 * fraction:.0f} %" if fraction >= 0.01 else f"{100 * fraction:.1f} %"


def sentence(text: str) -> str:
    """With a capital letter at the start."""
    return text[:1].upper() + text[1:]


def number(count: int) -> str:
    """A count as it stands in a sentence."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def amount(facts: Facts) -> str | None:
    """few, several, many, very many; None where things cannot be counted."""
    count = facts.get("count")
    if not count:
        return None
    if count == 1:
        return "a single"
    return "a few" if count <= 6 else "several" if count <= 20 else "many" if count <= 70 else "very many"


def crowding(facts: Facts) -> str:
    """How full the field is."""
    coverage = facts["coverage"]
    return "sparse" if coverage < 0.12 else "loose" if coverage < 0.35 else "dense" if coverage < 0.7 else "crowded"


THIN = frozenset({"nanowires", "fibres", "fingers", "beams", "lines", "windings", "layers"})
"""What is thin or thick rather than small or large."""

_SIZES = ("very small", "small", "medium-sized", "large", "very large")
_WIDTHS = ("very thin", "thin", "of medium width", "thick", "very thick")


def relative_size(facts: Facts) -> str | None:
    """Size against the field of view, so that it can be told from the pixels alone; None where it has none.

    A tip's size is that of its apex, which says nothing of how large it looks.
    """
    size = facts.get("size_rel")
    if not size or facts["class"] == "tips":
        return None
    step = sum(size >= limit for limit in (0.02, 0.05, 0.12, 0.25))
    return (_WIDTHS if facts["object"] in THIN else _SIZES)[step]


def part(coverage: float) -> str:
    """A fraction of the area in words."""
    steps = (
        (0.05, "only a very small part"),
        (0.15, "a small part"),
        (0.3, "about a quarter"),
        (0.42, "more than a third"),
        (0.58, "about half"),
        (0.72, "about two thirds"),
        (0.88, "most"),
        (2.0, "nearly all"),
    )
    return next(words for limit, words in steps if coverage < limit)


def direction(orientation_deg: float) -> str:
    """An angle against the horizontal, counted counter-clockwise from 0 to 180, in words."""
    angle = orientation_deg % 180
    if angle < 20 or angle > 160:
        return "horizontal"
    if 70 < angle < 110:
        return "vertical"
    return "diagonal, rising to the right" if angle < 90 else "diagonal, falling to the right"
