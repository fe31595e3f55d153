"""Which quantity a number belongs to: by the words of its clause first, then its sentence, then the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from maemi.generate.checking.clauses import breaks_between, sentence_at
from maemi.generate.checking.cues import CUES, Cue
from maemi.generate.checking.reading.nouns import NOUN, kinds_named
from maemi.generate.checking.reading.number import Number

_MODIFIED = 60
"""Characters by which `largest` is nearer than it stands, within its clause."""
_WEAK = 25
"""Characters by which a weak word is farther than it stands."""
_OTHER_NUMBER = 25
"""Characters that another number in between is worth: a cue mostly belongs to the number beside it."""
_BEHIND = 10
"""A cue mostly stands before its number."""
_LENGTHS = ("length", "pixels")
_TAKEN = 40
"""What a cue is farther away where it is another number's: it touches that one, or leads to it."""
_TOUCHES = 2
_FOLLOWS = 25
"""Characters within which a number follows a cue."""
_FAR = 75
"""Beyond this distance a cue says less than the question and the things that are named."""
_CLEAR = 22
"""Up to this distance a cue is the number's own."""
_NOUN = re.compile(rf"\b{NOUN}", re.IGNORECASE)
_ATTRIBUTE = re.compile(rf"[-\s](?:sized?\s+|diameter\s+|wide\s+|thick\s+)?(?:\w+\s+)?{NOUN}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meant:
    """Which quantity a number is taken to be of."""

    quantity: str
    """Its name; `other` where the words name something that nobody measures."""
    clear: bool
    """A word of the number's own clause names it; else it is guessed from the question and what is named."""


def meant_by(number: Number, question: str, text: str, others: Iterable[Number], named: Iterable[Cue]) -> Meant | None:
    """The quantity, None without any word for one.

    `others`: all numbers of the text; `named`: cues of the quantities of this measurement beyond `CUES`.
    """
    start, end = sentence_at(text, number.start)
    sentence = text[start:end]
    places = [(one.start - start, one.end - start) for one in others if start <= one.start < end and one != number]
    cues = [cue for cue in (*named, *CUES) if number.dimension in cue.dimensions]
    near = _nearest(sentence, (number.start - start, number.end - start), places, cues)
    if number.dimensions_of and (near is None or near[0] > _CLEAR):
        return Meant("field", True)  # `a region of 5 µm × 4 µm`
    if near is not None and near[0] <= _FAR:
        return Meant(near[1], near[0] <= _CLEAR)
    if number.dimension in _LENGTHS and _ATTRIBUTE.match(text, number.end):
        return Meant("size", True)  # `350-nm spheres`
    asked = _nearest(question, (len(question), len(question)), [], cues) if question else None
    if asked is not None:
        return Meant(asked[1], False)
    if number.dimension in _LENGTHS and (_NOUN.search(sentence) or _NOUN.search(question)):
        return Meant("size", False)  # `spheres of about 350 nm`
    return Meant(near[1], False) if near is not None else None


def _nearest(
    text: str, place: tuple[int, int], others: list[tuple[int, int]], cues: Iterable[Cue]
) -> tuple[float, str] | None:
    """Distance and quantity of the nearest cue."""
    found = [(match.span(), cue) for cue in cues for match in cue.pattern.finditer(text)]
    found = [
        (span, cue)
        for span, cue in found
        if not (place[0] <= span[0] and span[1] <= place[1]) or "voltage" in cue.dimensions
    ]
    # `size` within `pixel size` says nothing of its own.
    whole = [
        (_distance(text, place, span, others, cue), cue.quantity)
        for span, cue in found
        if not any(one[0] <= span[0] and span[1] <= one[1] and one != span for one, _ in found)
    ]
    return min(whole, default=None, key=lambda one: one[0])


def _distance(
    text: str, place: tuple[int, int], cue: tuple[int, int], others: list[tuple[int, int]], kind: Cue
) -> float:
    before = cue[1] <= place[0]
    gap = (cue[1], place[0]) if before else (place[1], max(place[1], cue[0]))
    breaks = breaks_between(text, *gap)
    between = sum(1 for one in others if gap[0] <= one[0] and one[1] <= gap[1])
    distance = float(gap[1] - gap[0]) + breaks + _OTHER_NUMBER * between + (0 if before else _BEHIND)
    if not before and any(0 <= one[0] - cue[1] < _FOLLOWS for one in others):
        distance += _TAKEN
    if before and any(0 <= cue[0] - one[1] <= _TOUCHES for one in others):
        distance += _TAKEN
    if kind.rank == "modifier" and not breaks and not between:
        distance -= _MODIFIED
    return distance + (_WEAK if kind.rank == "weak" else 0)


def kinds_meant(number: Number, question: str, text: str) -> frozenset[str]:
    """The kinds of structure whose number this is, by the nearest noun; empty where none is named."""
    if number.noun:
        return kinds_named(number.noun)
    start, end = sentence_at(text, number.start)
    nouns = [(match.start() + start, match.end() + start, match[0]) for match in _NOUN.finditer(text[start:end])]
    if nouns:

        def distance(noun: tuple[int, int, str]) -> int:
            gap = number.start - noun[1] if noun[1] <= number.start else noun[0] - number.end + _BEHIND
            return gap + breaks_between(text, min(noun[0], number.start), max(noun[0], number.start))

        return kinds_named(min(nouns, key=distance)[2])
    asked = [match[0] for match in _NOUN.finditer(question)]
    return kinds_named(asked[-1]) if asked else frozenset()
