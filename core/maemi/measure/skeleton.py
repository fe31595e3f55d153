"""Middle lines of a mask, cut at their crossings and joined again straight through them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Mask

MOST_SEGMENTS = 3000
STRAIGHT_ON = np.cos(np.radians(30))
"""Two ends continue one another when they point at each other within 30 degrees."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of middle line between ends or crossings, in pixels."""

    points: Floats
    """[pixels, 2] row and column."""
    length: float
    diameter: float
    unevenness: float
    """Robust spread of the diameter over its median."""
    ends: tuple[tuple[Floats, Floats], ...]
    """Up to two: where it ends, and the unit vector in which it points outwards there."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One fibre: segments joined across crossings."""

    length: float
    diameter: float
    angle_deg: float
    crossings: int
    unevenness: float


def chains_of(mask: Mask) -> list[Chain] | None:
    """The fibres of a mask; None where there are too many pieces to be fibres."""
    segments = segments_of(mask)
    if segments is None:
        return None
    return [chain_of([segments[index] for index in group]) for group in joined(segments)]


def segments_of(mask: Mask) -> list[Segment] | None:
    """Cut the skeleton at its crossings, drop spurs, and measure what is left."""
    distance = imaging.distances(mask)
    skeleton = imaging.skeleton(mask)
    crossing = skeleton & (imaging.neighbour_count(skeleton) > 2)
    # Near a crossing the distance is that of the crossing, not of either fibre.
    pieces = skeleton & ~imaging.dilated(crossing, eight=True)
    labels, count = imaging.label(pieces, eight=True)
    if count > MOST_SEGMENTS:
        return None
    rows, columns = np.nonzero(labels)
    order = np.argsort(labels[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    starts = np.searchsorted(labels[rows, columns], np.arange(1, count + 2))
    inner = imaging.neighbour_count(pieces)
    found: list[Segment] = []
    for first, last in pairwise(starts):
        r, c = rows[first:last], columns[first:last]
        segment = measure_segment(np.stack([r, c], axis=1).astype(np.float64), distance[r, c], inner[r, c] <= 1)
        if segment.length >= max(4.0, 0.7 * segment.diameter):
            found.append(segment)
    return found


def measure_segment(points: Floats, distance: NDArray[np.floating], is_end: Mask) -> Segment:
    # The distance of a middle pixel counts its own centre: a line of w pixels has (w + 1) / 2.
    diameters = 2 * distance - 1
    diameter = max(1.0, float(np.median(diameters)))
    spread = 1.4826 * float(np.median(np.abs(diameters - diameter)))
    extent = float(np.hypot(*(points.max(axis=0) - points.min(axis=0))))
    ends: list[tuple[Floats, Floats]] = []
    for end in points[is_end][:2]:
        away = np.hypot(*(points - end).T)
        near = points[away <= max(10.0, 2.5 * diameter)]
        outwards = end - near.mean(axis=0)
        size = float(np.hypot(*outwards))
        if size > 0:
            ends.append((end, outwards / size))
    return Segment(points, max(extent, float(len(points))), diameter, spread / diameter, tuple(ends))


def joined(segments: list[Segment]) -> list[list[int]]:
    """Groups of segments that continue one another; each end is used once, best continuation first."""
    ends = [(index, place, way) for index, segment in enumerate(segments) for place, way in segment.ends]
    if not ends:
        return [[index] for index in range(len(segments))]
    places = np.array([place for _, place, _ in ends])
    reach = 3.5 * float(np.median([segment.diameter for segment in segments])) + 8
    candidates: list[tuple[float, int, int]] = []
    for a, b in imaging.near_pairs(places, reach):
        (one, here, way), (other, there, back) = ends[a], ends[b]
        thick, thin = sorted((segments[one].diameter, segments[other].diameter), reverse=True)
        gap = there - here
        distance = float(np.hypot(*gap))
        if one == other or thick > 1.8 * thin + 1:
            continue
        ahead = min(float(way @ gap), -float(back @ gap)) / distance if distance > 3 else 1.0
        straight = -float(way @ back)
        if straight > STRAIGHT_ON and ahead > 0.6:
            candidates.append((straight + 0.3 * ahead - 0.2 * distance / reach, a, b))
    return groups(len(segments), [(ends[a][0], ends[b][0], a, b) for _, a, b in sorted(candidates, reverse=True)])


def groups(count: int, links: list[tuple[int, int, int, int]]) -> list[list[int]]:
    """Connected groups of 0 … count-1 under (segment, segment, end, end) links, first links first, each end once."""
    used: set[int] = set()
    group = list(range(count))
    members: dict[int, list[int]] = {index: [index] for index in range(count)}
    for one, other, a, b in links:
        if a in used or b in used or group[one] == group[other]:
            continue
        used |= {a, b}
        keep, gone = group[one], group[other]
        for index in members.pop(gone):
            group[index] = keep
            members[keep].append(index)
    return list(members.values())


def chain_of(segments: list[Segment]) -> Chain:
    """A fibre's length, its diameter and direction as means over length."""
    lengths = np.array([segment.length for segment in segments])
    points = np.concatenate([segment.points for segment in segments])
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    along = axes[0]
    return Chain(
        length=float(lengths.sum()),
        diameter=float(np.average([segment.diameter for segment in segments], weights=lengths)),
        angle_deg=float(np.degrees(np.arctan2(-along[0], along[1])) % 180),
        crossings=len(segments) - 1,
        unevenness=float(np.average([segment.unevenness for segment in segments], weights=lengths)),
    )
