"""How sure a number is said: about, at most, at least."""

from __future__ import annotations

import re

from maemi.generate.checking.reading.number import Said

_BEFORE: tuple[tuple[Said, re.Pattern[str]], ...] = (
    (
        "at most",
        re.compile(
            r"(?:\b(?:up\s+to|at\s+most|(?:no|not)\s+(?:more|larger|greater)\s+than|less\s+than|fewer\s+than|"
            r"(?:smaller|lower|shorter|thinner|narrower|finer)\s+than|below|under|within|not\s+exceeding|"
            r"sub)[\s-]*(?:about\s+)?|[<≤]\s*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "at least",
        re.compile(
            r"(?:\b(?:at\s+least|no\s+(?:less|fewer)\s+than|not\s+less\s+than|more\s+than|"
            r"(?:larger|greater|higher|longer|bigger|thicker|wider)\s+than|(?<!extends )(?<!extending )(?<!spans "
            r")(?<!stretches )(?<!spread )(?<!averaged )over|above|exceed(?:s|ing)?|"
            r"upwards?\s+of|in\s+excess\s+of|beyond)\s*(?:about\s+)?|[>≥]\s*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:\b(?:about|approx(?:imately|\.)?|roughly|around|circa|ca\.?|some|nearly|almost|close\s+to|near|"
            r"(?:on|in|of)\s+the\s+order\s+of|an?\s+estimated|estimated\s+(?:at|to\s+be)|perhaps|probably|"
            r"just\s+(?:over|under|above|below)|slightly\s+(?:over|under|above|below|more\s+than|less\s+than)|"
            r"a\s+little\s+(?:over|under|more\s+than|less\s+than)|well)\s*(?:an?\s+)?|[~≈∼≃]\s*)$",
            re.IGNORECASE,
        ),
    ),
)
_AFTER: tuple[tuple[Said, re.Pattern[str]], ...] = (
    ("about", re.compile(r"\s*(?:or\s+so\b|or\s+thereabouts\b|approximately\b|,?\s+give\s+or\s+take)", re.IGNORECASE)),
    (
        "at least",
        re.compile(r"\s*(?:\+(?!\s*\d)|or\s+(?:more|larger|greater)\b|and\s+(?:above|more)\b)", re.IGNORECASE),
    ),
    ("at most", re.compile(r"\s*(?:or\s+(?:less|fewer|smaller|below)\b|at\s+most\b)", re.IGNORECASE)),
)
_REACH = 32


def said_of(text: str, start: int, end: int) -> Said:
    """How the number at `start` to before `end` is said, by the words on both sides."""
    before = text[max(0, start - _REACH) : start]
    order = _BEFORE
    if _BEFORE[2][1].search(before) and re.search(r"(?:just|slightly|little)\s+\S+(?:\s+than)?\s*$", before):
        return "about"  # `just over 50 nm` is a value, not a bound
    for said, pattern in order:
        if pattern.search(before):
            return said
    for said, pattern in _AFTER:
        if pattern.match(text, end):
            return said
    return "plain"
