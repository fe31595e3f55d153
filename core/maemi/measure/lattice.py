"""The lattice of a pattern: its two shortest vectors, fitted to the maxima of the autocorrelation, and its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from maemi.measure import imaging
from maemi.measure.autocorrelation import first_peak, refine, sample_ray, value_at
from maemi.measure.imaging import Floats

LatticeType = Literal["lines", "square", "rectangular", "hexagonal", "rhombic", "oblique"]
ALIKE, TURNED = 0.025, 2.0
"""Sides that differ by less, relative, and angles by less, in degrees, count as equal."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """How a pattern repeats itself, in working pixels."""

    vectors: Floats
    """[1 or 2, 2] down and right: the shortest lattice vectors, or the one across lines."""
    strength: float
    """Correlation after one period, -1 … 1."""
    again: float
    """Correlation after two periods over that after one: chance neighbours lose it, a lattice keeps it."""
    spread: float
    """Standard error of the fitted lengths, relative, from how far the maxima lie off the lattice."""
    maxima: int
    """How many maxima were fitted."""

    @property
    def lengths(self) -> Floats:
        return np.hypot(self.vectors[:, 0], self.vectors[:, 1])

    @property
    def angles_deg(self) -> Floats:
        """0 … 180 counter-clockwise from the rows' direction."""
        return np.degrees(np.arctan2(-self.vectors[:, 0], self.vectors[:, 1])) % 180

    @property
    def between_deg(self) -> float:
        """Angle between the two vectors, up to 90°."""
        apart = float(abs(self.angles_deg[0] - self.angles_deg[1]))
        return min(apart, 180 - apart)


def type_of(lattice: Lattice) -> LatticeType:
    """By the equality of its two shortest vectors and the angle between them (the five plane lattices)."""
    if len(lattice.vectors) == 1:
        return "lines"
    short, long = lattice.lengths
    if long < (1 + ALIKE) * short:
        if abs(lattice.between_deg - 90) < TURNED:
            return "square"
        return "hexagonal" if abs(lattice.between_deg - 60) < TURNED else "rhombic"
    if abs(lattice.between_deg - 90) < TURNED:
        return "rectangular"
    # Of a centred rectangle the shorter side is the short vector, and the long one leans over half of it.
    if abs(long * np.cos(np.radians(lattice.between_deg)) - short / 2) < ALIKE * short:
        return "rhombic"
    return "oblique"


def lines_of(
    correlation: Floats, normal_deg: float, turns: tuple[float, ...] = (-3.0, -1.5, 0.0, 1.5, 3.0)
) -> Lattice | None:
    """The period along the normal of lines, from its multiples; the best of nearby directions, `turns` degrees off."""
    best: Lattice | None = None
    for turn in turns:
        profile = sample_ray(correlation, normal_deg + turn)
        peak = first_peak(profile)
        if peak is None or (best is not None and profile[round(peak)] <= best.strength):
            continue
        length, multiples, scatter = refine(profile, peak)
        again = value_at(profile, 2 * length) / max(value_at(profile, length), 1e-6)
        way = np.radians(normal_deg + turn)
        vector = length * np.array([[-np.sin(way), np.cos(way)]])
        best = Lattice(vector, float(profile[round(peak)]), again, scatter / length, multiples)
    return best


def lattice_of(correlation: Floats) -> Lattice | None:
    """The two shortest vectors between the strong maxima of the correlation; None where it repeats in one way only."""
    middle = np.array(correlation.shape) // 2
    peaks = np.argwhere((correlation == imaging.highest_near(correlation, 7)) & (correlation > 0.05))
    offset = (peaks - middle).astype(np.float64)
    length = np.hypot(*offset.T)
    outside = length > 4
    if not outside.any():
        return None
    offset, length = offset[outside], length[outside]
    heights = correlation[tuple(peaks[outside].T)]
    near = np.flatnonzero(heights >= 0.7 * heights.max())
    first = int(near[np.argmin(length[near])])
    # Another direction must repeat too: one line through the picture has strong maxima along itself only.
    across = np.abs(offset @ np.array([-offset[first, 1], offset[first, 0]])) / (length * length[first])
    others = np.flatnonzero((across > 0.4) & (length < 2.2 * length[first]) & (heights >= 0.6 * heights[first]))
    if len(others) == 0:
        return None
    second = int(others[np.argmin(length[others] - 1e-3 * heights[others])])
    fitted, error, count = fit(correlation, shortest(np.stack([offset[first], offset[second]])))
    ends = [at(correlation, times * fitted[0]) for times in (1, 2)]
    return Lattice(fitted, ends[0], ends[1] / max(ends[0], 1e-6), error, count)


