"""Test lines over labelled grains: mean linear intercept and boundary per area, after ASTM E112."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels

DIRECTIONS = 8
"""Test lines run in as many directions, 22.5° apart: E112 asks for several where grains may be stretched."""
FIELDS = 3
"""The scan is taken as so many fields a side for the spread between fields."""


@dataclass(frozen=True, slots=True)
class Intercepts:
    """What test lines met; lengths in working pixels."""

    angles_deg: Floats
    """[directions] counter-clockwise from the rows' direction."""
    lengths: Floats
    """[directions] test line of each direction, all lines together."""
    crossings: Floats
    """[directions] grain boundaries that they cross."""
    chords: Floats
    """Whole intercepts, between two boundaries on one line."""
    field_lengths: Floats
    """[fields] test line in each part of the scan."""
    field_crossings: Floats
    """[fields]"""

    @property
    def mean(self) -> float:
        """Mean linear intercept: test line over crossings; infinite where nothing is crossed.

        E112 counts the piece at either end of a line as half an intercept, which makes as many intercepts as
        crossings. The mean of whole chords alone would be too small: the border cuts long ones more often.
        """
        total = float(self.crossings.sum())
        return float(self.lengths.sum()) / total if total else float("inf")

    @property
    def by_direction(self) -> Floats:
        """[directions] mean linear intercept along each."""
        return self.lengths / np.maximum(self.crossings, 0.5)

    @property
    def field_error(self) -> float:
        """Half of E112's 95 % interval of the mean over the mean ("relative accuracy"), 0 … : t s / (√n mean).

        The fields are parts of one scan, so that it tells how well the scan stands for its own neighbourhood only.
        """
        used = self.field_lengths > 0
        rate = self.field_crossings[used] / self.field_lengths[used]
        if len(rate) < 3 or rate.mean() <= 0:
            return float("nan")
        return imaging.students_t(len(rate) - 1) * float(rate.std(ddof=1)) / float(rate.mean()) / len(rate) ** 0.5


def lay_lines(labels: Labels, spacing: float, stairs: int = 1, directions: int = DIRECTIONS) -> Intercepts:
    """Lay parallel lines `spacing` pixels apart in each direction over labels that are 1 … n everywhere.

    A boundary that a line grazes is a staircase of `stairs` pixels: what lies between two of its steps is no intercept.
    """
    angles = np.arange(directions) * 180.0 / directions
    lengths, crossings = np.zeros(directions), np.zeros(directions)
    field_lengths, field_crossings = np.zeros(FIELDS**2), np.zeros(FIELDS**2)
    chords: list[Floats] = []
    for index, angle in enumerate(angles):
        lines, rows, columns = raster(labels.shape[:2], float(angle), spacing)
        field = (rows * FIELDS // labels.shape[0]) * FIELDS + columns * FIELDS // labels.shape[1]
        field_lengths += np.bincount(field, minlength=FIELDS**2)
        first, last = pieces(lines, labels[rows, columns], 1.5 * stairs + 0.5)
        begins = np.append(True, lines[first[1:]] != lines[first[:-1]])
        ends = np.append(begins[1:], True)
        field_crossings += np.bincount(field[first[~begins]], minlength=FIELDS**2)
        lengths[index], crossings[index] = len(lines), float((~begins).sum())
        whole = ~begins & ~ends
        chords.append((last - first + 1)[whole].astype(np.float64))
    return Intercepts(angles, lengths, crossings, np.concatenate(chords), field_lengths, field_crossings)


def raster(
    shape: tuple[int, int], angle_deg: float, spacing: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Points one pixel apart on parallel lines through the frame: line number, row and column of each, in order."""
    down, right = -np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    half = float(np.hypot(*shape)) / 2
    steps = np.arange(-half, half)
    offsets = np.arange(spacing / 2 - np.ceil(half / spacing) * spacing, half, spacing)
    rows = np.floor(shape[0] / 2 + offsets[:, None] * right + steps * down).astype(np.intp)
    columns = np.floor(shape[1] / 2 - offsets[:, None] * down + steps * right).astype(np.intp)
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    return np.nonzero(inside)[0], rows[inside], columns[inside]


def pieces(lines: NDArray[np.intp], names: Labels, shortest: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and last point of each stretch of a line in one grain; short ones within another grain are left out."""
    new = np.append(True, (names[1:] != names[:-1]) | (lines[1:] != lines[:-1]))
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(names)) - 1
    inner = (names[first[2:]] == names[first[:-2]]) & (lines[first[2:]] == lines[first[:-2]])
    kept = last - first + 1 >= shortest
    kept[1:-1] |= ~inner
    first, last = first[kept], last[kept]
    changes = (names[first[1:]] != names[first[:-1]]) | (lines[first[1:]] != lines[first[:-1]])
    return first[np.append(True, changes)], last[np.append(changes, True)]
