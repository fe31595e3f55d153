"""Lines of text in a picture: where they are, what they say, and where each letter stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.filters import blobs
from maemi.micrograph.burned_in.networks import detector, recogniser

Picture = NDArray[np.uint8]
"""[rows, columns, 3]"""

_LINE_ROWS = 48
"""The recogniser reads lines of this height."""
_READABLE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,:;=+-*/()[]<>#%&'\"@_|~^×µμÅ°±")
"""Microscopes write these; the other 18,600 signs that the network knows are never looked for."""
_SAME = {"μ": "µ"}
_TEXT_THRESHOLD, _BOX_THRESHOLD = 0.3, 0.5
_GROWN = 1.6
"""The detector is trained to mark the middle of a line; its box grows by area × this / circumference, as in its paper
(Liao et al., Real-time scene text detection with differentiable binarization, 2020)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    text: str
    box: Box
    """In pixels of the whole picture."""
    columns: tuple[float, ...]
    """The middle of each letter, in columns of the picture."""
    scores: tuple[float, ...]
    """Of each letter, from 0 to 1."""

    @property
    def score(self) -> float:
        return float(np.mean(self.scores)) if self.scores else 0.0

    def part(self, start: int, end: int) -> Box:
        """The box of the letters from `start` to before `end`."""
        half = self.box.height * 0.3
        left, right = self.columns[start] - half, self.columns[end - 1] + half
        return Box(self.box.top, max(self.box.left, left), self.box.bottom, min(self.box.right, right))

    def at(self, rows: float, columns: float) -> Line:
        """The same line in a larger picture in which this one's corner lies at (rows, columns)."""
        return replace(
            self, box=self.box.moved(rows, columns), columns=tuple(column + columns for column in self.columns)
        )


def find_lines(picture: Picture, scale: float) -> list[Box]:
    """Boxes of lines of text, in pixels of `picture`, which the detector sees enlarged by `scale`."""
    rows, columns = picture.shape[:2]
    # The network halves its picture five times.
    seen_rows, seen_columns = (max(32, round(side * scale / 32) * 32) for side in (rows, columns))
    found = detector().run(_input(_resized(picture, seen_rows, seen_columns)))[0, 0]
    boxes: list[Box] = []
    for first_row, first_column, high, wide, probability in blobs(found, _TEXT_THRESHOLD):
        if probability < _BOX_THRESHOLD:
            continue
        if high < 3 or wide < 3:
            continue
        grown = high * wide * _GROWN / (2 * (high + wide))
        top, left = first_row - grown, first_column - grown
        down, across = rows / seen_rows, columns / seen_columns
        box = Box(
            max(0.0, top * down),
            max(0.0, left * across),
            min(float(rows), (top + high + 2 * grown) * down),
            min(float(columns), (left + wide + 2 * grown) * across),
        )
        if box.height >= 5:
            boxes.append(box)
    return boxes


def read_line(picture: Picture, box: Box, stretch: float = 1.0) -> Line:
    """What one line says; `stretch` widens the letters: a second look at the same line."""
    top, left = int(box.top), int(box.left)
    crop = picture[top : int(np.ceil(box.bottom)), left : int(np.ceil(box.right))]
    high, wide = crop.shape[:2]
    width = max(16, round(wide / high * _LINE_ROWS * stretch))
    said = recogniser().run(_input(_resized(crop, _LINE_ROWS, width)))[0]
    signs, allowed = _alphabet()
    readable = said[:, allowed]
    for sign, twin in _SAME.items():
        # Two signs that look alike share what is one.
        readable[:, signs.index(twin)] += readable[:, signs.index(sign)]
    best = readable.argmax(axis=1)
    letters: list[str] = []
    columns: list[float] = []
    scores: list[float] = []
    before = 0
    for step, index in enumerate(int(one) for one in best):
        sign, score = signs[index], float(readable[step, index])
        if index != before and sign:
            letters.append(_SAME.get(sign, sign))
            columns.append(left + (step + 0.5) / len(best) * wide)
            scores.append(score)
        elif index == before and sign and scores:
            scores[-1] = max(scores[-1], score)
        before = index
    first = next((place for place, letter in enumerate(letters) if letter != " "), 0)
    last = next((place for place in range(len(letters), 0, -1) if letters[place - 1] != " "), 0)
    kept = slice(first, last)
    return Line("".join(letters[kept]), box, tuple(columns[kept]), tuple(scores[kept]))


@lru_cache(maxsize=1)
def _alphabet() -> tuple[list[str], NDArray[np.int64]]:
    """The signs that are looked for, blank ("") first, and their places in the network's output."""
    known = ["", *recogniser().notes["character"].splitlines(), " "]
    places = [place for place, sign in enumerate(known) if place == 0 or sign in _READABLE]
    return [known[place] for place in places], np.array(places)


def _resized(picture: Picture, rows: int, columns: int) -> Picture:
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize((columns, rows), Image.Resampling.BICUBIC))


def _input(picture: Picture) -> NDArray[np.float32]:
    scaled = picture.astype(np.float32) / np.float32(127.5) - np.float32(1.0)
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[np.newaxis])
