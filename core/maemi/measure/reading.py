"""How well labelled objects were read, and the intervals of their quantities that follow from it.

The constants are set so that intervals hold the truth of about 95 in 100 trials (`maemi.phantom.trials`, seeds below
1000, which are not those that the benchmark reports).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, hypot

import numpy as np

from maemi.measure.clusters import touching_pairs
from maemi.measure.objects import Objects
from maemi.measure.standing_out import StandingOut, weighted_median

ASTRAY = {True: 0.14, False: 0.25}
"""Share of an edge's width by which an outline may lie too far in or out, by `bright`: dark objects often have a
glowing edge that belongs to them and is left out."""
MERGED = 0.04
"""Of the objects that touch: how many may be two, or one with a neighbour, although their necks look clear."""
MISSED = 2.2
"""Cuts that may be missing for each near miss that is seen."""
SHARE = 0.6
"""Relative change of a mean size for a relative change of the count: parts of one area."""
DIM = 0.5
"""Of how far the typical object stands out: what stands out less may be none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """95 % limits of what may be wrong with the outlines and splits of a picture."""

    outline: float
    """Pixels by which all outlines together may lie too far in or out."""
    fewer: float
    """Objects that may be parts of others, or none."""
    more: float
    """Objects that may be missing, hidden within others."""
    count: int

    def of_count(self) -> tuple[float, float]:
        """Limits of the number of objects."""
        return max(floor(self.count - self.fewer + 1e-9), 0), ceil(self.count + self.more - 1e-9)

    @property
    def sure_of_count(self) -> float:
        """0 … 1: nothing is left where the count may be off by four fifths either way, all up to a third.

        An interval as wide as the number says that the objects were not told apart, whatever their outlines are.
        """
        off = (self.fewer + self.more) / 2 / max(self.count, 4)
        return float(np.clip((0.8 - off) / 0.45, 0, 1))

    def of_length(self, value: float, sides: float = 2.0) -> tuple[float, float]:
        """Limits of a typical length of an object, with `sides` outlines across it."""
        edge = sides * self.outline / max(value, 1e-6)
        low = value * (1 - min(hypot(edge, SHARE * self.more / self.count), 1.0))
        return low, value * (1 + hypot(edge, SHARE * self.fewer / self.count))

    def of_share(self, value: float, perimeter: float) -> tuple[float, float]:
        """Limits of a share of area, with so much outline in a pixel of it."""
        return max(value - self.outline * perimeter, 0.0), min(value + self.outline * perimeter, 1.0)


def reading_of(
    seen: StandingOut, objects: Objects, bright: bool, confidence: float, doubts: tuple[int, int]
) -> Reading:
    """From how sharp the edges are, how many objects touch, and how many cuts are `doubts` (too many, too few)."""
    outline = ASTRAY[bright] * float(np.median(seen.width)) / max(confidence, 0.3)
    touching = len(np.unique(touching_pairs(objects.labels)))
    dim = int((seen.rise < DIM * weighted_median(seen.rise, objects.area)).sum())
    return Reading(
        outline=outline,
        fewer=doubts[0] + MERGED * touching + dim,
        more=MISSED * doubts[1] + MERGED * touching,
        count=len(objects),
    )
