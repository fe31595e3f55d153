"""Middle lines of long things, many at once: their points one line after the other, lengths, directions, means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure.imaging import Floats, Mask

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines in working pixels; the points of line `i` are `starts[i] : starts[i + 1]`, in order along it."""

    points: Floats
    """[points, 2] row and column."""
    radius: Floats
    """[points] half the width there."""
    seen: Mask
    """[points] False where the line was bridged: over or under a crossing."""
    starts: Indices
    """[lines + 1]."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def owner(self) -> Indices:
        """[points] which line a point is of."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def steps(self) -> Floats:
        """[points] length from each point to the next of its line; 0 at the last one."""
        if len(self.points) == 0:
            return np.zeros(0)
        ahead = np.hypot(*np.diff(self.points, axis=0, append=self.points[-1:]).T)
        ahead[self.starts[1:] - 1] = 0
        return ahead

    @property
    def lengths(self) -> Floats:
        """[lines] length along each."""
        return self.total(self.steps)

    def total(self, values: Floats) -> Floats:
        """[lines] sum of values [points]."""
        return np.bincount(self.owner, weights=values, minlength=len(self)).astype(np.float64)

    def mean(self, values: Floats, weights: Floats | None = None) -> Floats:
        """[lines] mean of values [points], NaN where all weights of a line are 0."""
        weights = np.ones(len(values)) if weights is None else weights
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.total(values * weights) / self.total(weights)

    def median(self, values: Floats) -> Floats:
        """[lines] lower median of the finite values [points]; NaN where a line has none."""
        kept = np.isfinite(values)
        owner, values = self.owner[kept], values[kept]
        order = np.lexsort((values, owner))
        count = np.bincount(owner, minlength=len(self))
        first = np.concatenate([[0], np.cumsum(count)[:-1]])
        found = np.full(len(self), np.nan)
        some = count > 0
        found[some] = values[order][(first + (count - 1) // 2)[some]]
        return found

    def smoothed(self, values: Floats, half: Floats | float) -> Floats:
        """[points, …] moving mean over `half` points to either side within a line; less towards its ends, evenly."""
        at = np.arange(len(values))
        owner = self.owner
        room = np.minimum(at - self.starts[owner], self.starts[owner + 1] - 1 - at)
        reach = np.minimum(np.broadcast_to(np.asarray(half), at.shape), room).astype(np.intp)
        sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        width = (2 * reach + 1).reshape((-1,) + (1,) * (values.ndim - 1))
        return (sums[at + reach + 1] - sums[at - reach]) / width

    def tangents(self, half: Floats | float = 3.0) -> Floats:
        """[points, 2] unit vectors along the lines, by the chord over `half` points to either side."""
        at = np.arange(len(self.points))
        owner = self.owner
        reach = np.maximum(np.broadcast_to(np.asarray(half), at.shape), 1).astype(np.intp)
        before = np.maximum(at - reach, self.starts[owner])
        after = np.minimum(at + reach, self.starts[owner + 1] - 1)
        chord = self.points[after] - self.points[before]
        size = np.hypot(*chord.T)[:, None]
        return np.where(size > 0, chord / np.maximum(size, 1e-12), np.array([0.0, 1.0]))

    def taken(self, keep: Mask) -> Lines:
        """The lines for which `keep` [lines] is true."""
        kept = keep[self.owner]
        lengths = np.diff(self.starts)[keep]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
        return Lines(self.points[kept], self.radius[kept], self.seen[kept], starts)

    def enlarged(self, factor: int) -> Lines:
        """The same in pixels of which `factor` by `factor` made one; points lie about `factor` apart."""
        return Lines(self.points * factor + (factor - 1) / 2, self.radius * factor, self.seen, self.starts)


def gathered(parts: list[tuple[Floats, Floats, Mask]]) -> Lines:
    """Lines from (points, radius, seen) of each."""
    if not parts:
        return Lines(np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(1, dtype=np.intp))
    points, radius, seen = (np.concatenate(list(column)) for column in zip(*parts, strict=True))
    starts = np.concatenate([[0], np.cumsum([len(part[1]) for part in parts])]).astype(np.intp)
    return Lines(points, radius, seen, starts)
