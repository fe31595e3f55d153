"""Boxes with writing that a microscope's program burned into the scan: found, and painted over as their surroundings.

Such a box is even where the scan is noisy, runs along rows and columns, and has signs in it: no object is all of that.
"""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Box, Mask, Plane

EVEN = 0.02
"""Of the robust range: what differs by less within three pixels is even; lossy files change it a little."""
NOISY = 0.5
"""Share of the scan that may be even for an even box to mean anything."""
LEAST_ROWS, LEAST_COLUMNS = 12, 32
SIDES_FLAT = 0.9
"""Share of each side of a box along which it must have its grey: a rectangle, not something round."""
NEAR = 0.12
"""Of the robust range, by which a lossy file changes the grey of a box beside writing."""
SIGNS = (0.01, 0.45)
"""Share of a box that its writing takes."""
STRONG = 0.25
"""Of the robust range, by which writing differs from its box."""
MARGIN = 3
"""Pixels around a box that compression spoils."""


def written_boxes(plane: Plane) -> list[Box]:
    """Where the boxes are, in a plane [rows, columns] of any grey levels; with their margin."""
    low, high = (float(level) for level in np.percentile(plane[::2, ::2], (0.5, 99.5)))
    span = max(high - low, 1e-9)
    even = imaging.highest_near(plane, 3) - imaging.lowest_near(plane, 3) <= EVEN * span
    if not even.any() or even.mean() > NOISY:
        return []
    labels, count = imaging.label(even)
    large = np.bincount(labels.ravel(), minlength=count + 1) >= 0.3 * LEAST_ROWS * LEAST_COLUMNS
    found: list[Box] = []
    for name, box in enumerate(imaging.boxes(labels), start=1):
        if box is not None and large[name] and is_written(plane, labels[box] == name, box, span):
            found.append(widened(box, MARGIN, plane.shape))
    return found


def is_written(plane: Plane, part: Mask, box: Box, span: float) -> bool:
    """Whether an even part of the plane is a box with writing; `part`: its pixels within its bounding `box`."""
    rows, columns = part.shape
    if rows < LEAST_ROWS or columns < LEAST_COLUMNS or part.size > 0.2 * plane.size:
        return False
    inside = plane[box]
    level = float(np.median(inside[part]))
    flat = np.abs(inside - level) <= NEAR * span
    if (
        part.mean() < 0.3
        or min(float(side.mean()) for side in (flat[1], flat[-2], flat[:, 1], flat[:, -2])) < SIDES_FLAT
    ):
        return False
    signs = float((np.abs(inside - level) > STRONG * span).mean())
    if not SIGNS[0] <= signs <= SIGNS[1]:
        return False
    around = ring(plane, box)
    return len(around) > 0 and float((np.abs(around - level) > 3 * EVEN * span).mean()) > 0.6


def widened(box: Box, by: int, shape: tuple[int, ...]) -> Box:
    """The box with a margin, as far as the plane goes."""
    rows, columns = (
        slice(max(0, side.start - by), min(most, side.stop + by)) for side, most in zip(box, shape[:2], strict=True)
    )
    return rows, columns


def ring(plane: Plane, box: Box) -> Plane:
    """[pixels] between `MARGIN` and three times as far around a box."""
    outer, inner = widened(box, 3 * MARGIN, plane.shape), widened(box, MARGIN, plane.shape)
    keep = np.ones(plane[outer].shape, dtype=np.bool_)
    top, left = inner[0].start - outer[0].start, inner[1].start - outer[1].start
    keep[top : top + inner[0].stop - inner[0].start, left : left + inner[1].stop - inner[1].start] = False
    return plane[outer][keep]


def painted_over(plane: Plane, boxes: list[Box]) -> Plane:
    """A copy in which each box has the typical grey of what surrounds it."""
    plane = plane.copy()
    for box in boxes:
        around = ring(plane, box)
        plane[box] = float(np.median(around)) if len(around) else float(np.median(plane))
    return plane
