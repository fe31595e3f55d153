"""Shapes of labelled objects: perimeters, Feret diameters, hulls and neighbours, for thousands of objects at once.

Each object counts on its own, so that where two touch the cut between them is outline of both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels
from maemi.measure.objects import Objects
from maemi.measure.quantities import define

DIRECTIONS = 64
"""In half a turn: steps of 2.8°, so that a hull of that many sides is a thousandth smaller than a circle."""

define("size", "Size", 1, "Diameter of the circle of equal area.")
define("area", "Area", 2)
define("perimeter", "Perimeter", 1, "By Crofton's formula in four directions (as scikit-image's perimeter_crofton).")
define("feret_max", "Longest Feret diameter", 1, "Largest distance between two parallel tangents (ISO 13322-1).")
define("feret_min", "Shortest Feret diameter", 1, "Smallest distance between two parallel tangents (ISO 13322-1).")
define("circularity", "Circularity", 0, "4 π area / perimeter²: 1 for a disc (ISO 9276-6, squared form factor).")
define("aspect", "Aspect ratio", 0, "Long over short axis of the ellipse with the same second moments.")
define("solidity", "Solidity", 0, "Area over the area of the convex hull (ISO 9276-6).")
define("angle", "Angle", 0, "Long axis, counter-clockwise from the rows' direction.", degrees=True)
define("nearest", "Nearest neighbour", 1, "From centre to centre of the nearest other object.")


def shapes_of(objects: Objects) -> dict[str, Floats]:
    """All columns of `Found.objects` by name, one entry an object; lengths in working pixels.

    `nearest` is left out where there is no other object.
    """
    if len(objects) == 0:
        return {}
    around = perimeters(objects.labels, len(objects))
    longest, shortest, hull = extents(objects.labels)
    columns = {
        "size": objects.diameter,
        "area": objects.area,
        "perimeter": around,
        "feret_max": longest,
        "feret_min": shortest,
        "circularity": np.minimum(4 * np.pi * objects.area / around**2, 1.0),
        "aspect": objects.aspect,
        "solidity": np.minimum(objects.area / hull, 1.0),
        "angle": objects.angle_deg,
        "row": objects.centre[:, 0],
        "column": objects.centre[:, 1],
        "whole": objects.whole.astype(np.float64),
    }
    if len(objects) > 1:
        columns["nearest"] = imaging.nearest_distances(objects.centre)
    return columns


def perimeters(labels: Labels, count: int) -> Floats:
    """Perimeter of each of the labels 1 … count by Crofton's formula in four directions.

    π/4 times the mean over 0°, 45°, 90° and 135° of crossings per length of test line (G. Lehmann, D. Legland,
    Insight Journal, 2012); the frame counts as outline.
    """
    padded = np.pad(labels, 1)
    total = np.zeros(count + 1)
    for down, right, apart in ((0, 1, 1.0), (1, 0, 1.0), (1, 1, np.sqrt(2)), (1, -1, np.sqrt(2))):
        here = padded[: padded.shape[0] - down, max(0, -right) : padded.shape[1] - max(0, right)]
        there = padded[down:, max(0, right) : padded.shape[1] + min(0, right)]
        meet = here != there
        crossings = np.bincount(here[meet], minlength=count + 1) + np.bincount(there[meet], minlength=count + 1)
        total += crossings / apart
    return np.maximum(np.pi / 8 * total[1:], 1.0)


def extents(labels: Labels) -> tuple[Floats, Floats, Floats]:
    """Longest and shortest Feret diameter, and area of the convex hull, of each label (there must be pixels of each).

    The hull is that of the midpoints of pixel edges, as in scikit-image. A Feret diameter adds half as much to the
    distance of pixel centres: edge midpoints make it too long for every shape whose edges are not along rows or
    columns (by 0.8 pixels for discs), and with half of it the error is below half a pixel either way.
    """
    names, rows, columns = rim(labels)
    starts = np.flatnonzero(np.diff(names, prepend=0))
    which = np.cumsum(np.diff(names, prepend=names[0]) > 0)
    count, step = len(starts), np.pi / DIRECTIONS

    def reach(angle: Floats) -> tuple[Floats, Floats, Floats]:
        """How far the centres of each object reach in its direction `angle` and against it; half a pixel across."""
        cosine, sine = np.cos(angle), np.sin(angle)
        along = columns * cosine[which] + rows * sine[which]
        half = np.maximum(np.abs(cosine), np.abs(sine)) / 2
        return np.maximum.reduceat(along, starts), -np.minimum.reduceat(along, starts), half

    def width(angle: Floats) -> Floats:
        high, low, half = reach(angle)
        return high + low + half

    turns = np.arange(DIRECTIONS) * step
    ahead, back, half = (np.stack(part) for part in zip(*(reach(np.full(count, turn)) for turn in turns), strict=True))
    support = np.concatenate([ahead + half, back + half])
    # Sides of the polygon of tangents: its area is half the sum of support times side.
    neighbours = np.roll(support, 1, axis=0) + np.roll(support, -1, axis=0)
    side = np.maximum((neighbours - 2 * support * np.cos(step)) / np.sin(step), 0)
    widths = ahead + back + half
    shortest, best = widths.min(axis=0), turns[np.argmin(widths, axis=0)]
    # The shortest diameter of a long object is lost within a degree of its direction: look closer around it, twice.
    for reach_of in (step, step / 8):
        nearby = best
        for offset in np.linspace(-reach_of, reach_of, 17):
            here = width(nearby + offset)
            best = np.where(here < shortest, nearby + offset, best)
            shortest = np.minimum(here, shortest)
    return widths.max(axis=0), shortest, (support * side).sum(axis=0) / 2


def rim(labels: Labels) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Labels, rows and columns of the pixels with one of four neighbours of another label, in the order of labels."""
    inner = np.zeros(labels.shape, dtype=np.bool_)
    middle = labels[1:-1, 1:-1]
    inner[1:-1, 1:-1] = (
        (middle == labels[:-2, 1:-1])
        & (middle == labels[2:, 1:-1])
        & (middle == labels[1:-1, :-2])
        & (middle == labels[1:-1, 2:])
    )
    rows, columns = np.nonzero((labels > 0) & ~inner)
    names = labels[rows, columns].astype(np.int64)
    order = np.argsort(names, kind="stable")
    return names[order], rows[order].astype(np.float64), columns[order].astype(np.float64)
