"""Touching objects told from each other, and how many there would be under a bolder or a more timid eye."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels, Mask, Plane
from maemi.measure.separating import SIDES

TIMID, BOLD = 0.12, 0.04
"""How far below the chosen neck a cut is doubtful, and how far above it one may be missing."""


@dataclass(frozen=True, slots=True)
class Basins:
    """Where each object of a mask is widest, and how wide the necks between neighbours are (half widths, in pixels)."""

    labels: Labels
    summits: Floats
    """[basins + 1]; 0 for the background."""
    passes: list[tuple[float, int, int]]
    """Half width, basin and basin of each neck, widest first."""
    area: Floats
    """[basins + 1] pixels."""

    def joined(self, neck: float, doubt: float) -> NDArray[np.int32]:
        """[basins + 1]: the number of the object, 1 … n, that each basin belongs to.

        Basins are one object where the neck is wider than `neck` times the smaller one's inscribed circle, so that
        the cut does not depend on size or magnification, or less than `doubt` pixels narrower than it, which a jagged
        outline brings.
        """
        summit = list(map(float, self.summits))
        parent = list(range(len(summit)))

        def root(label: int) -> int:
            while parent[label] != label:
                parent[label] = parent[parent[label]]
                label = parent[label]
            return label

        for saddle, first, second in self.passes:
            a, b = root(first), root(second)
            lower = min(summit[a], summit[b])
            if a != b and saddle >= min(neck * lower, lower - doubt):
                low, high = sorted((a, b), key=summit.__getitem__)
                parent[low] = high
        roots = np.array([root(label) for label in range(len(parent))])
        objects = np.zeros(len(parent), dtype=np.int32)
        objects[1:] = np.searchsorted(np.unique(roots[1:]), roots[1:]) + 1
        return objects

    def split(self, neck: float, doubt: float) -> Labels:
        """The label image under these limits."""
        return self.joined(neck, doubt)[self.labels]

    def count(self, neck: float, doubt: float, least_area: float) -> int:
        """How many objects of at least that area there would be."""
        return int((np.bincount(self.joined(neck, doubt), weights=self.area)[1:] >= least_area).sum())

    def doubts(self, neck: float, doubt: float, least_area: float) -> tuple[int, int]:
        """How many objects fewer and more there would be if doubtful cuts were no cuts, and near misses were cuts."""
        here = self.count(neck, doubt, least_area)
        fewer = self.count(max(neck - TIMID, 0.0), 1.5 * doubt, least_area)
        more = self.count(min(neck + BOLD, 1.0), doubt / 2, least_area)
        return max(here - fewer, 0), max(more - here, 0)


def basins_of(mask: Mask) -> Basins:
    """Watershed of the distance to the background (S. Beucher, C. Lantuéjoul, 1979)."""
    relief = imaging.gaussian(imaging.distances(mask), 0.6)
    peaks = imaging.summits(relief, mask)
    markers = np.zeros(mask.shape, dtype=np.int32)
    if len(peaks):
        markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    basins = imaging.flooded(relief, markers, mask) if len(peaks) else markers
    summits = np.concatenate([[0.0], relief[tuple(peaks.T)]])
    area = np.bincount(basins.ravel(), minlength=len(summits)).astype(np.float64)
    return Basins(basins, summits, sorted(saddles(basins, relief), reverse=True), area)


def saddles(basins: Labels, relief: Plane) -> list[tuple[float, int, int]]:
    """The highest pass between each pair of neighbouring basins: (height, basin, basin)."""
    found: list[NDArray[np.float64]] = []
    for here, there in SIDES:
        a, b = basins[here], basins[there]
        meet = (a != b) & (a > 0) & (b > 0)
        pass_height = np.minimum(relief[here], relief[there])[meet]
        found.append(np.stack([np.minimum(a, b)[meet], np.maximum(a, b)[meet], pass_height]))
    low, high, height = np.concatenate(found, axis=1)
    if len(low) == 0:
        return []
    order = np.lexsort((height, high, low))
    low, high, height = low[order], high[order], height[order]
    last = np.append((low[1:] != low[:-1]) | (high[1:] != high[:-1]), True)
    return [(float(h), int(a), int(b)) for a, b, h in zip(low[last], high[last], height[last], strict=True)]
