"""Basins joined across their weakest boundaries, one after another, into grains."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure.imaging import Floats, Labels, Plane
from maemi.measure.separating import SIDES

Edge = tuple[float, float]
"""Length of the common boundary in pixels, and the sum of its energy along it."""


@dataclass(frozen=True, slots=True)
class Joins:
    """All joins from basins to one grain, weakest boundary first."""

    basins: int
    energy: Floats
    """[joins] of the boundary that each took away, and no less than any before."""
    gone: Floats
    """[joins] length of boundary that each took away, in pixels."""
    into: list[tuple[int, int]]
    """(basin that stayed, basin that joined it)."""
    total: float
    """Length of boundary before the first join."""

    def left(self, least: float) -> float:
        """Length of boundary whose energy is at least `least`."""
        return self.total - float(self.gone[: int(np.searchsorted(self.energy, least))].sum())

    def names(self, least: float) -> NDArray[np.intp]:
        """[basins + 1] the grain, 0 … n - 1, of each basin (from entry 1 on), joined where weaker than `least`."""
        parent = np.arange(self.basins + 1)
        for stays, joins in reversed(self.into[: int(np.searchsorted(self.energy, least))]):
            # In reverse, so that whoever stayed has its last name already.
            parent[joins] = parent[stays]
        names = np.zeros(self.basins + 1, dtype=np.intp)
        names[1:] = np.unique(parent[1:], return_inverse=True)[1]
        return names


def join(basins: Labels, energy: Plane, reach: float, spread: float) -> Joins:
    """Join neighbours by the mean energy along their whole common boundary, which grows together as they do.

    A short boundary is high by chance: its energy counts less by `spread` (of a pixel's energy) over the root of its
    length in units of `reach`, the length over which energies go together.
    """
    count = int(basins.max(initial=0))
    near: list[dict[int, Edge]] = [{} for _ in range(count + 1)]
    heap: list[tuple[float, int, int, float]] = []

    def worth(edge: Edge) -> float:
        return edge[1] / edge[0] - spread * (reach / (edge[0] + reach)) ** 0.5

    total = 0.0
    for a, b, length, energies in zip(*common_boundaries(basins, energy), strict=True):
        near[a][b] = near[b][a] = edge = (length, energies)
        heap.append((worth(edge), a, b, length))
        total += length
    heapq.heapify(heap)
    gone: list[bool] = [False] * (count + 1)
    joins: list[tuple[float, float]] = []
    into: list[tuple[int, int]] = []
    while heap:
        value, stays, joined, length = heapq.heappop(heap)
        edge = None if gone[stays] or gone[joined] else near[stays].get(joined)
        if edge is None or edge[0] != length:
            continue
        if len(near[stays]) < len(near[joined]):
            stays, joined = joined, stays
        gone[joined] = True
        joins.append((value, length))
        into.append((stays, joined))
        del near[stays][joined]
        for other, one in near[joined].items():
            if other != stays:
                del near[other][joined]
                already = near[other].get(stays)
                both = (already[0] + one[0], already[1] + one[1]) if already else one
                near[other][stays] = near[stays][other] = both
                heapq.heappush(heap, (worth(both), stays, other, both[0]))
        near[joined] = {}
    values = np.array(joins, dtype=np.float64).reshape(-1, 2)
    return Joins(count, np.maximum.accumulate(values[:, 0]), values[:, 1], into, total)


def common_boundaries(basins: Labels, energy: Plane) -> tuple[list[int], list[int], list[float], list[float]]:
    """Each pair of neighbouring basins: both, the length of their boundary in pixels, and its energy summed along."""
    count = int(basins.max(initial=0)) + 1
    keys, values = list[np.ndarray](), list[np.ndarray]()
    for here, there in SIDES:
        meet = basins[here] != basins[there]
        a, b = basins[here][meet].astype(np.int64), basins[there][meet].astype(np.int64)
        keys.append(np.minimum(a, b) * count + np.maximum(a, b))
        values.append((energy[here][meet] + energy[there][meet]) / 2)
    pairs, which = np.unique(np.concatenate(keys), return_inverse=True)
    # A line of any direction crosses π/4 as long as the sides of pixels that it is drawn with, in the mean.
    length = np.bincount(which) * np.pi / 4
    energies = np.bincount(which, np.concatenate(values)) * np.pi / 4
    return (pairs // count).tolist(), (pairs % count).tolist(), length.tolist(), energies.tolist()
