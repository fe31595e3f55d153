"""Read the scale bar of a picture: label, bar, and what else the picture says about its own size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from maemi.micrograph.burned_in.acquisition_text import BurnedInText, read_acquisition
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.lengths import Length, find_lengths
from maemi.micrograph.burned_in.pairing import bars_for
from maemi.micrograph.burned_in.text import Line, Picture, find_lines, read_line
from maemi.micrograph.burned_in.trust import Trusted, trust

_LETTERS_SEEN = 900
"""Columns below which a picture is enlarged before its text is looked for."""
_MOST_COLUMNS = 1600
"""Columns above which a picture is reduced before its text is looked for."""
_MOST_LINES = 60
"""A picture of text is no micrograph: what is beyond is not read."""
_LOWER_PART = 0.25
_NUMBER, _UNIT = re.compile(r"\d+(?:[.,]\d+)?"), re.compile(r"[nuµpmc]m", re.IGNORECASE)
_LARGE = 40.0
"""Letters of so many pixels are large for the detector."""


@dataclass(frozen=True, slots=True)
class BurnedIn:
    """What was read from a picture."""

    bar: Trusted | None
    """The scale bar, or another statement of the picture's size, with the confidence in it."""
    said: BurnedInText
    lines: tuple[Line, ...]


def read_burned_in(picture: Picture, info_bar: tuple[int, int] | None = None) -> BurnedIn:
    """Read [rows, columns, 3] of uint8; `info_bar` says where the strip of text is, where that is known.

    Without an info bar the lowest quarter is read first, and the rest where nothing is found there.
    Raises NoReaderError where the networks are missing.
    """
    best = BurnedIn(None, BurnedInText(), ())
    lines: list[Line] = []
    for first, last in _parts(picture.shape[0], info_bar):
        lines += [line for line in _read_part(picture, first, last) if not _is_known(line, lines)]
        best = _understand(picture, lines)
        if best.bar is not None and best.bar.confidence > 0.5:
            break
    return best


def _parts(rows: int, info_bar: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """Stretches of rows in the order in which they are read; last rows not included."""
    if info_bar is not None:
        margin = max(4, rows // 100)
        yield max(0, info_bar[0] - margin), min(rows, info_bar[1] + 1 + margin)
        first = info_bar[0]
    else:
        yield round(rows * (1 - _LOWER_PART)), rows
        first = round(rows * (1 - _LOWER_PART)) + rows // 40
    yield 0, first


def _read_part(picture: Picture, first: int, last: int) -> list[Line]:
    if last - first < 8:
        return []
    part = np.ascontiguousarray(picture[first:last])
    columns = part.shape[1]
    scale = 1.0
    if columns < _LETTERS_SEEN:
        scale = 2.0
    elif columns < _MOST_COLUMNS and last - first < columns / 8:
        scale = 1.5
    elif columns > _MOST_COLUMNS and last - first > 400:
        scale = _MOST_COLUMNS / columns
    boxes = _joined(find_lines(part, scale), _LARGE / scale)
    boxes.sort(key=lambda box: -box.bottom)
    lines = [read_line(part, box) for box in boxes[:_MOST_LINES]]
    lines += [read_line(part, box) for box in _torn(lines)]
    return [line.at(first, 0) for line in lines if line.text and line.score > 0.3]


def _torn(lines: Sequence[Line]) -> list[Box]:
    """Boxes of a number and the unit behind it, which a wide space made two lines of."""
    return [
        number.box.around(unit.box)
        for unit in lines
        if _UNIT.fullmatch(unit.text)
        for number in lines
        if _NUMBER.fullmatch(number.text)
        and -0.6 * unit.box.height < unit.box.left - number.box.right < 1.2 * unit.box.height
        and abs(unit.box.middle_row - number.box.middle_row) < 0.7 * unit.box.height
    ]


def _joined(boxes: list[Box], least: float) -> list[Box]:
    """Letters higher than `least` come apart in the detector; those close together in one row are one line."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda one: one.left):
        for place, before in enumerate(joined):
            high, low = max(box.height, before.height), min(box.height, before.height)
            shared = min(box.bottom, before.bottom) - max(box.top, before.top)
            if low > least and box.left - before.right < 0.3 * high and shared > max(0.6 * low, 0.45 * high):
                joined[place] = before.around(box)
                break
        else:
            joined.append(box)
    return joined


def _is_known(line: Line, lines: Sequence[Line]) -> bool:
    """A line on the border between two parts is read once."""
    area = line.box.width * line.box.height
    return any(line.box.overlap(other.box) > 0.3 * area for other in lines)


def _understand(picture: Picture, lines: list[Line]) -> BurnedIn:
    said = read_acquisition(lines)
    texts = [line.box for line in lines]
    found: list[Trusted] = []
    for place, line in enumerate(lines):
        if place in said.named_lengths:
            continue
        for length in find_lengths(line.text):
            if length.named:
                continue
            label = line.part(length.start, length.end)
            pairings = bars_for(picture, label, texts)
            if pairings:
                again = _again(picture, line, length)
                found.append(trust(picture, line, length, label, pairings, again, said))
    found.sort(key=lambda reading: -reading.confidence)
    return BurnedIn(_without_rivals(found), said, tuple(lines))


def _again(picture: Picture, line: Line, length: Length) -> bool:
    """Whether the label reads the same when its letters are drawn wider, with more room around it."""
    label = line.part(length.start, length.end)
    high = line.box.height
    rows, columns = picture.shape[:2]
    roomy = Box(
        max(0.0, label.top - 0.08 * high),
        max(0.0, label.left - 0.3 * high),
        min(float(rows), label.bottom + 0.08 * high),
        min(float(columns), label.right + 0.3 * high),
    )
    second = find_lengths(read_line(picture, roomy, stretch=1.25).text)
    return any(abs(other.metres - length.metres) <= 1e-6 * length.metres for other in second)


def _without_rivals(found: Sequence[Trusted]) -> Trusted | None:
    """The best; two that contradict each other are both doubted."""
    if not found:
        return None
    best = found[0]
    for rival in found[1:]:
        if rival.confidence > 0.75 * best.confidence and abs(rival.pixel_m / best.pixel_m - 1) > 0.03:
            return best.doubted(0.6, "another bar in the picture gives another size")
    return best
