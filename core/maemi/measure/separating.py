"""Foreground from background, and touching objects from each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.preparing import Prepared

ALL = slice(None)
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
    background = float(np.median(flat[~mask])) if share < 1 else level
    spread = 1.4826 * float(np.median(np.abs(flat[~mask] - background))) + 1e-6
    if share < 0.5 and separation < 0.6:
        sparse = flat > max(background + 5 * spread, (level + background) / 2 if share < 0.02 else -np.inf)
        if sparse.mean() < share:
            mask, separation = sparse, max(separation, share_of_variance(flat, sparse))
    mask = half_height(flat, mask, background) | interiors(flat, mask, background + 3 * spread)
    return judged(prepared, imaging.opened(mask), bright, separation)


def judged(prepared: Prepared, mask: Mask, bright: bool, separation: float | None = None) -> Foreground:
    """How well a mask, wherever it comes from, splits the grey levels; a separation that is known goes before."""
    flat: Plane = prepared.flat if bright else -prepared.flat
    background = float(np.median(flat[~mask])) if not mask.all() else float(np.median(flat))
    spread = 1.4826 * float(np.median(np.abs(flat[~mask] - background))) + 1e-6 if not mask.all() else 1e-6
    separation = share_of_variance(flat, mask) if separation is None else separation
    inside = float(np.median(flat[mask])) if mask.any() else background
    left = max(prepared.noise / 3, spread, 1e-3)
    return Foreground(mask, bright, separation, (inside - background) / left)


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


def half_height(flat: Plane, mask: Mask, background: float) -> Mask:
    """Shrink each connected object to the pixels above half its own height, where a blurred edge truly lies."""
    labels, count = imaging.label(mask)
    if count == 0 or count > 20_000:
        return mask
    heights = imaging.means(flat, labels, count)
    cut = np.concatenate([[np.inf], (heights + background) / 2]).astype(np.float32)
    return np.asarray(flat > cut[labels], dtype=np.bool_)


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


def fill_small_holes(mask: Mask) -> Mask:
    """Close holes of objects (a dim centre under a bright edge), but not the gap inside a ring of objects."""
    filled = imaging.filled(mask)
    holes, count = imaging.label(filled & ~mask)
    if count == 0:
        return mask
    owners, _ = imaging.label(filled)
    keep = np.zeros(count + 1, dtype=np.bool_)
    hole_area = np.bincount(holes.ravel(), minlength=count + 1)
    area = np.bincount(owners.ravel())
    solid: dict[int, bool] = {}
    frames = imaging.boxes(owners)
    for hole, box in enumerate(imaging.boxes(holes), start=1):
        if box is not None:
            owner = int(owners[box][holes[box] == hole][0])
            frame = frames[owner - 1]
            if owner not in solid and frame is not None:
                solid[owner] = imaging.solidity(owners[frame] == owner) > 0.88
            keep[hole] = hole_area[hole] < 0.05 * area[owner] or solid.get(owner, False)
    return mask | keep[holes]


def split_touching(mask: Mask, neck: float = 0.75) -> Labels:
    """Label the objects of a mask, cutting where two of them touch.

    Watershed of the distance to the background; two neighbouring basins stay one object where the neck between them
    is wider than `neck` times the smaller one's inscribed circle, so the cut does not depend on size or magnification.
    """
    relief = imaging.gaussian(imaging.distances(mask), 1.0)
    peaks = imaging.summits(relief, mask)
    markers = np.zeros(mask.shape, dtype=np.int32)
    if len(peaks) == 0:
        return markers
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    heights = np.concatenate([[0.0], relief[tuple(peaks.T)]])
    return merge_basins(imaging.flooded(relief, markers, mask), relief, heights, neck)


def merge_basins(basins: Labels, relief: Plane, heights: NDArray[np.float64], neck: float) -> Labels:
    """Join neighbouring basins whose saddle reaches `neck` of the lower summit, widest necks first."""
    summit = list(map(float, heights))
    parent = list(range(len(summit)))

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    for saddle, first, second in sorted(saddles(basins, relief), reverse=True):
        a, b = root(first), root(second)
        if a != b and saddle >= neck * min(summit[a], summit[b]):
            low, high = sorted((a, b), key=summit.__getitem__)
            parent[low] = high
    roots = np.array([root(label) for label in range(len(parent))])
    names = np.unique(roots[1:])
    lookup = np.zeros(len(parent), dtype=np.int32)
    lookup[1:] = np.searchsorted(names, roots[1:]) + 1
    return lookup[basins]


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
