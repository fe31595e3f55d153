"""From which energy on a boundary counts: where the net hardly changes and its grains are nearly convex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure.basin_joining import Joins, common_boundaries
from maemi.measure.imaging import Floats, Labels, Plane

WAYS = np.arange(0.2, 0.7501, 0.025)
"""Least boundaries that are tried, of the way from the energy inside grains to that of clear boundaries."""
USUAL, PREFER = 0.47, 0.2
"""Where it lies without more to tell, and what a whole way from there costs."""
CHANGE = 0.12
"""Cost of a net that changes with it: per unit of the logarithm of boundary length, over a whole way."""
ALIKE = 0.03
"""Cost within which other least boundaries are as good."""
FULL = 0.88
"""Area over that of the ellipse of equal moments, below which a grain is ragged: convex ones have 0.9 to 1."""


@dataclass(frozen=True, slots=True)
class Least:
    """The energy from which a boundary counts."""

    energy: float
    below: float
    """What the boundary length would grow by, over it, at the weakest least boundary that is as good."""
    above: float
    """What it would shrink by at the strongest one."""
    contrast: float
    """Energy of clear boundaries over that inside grains, as a natural logarithm."""
    ragged: float
    """Share of the area in grains that are not nearly convex: missed boundaries join grains into such, and noise
    cuts them into such."""


def least_boundary(joins: Joins, basins: Labels, energy: Plane) -> Least:
    """Between the energy inside grains and that of clear boundaries, where the net changes least with it and grains
    are most nearly convex.

    Inside: the energy that a fifth of the pixels do not reach. Clear: the strongest tenth of boundaries, by length.
    """
    _, _, length, total = (np.array(column) for column in common_boundaries(basins, energy))
    order = np.argsort(total / length)
    along = np.cumsum(length[order])
    clear = float((total / length)[order][np.searchsorted(along, 0.9 * along[-1])])
    inside = float(np.percentile(energy, 20))
    contrast = max(clear - inside, 1e-3)
    sums = moments(basins, joins.basins)
    shares = np.array([ragged(sums, joins.names(inside + way * contrast)) for way in WAYS])
    # A few large grains more or less make single shares jump.
    shares = np.convolve(np.pad(shares, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    left = np.array([max(joins.left(inside + way * contrast), 1.0) for way in WAYS])
    change = -np.gradient(np.log(np.convolve(np.pad(left, 2, mode="edge"), np.full(5, 0.2), mode="valid")), WAYS)
    cost = shares + CHANGE * change + PREFER * np.abs(WAYS - USUAL)
    best = int(np.argmin(cost))
    alike = cost <= cost[best] + ALIKE
    first, last = best, best
    while first > 0 and alike[first - 1]:
        first -= 1
    while last < len(WAYS) - 1 and alike[last + 1]:
        last += 1
    more, less = left[first] / left[best] - 1, 1 - left[last] / left[best]
    return Least(inside + WAYS[best] * contrast, more, less, contrast, float(shares[best]))


def moments(basins: Labels, count: int) -> Floats:
    """[6, count + 1] area, and sums of rows, columns, their squares and products, of each basin's pixels."""
    rows, columns = (part.ravel().astype(np.float64) for part in np.indices(basins.shape))
    flat = basins.ravel()
    parts = (None, rows, columns, rows * rows, columns * columns, rows * columns)
    return np.stack([np.bincount(flat, part, minlength=count + 1).astype(np.float64) for part in parts])


def ragged(sums: Floats, names: NDArray[np.intp]) -> float:
    """Share of the area in grains that fill the ellipse of their moments badly."""
    area, y, x, yy, xx, xy = np.stack([np.bincount(names[1:], part[1:]) for part in sums])
    spread = (yy / area - (y / area) ** 2 + 1 / 12) * (xx / area - (x / area) ** 2 + 1 / 12)
    ellipse = 4 * np.pi * np.sqrt(np.maximum(spread - (xy / area - x * y / area**2) ** 2, 1e-9))
    return float(area[area < FULL * ellipse].sum() / area.sum())


def ragged_share(labels: Labels) -> float:
    """The same of labels 1 … n that fill the picture."""
    count = int(labels.max(initial=0))
    return ragged(moments(labels, count), np.arange(-1, count))
