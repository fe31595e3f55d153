"""Drawn horizontal lines and boxes in ink, with ends to a fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.filters import median_of_columns
from maemi.micrograph.burned_in.ink import Ink

_THRESHOLDS = {True: (0.25, 0.5), False: (0.5, 0.8)}
"""Ink from which on a pixel belongs to a bar: on a clean background a thin line may have been blurred to a quarter; on
a scan the higher one tells a white bar from bright structure."""
_LEAST_SHARP = 0.25
"""Below it, a run of ink is structure of the scan."""
_THIN_INK = 0.2
_THINNEST = 10
"""Rows of a line that stands out from what is over and under it."""
_STEP = 0.25
"""Ink falls by so much of the bar's at its outline."""
_CLEAN = 0.05
"""Half of the pixels of a strip without a scan differ by less from their background."""
_SAME_END = 2.5
"""Rows of one bar end within so many pixels of each other: blur and JPEG fray them."""

Mark = tuple[float, float]
"""Middle of a vertical mark, in columns to a fraction, and its width."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in pixels of the picture."""

    box: Box
    """Of the line itself, without what of the marks at its ends lies above and below it."""
    first_mark: Mark | None = None
    last_mark: Mark | None = None
    kind: str = "line"
    """line, box, split (the label in a gap of it) or ticks."""
    sharpness: float = 1.0
    """How much of its outline is a step from ink to background, 0 to 1."""
    level: float = 1.0
    """Of its ink, where the label's is 1."""
    intervals: int = 0
    """Between ticks."""

    @property
    def marks(self) -> float:
        """Width of the marks where both ends have one, else 0."""
        return (self.first_mark[1] + self.last_mark[1]) / 2 if self.first_mark and self.last_mark else 0.0

    @property
    def length(self) -> float:
        """In pixels, from edge to edge, or from the middle of one mark to that of the other.

        What lies between the middles of marks is what they measure; the line may go on beyond them.
        """
        if self.first_mark and self.last_mark:
            return self.last_mark[0] - self.first_mark[0]
        return self.box.width

    @property
    def uncertainty(self) -> float:
        """One standard deviation in pixels.

        A program draws whole pixels (0.29), both ends are read (0.3), and of marks at the ends the edges may be meant.
        """
        return (0.29**2 + 0.3**2 + (0.2 * self.marks) ** 2) ** 0.5


def find_bars(
    ink: Ink, first_row: int, last_row: int, least: float, near: tuple[float, float] = (0.0, inf)
) -> list[Bar]:
    """Bars at least `least` pixels long in the rows from `first_row` to before `last_row`.

    Some of the columns `near` belong to them.
    """
    window = ink[max(0, first_row) : last_row]
    clean = window.size > 0 and float(np.median(np.abs(window))) < _CLEAN
    found = [bar for inked in _THRESHOLDS[clean] for bar in _bars_at(ink, inked, first_row, last_row, least, near)]
    if not clean and window.size:
        found += _bars_at(_raised(ink, first_row, last_row), _THIN_INK, first_row, last_row, least, near)
    return found


def _raised(ink: Ink, first_row: int, last_row: int) -> Ink:
    """Ink above that of the rows over and under it: thin lines stand out even before bright structures."""
    margin = 2 * _THINNEST
    rows = slice(max(0, first_row - margin), last_row + margin)
    raised = ink.copy()
    raised[rows] -= median_of_columns(ink[rows], 2 * _THINNEST + 1)
    return raised


def _bars_at(
    ink: Ink, inked: float, first_row: int, last_row: int, least: float, near: tuple[float, float]
) -> list[Bar]:
    rows, columns = ink.shape
    found: list[Bar] = []
    open_runs: list[tuple[int, int, int, int]] = []  # top, bottom, left, right (ends not included)
    for row in range(max(0, first_row), min(rows, last_row) + 1):
        runs = _runs(ink[row] > inked, least, near) if row < min(rows, last_row) else []
        still: list[tuple[int, int, int, int]] = []
        for top, bottom, left, right in open_runs:
            match = next(
                (run for run in runs if abs(run[0] - left) <= _SAME_END and abs(run[1] - right) <= _SAME_END), None
            )
            if match is None:
                found += _bar(ink, inked, top, bottom, left, right)
            else:
                runs.remove(match)
                still.append((top, row + 1, min(left, match[0]), max(right, match[1])))
        still += [(row, row + 1, left, right) for left, right in runs]
        open_runs = still
    return [bar for bar in found if bar.box.left > 1 and bar.box.right < columns - 1]


