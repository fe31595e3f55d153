"""Foreground from background, and touching objects from each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.edges import DIM, RISE, at_own_edges
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.preparing import Prepared, shrink
from maemi.measure.shapes import extents

LIBERAL = 0.6
"""Of the way from background to threshold: above it lie the dim faces of objects that are brighter elsewhere."""
PIT = 4
"""Pixels of a hole that noise makes."""
ALL = slice(None)
WINDOW = 100
"""Pixels within which edges have a say in the threshold: wider than most objects, narrower than shading."""
SIDES = (((slice(None, -1), ALL), (slice(1, None), ALL)), ((ALL, slice(None, -1)), (ALL, slice(1, None))))
"""Pairs of views in which pixels meet their lower and their right neighbour."""


@dataclass(frozen=True, slots=True)
class Foreground:
    """The pixels on one side of a threshold."""

    mask: Mask
    bright: bool
    separation: float
    """Otsu's η: variance between the two classes over all variance, 0 … 1; two clean levels give over 0.8."""
    contrast: float
    """Difference of the class medians over the noise that is left after denoising."""

    def plane(self, prepared: Prepared) -> Plane:
        """The flattened greys, turned so that the objects are bright."""
        return prepared.flat if self.bright else -prepared.flat


def separate(prepared: Prepared, bright: bool) -> Foreground:
    """Pixels brighter (or darker) than the background, at half the height of each object.

    Otsu's threshold where both classes are large; where objects are few, everything five robust deviations above
    the background, because Otsu then cuts the background in two.
    """
    if bright not in prepared.memory:
        share = prepared.settings.threshold
        prepared.memory[bright] = (
            find_foreground(prepared, bright) if share is None else foreground_beyond(prepared, bright, share)
        )
    return prepared.memory[bright]


def foreground_beyond(prepared: Prepared, bright: bool, share: float) -> Foreground:
    """The pixels beyond a threshold that a person gave, 0 … 1 of the robust range of the flattened grey levels."""
    low, high = prepared.robust_range
    level = low + share * (high - low)
    mask = prepared.flat > level if bright else prepared.flat < level
    return judged(prepared, imaging.opened(mask), bright)


def find_foreground(prepared: Prepared, bright: bool) -> Foreground:
    """The pixels of one polarity, anew; `separate` keeps what it found."""
    flat: Plane = prepared.flat if bright else -prepared.flat
    level = imaging.otsu(flat)
    mask = flat > level
    share = float(mask.mean())
    separation = share_of_variance(flat, mask)
    background, spread = ground_of(flat, mask)
    if share < 0.5 and separation < 0.6:
        lowest = max(background + 5 * spread, (level + background) / 2 if share < 0.02 else -np.inf)
        sparse = flat > lowest
        if sparse.mean() < share:
            mask, separation, level = sparse, max(separation, share_of_variance(flat, sparse)), lowest
    floor = max(background + 3 * spread, (background + level) / 2)
    seeds = flat > np.clip(level_surface(flat, level), floor, max(level, floor))
    # Faces in shadow are dim, and yet part of an object that is bright elsewhere.
    mask = imaging.reconstructed(
        seeds, clearly_above(flat, background, spread, background + LIBERAL * (level - background))
    )
    mask |= interiors(flat, mask, background + 3 * spread)
    mask = imaging.opened(at_own_edges(flat, imaging.opened(mask), noise_left(prepared), RISE[bright]))
    return judged(prepared, mask, bright, separation)


def judged(prepared: Prepared, mask: Mask, bright: bool, separation: float | None = None) -> Foreground:
    """How well a mask, wherever it comes from, splits the grey levels; a separation that is known goes before."""
    flat: Plane = prepared.flat if bright else -prepared.flat
    background, spread = ground_of(flat, mask)
    separation = share_of_variance(flat, mask) if separation is None else separation
    inside = imaging.middle(flat, mask) if mask.any() else background
    left = max(prepared.noise / 3, spread, 1e-3)
    return Foreground(mask, bright, separation, (inside - background) / left)


def ground_of(flat: Plane, mask: Mask) -> tuple[float, float]:
    """Median and robust standard deviation of the greys outside of a mask; of all, and next to none, where all is."""
    if mask.all():
        return imaging.middle(flat, mask), 1e-6
    ground = imaging.middle(flat, ~mask)
    return ground, 1.4826 * imaging.middle(np.abs(flat - np.float32(ground)), ~mask) + 1e-6


def noise_left(prepared: Prepared) -> float:
    """Standard deviation of the noise in the flattened greys: a Gaussian of s leaves 1 / (2 √π s) of white noise."""
    return float(prepared.noise / (2 * np.sqrt(np.pi) * max(prepared.sigma, 0.5)))


def clearly_above(flat: Plane, background: float, spread: float, wanted: float) -> Mask:
    """Pixels above `wanted`; where noise reaches that high, of a copy as smooth as it takes, and no smoother."""
    for sigma in (0.0, 1.5, 3.0):
        if sigma:
            smoother = imaging.gaussian(flat, sigma)
            outside = smoother < wanted
            spread = ground_of(smoother, ~outside)[1] if outside.any() else spread
            flat = smoother
        if background + 4 * spread <= wanted:
            return np.asarray(flat > wanted, dtype=np.bool_)
    return np.asarray(flat > background + 4 * spread, dtype=np.bool_)


