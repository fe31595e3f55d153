"""Cracks: long, narrow and clearly darker than the surface that they part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.intercepts import lay_lines

DEEP = 6.0
"""Robust deviations of the surface by which a crack is darker: valleys of a rough surface are less."""
SLENDER = 6.0
"""Length over width of a piece of crack."""
SHORTEST = 30
"""Working pixels of middle line; shorter pieces are pits."""
LEAST, MOST = 0.001, 0.4
"""Share of the scan that cracks take."""
CREST = 9
"""Working pixels of the square in which the rim's crest and the bottom beside it lie."""
EDGE = 0.5
"""Working pixels by which either edge of a crack may lie too far out or in (trials of seeds below 1000)."""
RISE = 0.6
"""Of the way from a crack's bottom up to its rim: there the surface ends. Edges glow in secondary electrons (L. Reimer,
Scanning Electron Microscopy, 1998, ch. 6), and the wall darkens inwards from the glowing edge: as with pores, the
opening begins further out than halfway. Set on trials of seeds below 1000."""


@dataclass(frozen=True, slots=True)
class Cracks:
    """Lengths in working pixels."""

    labels: Labels
    share: float
    """Of the scan."""
    density: float
    """Length over area."""
    lone: int
    """Parts that neither reach the frame nor are the largest: pieces of a net that noise has cut out of it."""

    @property
    def missed(self) -> float:
        """Length that may be missing over the length found.

        Each lone part was cut off where a stretch of crack was not seen, about as long as the islands between the
        cracks are wide: a mean intercept, (π / 2) / density (Saltykov's relation, as in `cracks_in`).
        """
        return self.lone * np.pi / 2 / (self.density**2 * self.labels.size)

    @property
    def width(self) -> float:
        return self.share / self.density


def cracks_in(flat: Plane) -> Cracks | None:
    """The cracks of a scan without shading; None where none stands out from the surface."""
    level = float(np.median(flat))
    spread = 1.4826 * float(np.median(np.abs(flat - level))) + 1e-6
    core = flat < level - DEEP * spread
    if core.mean() < LEAST / 4:
        return None
    bottom = float(np.percentile(flat[core], 25))
    dark = flat < (level + bottom) / 2
    mask = slender(dark)
    if not LEAST < mask.mean() < MOST or mask.mean() < 0.7 * dark.mean():
        return None
    mask = at_own_edges(flat, mask, level)
    share = float(mask.mean())
    lines = lay_lines((mask + 1).astype(np.int32), spacing=3.0)
    # Two edges a crack; boundary over area is half of pi times the crossings per length (Saltykov).
    density = np.pi / 4 * float(lines.crossings.sum()) / float(lines.lengths.sum())
    if density <= 0:
        return None
    # Where three cracks meet, their edges end before their middle lines do: by w / (2 √3) each at even angles.
    density += junctions(mask) * 3**0.5 / 2 * (share / density) / mask.size
    labels, count = imaging.label(mask, eight=True)
    return Cracks(labels, share, density, lone_parts(labels, count))


def lone_parts(labels: Labels, count: int) -> int:
    """How many of the labels 1 … count are inside the frame, the largest of all not counted."""
    lone = np.ones(count + 1, dtype=np.bool_)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        lone[side] = False
    lone[[0, 1 + int(np.argmax(np.bincount(labels.ravel(), minlength=count + 1)[1:]))]] = False
    return int(lone.sum())


def junctions(mask: Mask) -> int:
    """Places where three cracks meet; spurs of the middle lines, each with an end of its own, are not counted."""
    line = imaging.skeleton(mask)
    neighbours = imaging.neighbour_count(line)
    inner = np.zeros_like(line)
    inner[3:-3, 3:-3] = True
    ends = int((line & (neighbours == 1) & inner).sum())
    return max(imaging.label(line & (neighbours >= 3), eight=True)[1] - ends, 0)


def at_own_edges(flat: Plane, mask: Mask, level: float) -> Mask:
    """The mask up to `RISE` of the way from each crack's own bottom to the crest of the rim beside it, which shines."""
    near = imaging.dilated(mask, 2)
    rim = imaging.highest_near(np.where(near & ~mask, flat, np.float32(level)).astype(np.float64), CREST)
    bottom = -imaging.highest_near((-flat).astype(np.float64), CREST)
    return near & (flat < RISE * rim + (1 - RISE) * bottom)


def slender(mask: Mask) -> Mask:
    """The connected parts that are long and narrow."""
    labels, count = imaging.label(mask, eight=True)
    if count == 0:
        return mask
    area = np.bincount(labels.ravel(), minlength=count + 1)
    length = np.bincount(labels[imaging.skeleton(mask)], minlength=count + 1)
    kept = (length >= SHORTEST) & (length**2 >= SLENDER * area)
    kept[0] = False
    return kept[labels]
