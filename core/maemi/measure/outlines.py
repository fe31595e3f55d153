"""Outlines of labelled objects, thin enough for an overlay."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels, Mask
from maemi.measure.result import Outline

MOST = 2000
"""More outlines than that are a texture to the eye."""
SPECK = 0.1
"""Parts whose outline is shorter than this share of the longest one are left out."""


def outlines(labels: Labels, factor: int, most: int = MOST) -> tuple[Outline, ...]:
    """One closed outline an object in the order of the labels, in pixels of the scan; () beyond the `most` largest.

    Corner pixels lie half a pixel in: an outline at (0, 0) is the centre of the first pixel.
    """
    boxes = imaging.boxes(labels)
    area = np.bincount(labels.ravel(), minlength=len(boxes) + 1)[1:]
    drawn = set(np.argsort(-area, kind="stable")[:most].tolist())
    found: list[Outline] = []
    for index, box in enumerate(boxes):
        if box is None or index not in drawn:
            found.append(())
        else:
            crop = np.pad(labels[box] == index + 1, 1)
            found.append(around(crop, (box[0].start - 1, box[1].start - 1), factor))
    return tuple(found)


def around(crop: Mask, corner: tuple[int, int], factor: int) -> Outline:
    """The outline of a padded crop whose first pixel is at `corner`; () for less than a triangle.

    Where an object is in several parts, as a fibre is that runs below another, the line goes around all of them.
    """
    parts = [part for part in imaging.outer_outlines(crop, 0.6) if len(part) > 2]
    if not parts:
        return ()
    least = SPECK * _length(parts[0])
    points = (joined([part for part in parts if _length(part) >= least]) + np.array(corner)) * factor + (factor - 1) / 2
    return tuple((row, column) for row, column in np.round(points, 1).tolist())


def joined(parts: list[Floats]) -> Floats:
    """One closed line around all parts: from each to the nearest other, where they are nearest, there and back.

    What it encloses is what the parts enclose, since the way back covers the way there.
    """
    line, rest = parts[0], list(parts[1:])
    while rest:
        ways = [np.hypot(*(line[:, None] - part[None]).transpose(2, 0, 1)) for part in rest]
        index = int(np.argmin([way.min() for way in ways]))
        here, there = np.unravel_index(int(ways[index].argmin()), ways[index].shape)
        part = np.roll(rest.pop(index), -int(there), axis=0)
        line = np.concatenate([line[: here + 1], part, part[:1], line[here:]])
    return line


def _length(line: Floats) -> float:
    return float(np.hypot(*(line - np.roll(line, 1, axis=0)).T).sum())
