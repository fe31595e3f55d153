"""Which drawn bar a label belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maemi.micrograph.burned_in.bars import Bar, find_bars
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.ink import Ink, inks
from maemi.micrograph.burned_in.text import Picture
from maemi.micrograph.burned_in.ticks import find_ticks

_REACH = 2.6
"""A bar lies within so many heights of its label above or below it."""
_BESIDE = 3.0
"""… or left or right of it, so many heights away."""
_SPLIT_EVEN = 0.35
"""Both halves of a bar with its label in the middle are about equally long."""
_MOST_OF_WIDTH = 0.93
"""A line from one side of the picture to the other is a frame."""

_LEVELS = (0.25, 1.7)
"""Bar and label have the same ink; thin letters are blurred to less than the bar's."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A bar for a label, and how well both fit together, 0 to 1."""

    bar: Bar
    fit: float


def bars_for(picture: Picture, label: Box, texts: Sequence[Box]) -> list[Pairing]:
    """Bars that may belong to a label, best first; `texts` are the boxes of all text, the label's included."""
    found: list[Pairing] = []
    high = label.height
    first, last = round(label.top - _REACH * high), round(label.bottom + _REACH * high)
    for turn, ink in enumerate(inks(picture, label)):
        near = label.left - _BESIDE * high, label.right + _BESIDE * high
        drawn = find_bars(ink, first, last, max(8.0, 0.5 * high), near)
        bars = [bar for bar in drawn if not _is_frame(bar, drawn, label, ink)]
        splits = _splits(drawn, label)
        bars = [bar for bar in bars if not any(_is_half(bar, split) for split in splits)] + splits
        polarity = 1.0 if turn == 0 else 0.85
        found += [Pairing(bar, polarity * _fit(bar, label)) for bar in bars if not _inside_text(bar, texts, label)]
        ticks = find_ticks(ink, first, last)
        found += [Pairing(bar, _fit_of_ticks(bar, label)) for bar in ticks if not _inside_text(bar, texts, label)]
    good = sorted((pairing for pairing in found if pairing.fit > 0.15), key=lambda pairing: -pairing.fit)
    return _distinct(good)


def _distinct(pairings: list[Pairing]) -> list[Pairing]:
    kept: list[Pairing] = []
    for pairing in pairings:
        box = pairing.bar.box
        if not any(abs(box.left - k.bar.box.left) < 3 and abs(box.right - k.bar.box.right) < 3 for k in kept):
            kept.append(pairing)
    return kept


def _fit(bar: Bar, label: Box) -> float:
    """How a bar lies to its label, and how much it looks like one."""
    high, box = label.height, bar.box
    if bar.kind == "split":
        return 0.95 * bar.sharpness
    beside = min(box.bottom, label.bottom) - max(box.top, label.top) > 0
    overlaps = min(box.right, label.right) - max(box.left, label.left)
    if overlaps <= 0:
        gap = max(box.left - label.right, label.left - box.right)
        if not beside and not (label.top - 0.6 * high < box.middle_row < label.bottom + 0.6 * high):
            return 0.0
        place = 0.85 if gap < _BESIDE * high else 0.0
    elif beside and overlaps > 0.5 * high and box.width > 0.5 * high and _through(box, label):
        return 0.0
    else:
        gap = max(box.top - label.bottom, label.top - box.bottom, 0.0)
        place = max(0.0, 1.0 - 0.3 * max(0.0, gap / high - 0.8))
        off = min(
            abs(box.middle_column - label.middle_column), abs(box.left - label.left), abs(box.right - label.right)
        )
        place *= max(0.4, 1.0 - 0.5 * max(0.0, off / high - 0.7))
    looks = 1.0 if bar.marks else 0.95
    if box.height <= 2 and not bar.marks:
        looks = 0.85
    if not _LEVELS[0] < bar.level < _LEVELS[1]:
        looks *= 0.6
    if box.width < 1.2 * high and not bar.marks:
        looks *= 0.6
    return place * looks * bar.sharpness


def _through(box: Box, label: Box) -> bool:
    """Whether a line runs through the middle of the label, as the strokes of its letters do."""
    return label.top + 0.2 * label.height < box.middle_row < label.bottom - 0.2 * label.height


def _fit_of_ticks(bar: Bar, label: Box) -> float:
    high, box = label.height, bar.box
    if label.middle_column < box.left - 3 * high or label.middle_column > box.right + 4 * high:
        return 0.0
    count = 1.0 if bar.intervals == 10 else 0.45
    return 0.97 * count * bar.sharpness**0.5


def _inside_text(bar: Bar, texts: Sequence[Box], label: Box) -> bool:
    """A stroke of a letter is no bar: it lies within a line of text that is not much shorter than it is wide."""
    for text in texts:
        shared = bar.box.overlap(text)
        area = max(bar.box.width * bar.box.height, 1.0)
        if shared > 0.6 * area and bar.box.width < (0.9 * text.height if text == label else 1.5 * text.height):
            return True
        if bar.kind == "ticks" and shared > 0.3 * area and text.height > 0.6 * bar.box.height and text != label:
            return True
    return False


def _is_frame(bar: Bar, drawn: Sequence[Bar], label: Box, ink: Ink) -> bool:
    """Lines across the picture, and the upper and lower side of a box around the label."""
    box = bar.box
    if box.width > _MOST_OF_WIDTH * ink.shape[1] or _goes_on(bar, ink):
        return True
    for other in drawn:
        twin = other.box
        if twin == box or abs(twin.left - box.left) > 3 or abs(twin.right - box.right) > 3:
            continue
        upper, lower = (box, twin) if box.top < twin.top else (twin, box)
        if upper.bottom <= label.middle_row <= lower.top and box.left < label.middle_column < box.right:
            return True
    return False


def _goes_on(bar: Bar, ink: Ink) -> bool:
    """Whether the row of a line holds far more ink than the rows near it: a frame's side, in pieces."""
    row = int(bar.box.middle_row)
    near = [other for other in (row - 5, row + 5) if 0 <= other < ink.shape[0]]
    shares = [float((ink[one] > 0.4 * bar.level).mean()) for one in (row, *near)]
    return shares[0] - max(shares[1:], default=0.0) > 0.4 and bar.box.width < 0.8 * shares[0] * ink.shape[1]


def _is_half(bar: Bar, split: Bar) -> bool:
    """Whether a line is one of the two of a split bar, or a part of one."""
    box = bar.box
    level = abs(box.middle_row - split.box.middle_row) <= 2
    return level and box.left >= split.box.left - 2 and box.right <= split.box.right + 2


def _splits(drawn: Sequence[Bar], label: Box) -> list[Bar]:
    """Bars with the label in a gap: two lines in one row, left and right of it, of equal length."""
    beside = [
        bar for bar in drawn if label.top - 0.2 * label.height < bar.box.middle_row < label.bottom + 0.2 * label.height
    ]
    found: list[Bar] = []
    for left in beside:
        for right in beside:
            near = left.box.right <= label.left + label.height and right.box.left >= label.right - label.height
            reach = _BESIDE * label.height
            gaps = label.left - left.box.right < reach and right.box.left - label.right < reach
            level = abs(left.box.middle_row - right.box.middle_row) <= 1.5
            even = abs(left.box.width - right.box.width) <= _SPLIT_EVEN * max(left.box.width, right.box.width)
            if near and gaps and level and even:
                box = left.box.around(right.box)
                sharpness = min(left.sharpness, right.sharpness)
                # A half has a mark at its outer end only.
                found.append(replace(left, box=box, kind="split", sharpness=sharpness, last_mark=right.last_mark))
    return found
