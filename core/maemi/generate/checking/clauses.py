"""Which sentence, and which clause of it, a place in a text belongs to."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(
    r"(?<!\bapprox)(?<!\bca)(?<!\be\.g)(?<!\bi\.e)(?<!\bFig)(?<!\bvs)(?<!\bmax)(?<!\bmin)[.!?](?=\s|$)|\n"
)
_CLAUSE_END = re.compile(
    r"[;—]\s|\s[-–]\s|\b(?:and|while|whereas|but|with|which|where|although|though|giving|so)\b", re.IGNORECASE
)
_PAUSE = re.compile(r"[,:()]")
_LINK = re.compile(
    r",?\s*\b(?:which|that)\s+(?:is|are|was|were|equals?|measures?|averages?|amounts?\s+to|comes?\s+to)\b",
    re.IGNORECASE,
)
"""A relative clause that says nothing but a value belongs to the noun before it: `the period, which is 209 nm`."""
CLAUSE, PAUSE = 45, 20
"""Characters that the end of a clause, and a pause within one, are worth."""


def sentence_at(text: str, at: int) -> tuple[int, int]:
    """The sentence that holds a place, as start and end; a full stop inside a number ends none."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    return start, min((end for end in ends if end > at), default=len(text))


def breaks_between(text: str, one: int, other: int) -> int:
    """What the ends of clauses and the pauses between two places are worth, in characters of distance."""
    low, high = sorted((one, other))
    between = _LINK.sub(" ", text[low:high])
    return CLAUSE * len(_CLAUSE_END.findall(between)) + PAUSE * len(_PAUSE.findall(between))