def shortest(vectors: Floats) -> Floats:
    """The two shortest vectors of the same lattice, the shorter one first, at 60° to 90° (Gauss's reduction)."""
    a, b = vectors
    for _ in range(50):
        if a @ a > b @ b:
            a, b = b, a
        times = round(float(a @ b / (a @ a)))
        if times == 0:
            break
        b = b - times * a
    return np.stack([a, b if a @ b >= 0 else -b])


def fit(correlation: Floats, vectors: Floats) -> tuple[Floats, float, int]:
    """Vectors fitted to all maxima near lattice points, nearest first; relative standard error, and how many."""
    middle = np.array(correlation.shape) // 2
    side = float(np.hypot(*vectors.T).min())
    orders = np.array([(i, j) for i in range(-12, 13) for j in range(13) if (j, i) > (0, 0)], dtype=np.float64)
    error, count = 0.1, 0
    for reach in (1.6, 3.2, 6.5, 13.0):
        places, used = list[Floats](), list[Floats]()
        for order in orders[np.hypot(*(orders @ vectors).T) <= reach * side]:
            place = top_near(correlation, middle + order @ vectors, 0.25 * side)
            if place is not None:
                places.append(place - middle)
                used.append(order)
        if len(places) < 2 or np.linalg.matrix_rank(np.stack(used)) < 2:
            break
        design, wanted = np.stack(used), np.stack(places)
        vectors = np.linalg.lstsq(design, wanted, rcond=None)[0].astype(np.float64)
        rest = wanted - design @ vectors
        variance = float((rest**2).sum()) / max(2 * len(rest) - 4, 1) * np.linalg.inv(design.T @ design).diagonal()
        error, count = float(np.sqrt(variance.max())) / side, len(rest)
    return shortest(vectors), error, count


def top_near(correlation: Floats, place: Floats, reach: float) -> Floats | None:
    """The maximum within `reach` of a place, between pixels by a parabola along either axis; None at the edge."""
    size = max(2, round(reach))
    row, column = (round(float(part)) for part in place)
    rows, columns = correlation.shape
    if not (size < row < rows - size - 1 and size < column < columns - size - 1):
        return None
    piece = correlation[row - size : row + size + 1, column - size : column + size + 1]
    i, j = (int(part) for part in np.unravel_index(int(np.argmax(piece)), piece.shape))
    if not (0 < i < 2 * size and 0 < j < 2 * size) or piece[i, j] < 0.05:
        return None
    down, right = vertex(piece[i - 1 : i + 2, j]), vertex(piece[i, j - 1 : j + 2])
    return np.array([row - size + i + down, column - size + j + right])


def vertex(three: Floats) -> float:
    """Where between -1 and 1 the parabola through three values is highest."""
    bend = three[0] - 2 * three[1] + three[2]
    return float(np.clip(0.5 * (three[0] - three[2]) / bend, -1, 1)) if bend < 0 else 0.0


def at(correlation: Floats, lag: Floats) -> float:
    """The highest correlation within a pixel of a lag; 0 beyond the end."""
    row, column = (round(float(part)) for part in lag + np.array(correlation.shape) // 2)
    if not (1 <= row < correlation.shape[0] - 1 and 1 <= column < correlation.shape[1] - 1):
        return 0.0
    return float(correlation[row - 1 : row + 2, column - 1 : column + 2].max())
