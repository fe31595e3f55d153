"""Drawn horizontal lines and boxes in ink, with ends to a fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.ink import Ink

_INK = 0.5
_SAME_END = 2.5
"""Rows of one bar end within so many pixels of each other: blur and JPEG fray them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in pixels of the picture."""

    box: Box
    """Of the line itself, without the marks at its ends; left and right are where the bar ends, to a fraction."""
    first_mark: float = 0.0
    """Width in pixels of the mark at the left end, 0 without one."""
    last_mark: float = 0.0
    kind: str = "line"
    """line, box, split (the label in a gap of it) or ticks."""
    sharpness: float = 1.0
    """How much of its outline is a step from ink to background, 0 to 1."""
    intervals: int = 0
    """Between ticks."""

    @property
    def marks(self) -> float:
        """Width of the marks where both ends have one, else 0."""
        return (self.first_mark + self.last_mark) / 2 if self.first_mark and self.last_mark else 0.0

    @property
    def length(self) -> float:
        """In pixels. Between the middles of end marks: what lies between them is what they measure."""
        return self.box.width - self.marks

    @property
    def uncertainty(self) -> float:
        """Pixels: half a pixel of reading both ends, and the width of marks, whose edges may be meant."""
        return (0.35**2 + (0.35 * self.marks) ** 2) ** 0.5


def find_bars(ink: Ink, first_row: int, last_row: int, least: float) -> list[Bar]:
    """Bars at least `least` pixels long in the rows from `first_row` to before `last_row`."""
    rows, columns = ink.shape
    found: list[Bar] = []
    open_runs: list[tuple[int, int, int, int]] = []  # top, bottom, left, right (ends not included)
    for row in range(max(0, first_row), min(rows, last_row) + 1):
        runs = _runs(ink[row], least) if row < min(rows, last_row) else []
        still: list[tuple[int, int, int, int]] = []
        for top, bottom, left, right in open_runs:
            match = next(
                (run for run in runs if abs(run[0] - left) <= _SAME_END and abs(run[1] - right) <= _SAME_END), None
            )
            if match is None:
                found += _bar(ink, top, bottom, left, right)
            else:
                runs.remove(match)
                still.append((top, row + 1, min(left, match[0]), max(right, match[1])))
        still += [(row, row + 1, left, right) for left, right in runs]
        open_runs = still
    return [bar for bar in found if bar.box.left > 1 and bar.box.right < columns - 1]


def _runs(row: Ink, least: float) -> list[tuple[int, int]]:
    """Runs of ink; a gap of one pixel is noise."""
    solid = row > _INK
    padded = np.concatenate(([False], solid, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    runs: list[tuple[int, int]] = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and left - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], right)
        else:
            runs.append((left, right))
    return [run for run in runs if run[1] - run[0] >= least]


def _bar(ink: Ink, top: int, bottom: int, left: int, right: int) -> list[Bar]:
    """The bar of a block of ink, or nothing where it is no bar: too thick, or not sharp."""
    thick, long = bottom - top, right - left
    if thick > 0.5 * long or thick > 60:
        return []
    core = ink[top:bottom, left:right]
    level = float(np.median(core))
    if level < _INK:
        return []
    # Rows of the edge are blurred; the ends are read where the bar is fullest.
    fullest = np.median(core, axis=1) >= 0.8 * level
    profile = ink[top:bottom][fullest].mean(axis=0) / level
    first, last = _end(profile, left, -1), _end(profile, right - 1, 1)
    marks = _mark(ink, top, bottom, first, 1), _mark(ink, top, bottom, last, -1)
    kind = "line" if all(marks) or thick <= 3 else "box"
    bar = Bar(Box(top, first, bottom, last), *marks, kind=kind)
    return [replace(bar, sharpness=_sharpness(ink / level, top, bottom, left, right))]


def _end(profile: Ink, inside: int, step: int) -> float:
    """Where the profile falls through one half, walking from `inside` by `step`; pixel p covers p to p + 1."""
    place = inside
    # The run's last pixel may be frayed: begin two pixels further in.
    place -= 2 * step
    while 0 <= place + step < len(profile):
        here, there = float(profile[place]), float(profile[place + step])
        if there < 0.5 <= here:
            return place + 0.5 + step * (here - 0.5) / (here - there)
        place += step
    return float(place + 0.5 + 0.5 * step)


def _mark(ink: Ink, top: int, bottom: int, end: float, inwards: int) -> float:
    """Width of the vertical mark at one end, 0 where there is none."""
    rows, columns = ink.shape
    thick = bottom - top
    reach = max(2, thick)
    best = 0.0
    for first, last in ((top - 1 - reach, top - 1), (bottom + 1, bottom + 1 + reach)):
        if first < 0 or last > rows:
            continue
        edge = round(end) if inwards > 0 else round(end) - 1
        stretch = [edge + inwards * offset for offset in range(-1, 3 * thick + 6)]
        stretch = [column for column in stretch if 0 <= column < columns]
        column_ink = np.clip(ink[first:last, stretch].mean(axis=0), 0, 1)
        solid = column_ink > 0.4
        begin = next((index for index, on in enumerate(solid[:4]) if on), None)
        if begin is None:
            continue
        stop = next((index for index in range(begin, len(solid)) if not solid[index]), None)
        if stop is None:
            continue  # no mark: the ink goes on, as below a letter or in a box
        best = max(best, float(column_ink[max(0, begin - 1) : stop + 1].sum()))
    return best


def _sharpness(ink: Ink, top: int, bottom: int, left: int, right: int) -> float:
    """The share of the outline at which ink meets background."""
    rows, columns = ink.shape
    inset = max(1, (right - left) // 20)
    sides: list[np.ndarray] = []
    for inner, outer in ((top, top - 2), (bottom - 1, bottom + 1)):
        # Marks at the ends go on beyond the line.
        stretch = slice(left + inset, right - inset)
        if 0 <= outer < rows:
            sides.append(ink[inner, stretch] - ink[outer, stretch] > 0.4)
        else:
            sides.append(np.ones(max(1, right - left - 2 * inset), bool))
    ends: list[np.ndarray] = []
    for inner, outer in ((left + 1, left - 3), (right - 2, right + 2)):
        if 0 <= outer < columns:
            ends.append(ink[top:bottom, inner] - ink[top:bottom, outer] > 0.4)
    return float(np.concatenate(sides).mean()) * float(np.concatenate(ends).mean() if ends else 0.0)