def level_surface(flat: Plane, level: float) -> Plane:
    """The threshold at each place: the mean grey of the edges around, so that shading and charging do not matter.

    Mean grey within about `WINDOW` pixels, weighted by the squared slope beyond that of noise (as robust automatic
    threshold selection does: J. Kittler et al., Comput. Vis. Graph. Image Process. 30, 1985, 125), drawn towards
    `level` where there are few edges.
    """
    down, right = imaging.gradient(flat)
    slope = down * down + right * right
    weight = np.maximum(slope - 6 * float(np.median(slope)), 0).astype(np.float32)
    block = max(1, min(8, min(flat.shape) // 8))
    edges, greys = shrink(weight, block), shrink(weight * flat, block)
    prior = 0.2 * float(edges.mean()) + 1e-12
    sigma = WINDOW / 2 / block
    surface = (imaging.gaussian(greys, sigma) + prior * level) / (imaging.gaussian(edges, sigma) + prior)
    return imaging.stretched(surface.astype(np.float32), block, flat.shape)


def brighter(prepared: Prepared, labels: Labels) -> bool:
    """Whether labelled objects are brighter than the rest; a polarity that a person set goes before their greys."""
    if prepared.settings.polarity is not None:
        return prepared.settings.polarity == "bright"
    inside = labels > 0
    if inside.all() or not inside.any():
        return True
    return float(prepared.flat[inside].mean()) >= float(prepared.flat[~inside].mean())


def share_of_variance(flat: Plane, mask: Mask) -> float:
    """Otsu's η of a split (IEEE Trans. Syst. Man Cybern. 9, 1979, 62); 0 for a split with an empty side."""
    share = float(mask.mean())
    total = float(flat.var())
    if share in (0.0, 1.0) or total <= 0:
        return 0.0
    return share * (1 - share) * (float(flat[mask].mean()) - float(flat[~mask].mean())) ** 2 / total


def interiors(flat: Plane, mask: Mask, floor: float) -> Mask:
    """Bodies between bright edges: pixels above the background whose connected part mostly borders on the mask.

    Edges of wires and particles shine in secondary electrons; a threshold that finds the edges loses what they enclose.
    """
    parts, count = imaging.label((flat > floor) & ~mask)
    if count == 0:
        return mask
    rim = np.zeros(count + 1)
    lit = np.zeros(count + 1)
    for here, there in SIDES:
        for one, other in ((here, there), (there, here)):
            inside = parts[one]
            leaves = (inside > 0) & (parts[other] != inside)
            rim += np.bincount(inside[leaves], minlength=count + 1)
            lit += np.bincount(inside[leaves & mask[other]], minlength=count + 1)
    enclosed = lit >= 0.6 * np.maximum(rim, 1)
    enclosed[0] = False
    return enclosed[parts]


def fill_holes(prepared: Prepared, foreground: Foreground) -> Mask:
    """Close holes that are part of an object: a dim face, a pit of noise, the inside of a ring or a hollow sphere.

    A gap between objects that touch each other around it is as dark as the background, and small beside them; it stays.
    """
    mask = foreground.mask
    flat: Plane = prepared.flat if foreground.bright else -prepared.flat
    holes, count = imaging.label(imaging.filled(mask) & ~mask)
    if count == 0:
        return mask
    background, inside = imaging.middle(flat, ~mask), imaging.middle(flat, mask)
    grey = imaging.means(flat, holes, count)
    area = np.bincount(holes.ravel(), minlength=count + 1)[1:]
    radius = imaging.highest(imaging.distances(holes > 0), holes, count)
    # Blur lifts small gaps; the middle of a wide one is as dark as the background.
    lifted = np.clip(DIM + 0.12 - 0.12 * radius, 0.25, DIM)
    keep = (area <= PIT) | (grey > background + lifted * (inside - background))
    keep |= in_rings(mask, holes, area)
    return mask | np.concatenate([[False], keep])[holes]


def in_rings(mask: Mask, holes: Labels, area: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which holes lie in one object: a part that is convex but for them, or nearly, and they are much of it.

    Three, seven and nineteen packed discs, gaps filled, take 0.88, 0.90 and 0.93 of their hull; the gaps are a tenth.
    """
    parts, count = imaging.label(mask | (holes > 0))
    _, _, hull = extents(parts)
    whole = np.bincount(parts.ravel(), minlength=count + 1)
    first = imaging.first_of(holes, parts)
    empty = np.bincount(first, weights=area, minlength=count + 1)
    solid = whole[1:] / hull
    ring = np.concatenate([[False], (solid > 0.95) | (solid > 0.88) & (empty[1:] > 0.2 * whole[1:])])
    return np.asarray(ring[first], dtype=np.bool_)


def filled_each(labels: Labels) -> Labels:
    """Labels with the holes closed that lie in one object alone; a gap between several stays."""
    holes, count = imaging.label(labels == 0)
    lowest = np.full(count + 1, np.iinfo(np.int32).max, dtype=np.int64)
    highest = np.zeros(count + 1, dtype=np.int64)
    for here, there in SIDES:
        for one, other in ((here, there), (there, here)):
            meet = (holes[one] > 0) & (labels[other] > 0)
            np.minimum.at(lowest, holes[one][meet], labels[other][meet])
            np.maximum.at(highest, holes[one][meet], labels[other][meet])
    for side in (holes[0], holes[-1], holes[:, 0], holes[:, -1]):
        highest[side] = -1
    owner = np.where(lowest == highest, highest, 0)
    owner[0] = 0
    return np.where(labels > 0, labels, owner[holes]).astype(np.int32)
