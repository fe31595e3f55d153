"""Outlines of labelled objects, thin enough for an overlay."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask
from maemi.measure.result import Outline

MOST = 2000
"""More outlines than that are a texture to the eye."""


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
    """The longest outline in a padded crop whose first pixel is at `corner`; () for less than a triangle."""
    points = (imaging.longest_outline(crop, 0.6) + np.array(corner)) * factor + (factor - 1) / 2
    if len(points) < 3:
        return ()
    return tuple((row, column) for row, column in np.round(points, 1).tolist())