def _runs(solid: NDArray[np.bool_], least: float, near: tuple[float, float]) -> list[tuple[int, int]]:
    """Runs of ink; a gap of one pixel is noise."""
    padded = np.concatenate(([False], solid, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    runs: list[tuple[int, int]] = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and left - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], right)
        else:
            runs.append((left, right))
    return [run for run in runs if run[1] - run[0] >= least and run[1] >= near[0] and run[0] <= near[1]]


def _bar(ink: Ink, inked: float, top: int, bottom: int, left: int, right: int) -> list[Bar]:
    """The bar of a block of ink, or nothing where it is no bar: too thick, or not sharp."""
    thick, long = bottom - top, right - left
    if thick > 0.5 * long or thick > 60:
        return []
    core = ink[top:bottom, left:right]
    level = float(np.median(core))
    if level < inked:
        return []
    sharp = _sharpness(ink, _STEP * level, top, bottom, left, right)
    if sharp < _LEAST_SHARP:
        return []
    # Rows of the edge are blurred; the ends are read where the bar is fullest.
    fullest = np.median(core, axis=1) >= 0.8 * level
    profile = ink[top:bottom][fullest].mean(axis=0) / level
    first, last = _end(profile, left, -1), _end(profile, right - 1, 1)
    marks = _mark(ink, level, top, bottom, first, 1), _mark(ink, level, top, bottom, last, -1)
    kind = "line" if all(marks) or thick <= 3 else "box"
    return [Bar(Box(top, first, bottom, last), *marks, kind=kind, sharpness=sharp, level=level)]


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


def _mark(ink: Ink, level: float, top: int, bottom: int, end: float, inwards: int) -> Mark | None:
    """Middle and width of the vertical mark at one end: what rises above or hangs below the line there."""
    rows, columns = ink.shape
    edge = round(end) if inwards > 0 else round(end) - 1
    reach = 3 * (bottom - top) + 6
    stretch = np.array(
        [column for column in (edge + inwards * step for step in range(-2, reach)) if 0 <= column < columns]
    )
    found: Mark | None = None
    for near, far in ((top - 1, top - 2), (bottom, bottom + 1)):
        if min(near, far) < 0 or max(near, far) >= rows:
            continue
        beside = np.maximum(ink[near, stretch], ink[far, stretch]) / level
        rise = np.clip(beside - float(np.median(beside[len(beside) // 2 :])), 0, 1)
        solid = rise > 0.4
        begin = next((place for place, on in enumerate(solid[: bottom - top + 4]) if on), None)
        if begin is None:
            continue
        stop = next((place for place in range(begin, len(solid)) if not solid[place]), None)
        if stop is None or stop - begin > 2 * (bottom - top) + 3:
            continue  # no mark: the ink goes on, as below a letter or in a box
        part = slice(max(0, begin - 1), stop + 1)
        width = float(rise[part].sum())
        middle = float((rise[part] * (stretch[part] + 0.5)).sum() / width)
        if found is None or width > found[1]:
            found = middle, width
    return found


def _sharpness(ink: Ink, step: float, top: int, bottom: int, left: int, right: int) -> float:
    """The share of the outline at which ink meets background."""
    rows, columns = ink.shape
    inset = max(1, (right - left) // 20)
    sides: list[np.ndarray] = []
    for inner, outer in ((top, top - 2), (bottom - 1, bottom + 1)):
        # Marks at the ends go on beyond the line.
        stretch = slice(left + inset, right - inset)
        if 0 <= outer < rows:
            sides.append(ink[inner, stretch] - ink[outer, stretch] > step)
        else:
            sides.append(np.ones(max(1, right - left - 2 * inset), bool))
    ends: list[np.ndarray] = []
    for inner, outer in ((left + 1, left - 3), (right - 2, right + 2)):
        if 0 <= outer < columns:
            ends.append(ink[top:bottom, inner] - ink[top:bottom, outer] > step)
    return float(np.concatenate(sides).mean()) * float(np.concatenate(ends).mean() if ends else 0.0)
