"""Outlines of labelled objects, thin enough for an overlay."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask
from maemi.measure.result import Outline

MOST = 400


def outlines(labels: Labels, factor: int, most: int = MOST) -> tuple[Outline, ...]:
    """One closed outline an object, in pixels of the scan; the `most` largest objects only.

    Corner pixels lie half a pixel in: an outline at (0, 0) is the centre of the first pixel.
    """
    boxes = imaging.boxes(labels)
    largest = np.argsort(-np.bincount(labels.ravel(), minlength=len(boxes) + 1)[1:], kind="stable")[:most]
    found: list[Outline] = []
    for index in largest:
        box = boxes[int(index)]
        if box is not None:
            crop = np.pad(labels[box] == index + 1, 1)
            found.append(around(crop, (box[0].start - 1, box[1].start - 1), factor))
    return tuple(outline for outline in found if len(outline) > 2)


def around(crop: Mask, corner: tuple[int, int], factor: int) -> Outline:
    """The longest outline in a padded crop whose first pixel is at `corner`."""
    points = (imaging.longest_outline(crop, 0.6) + np.array(corner)) * factor + (factor - 1) / 2
    return tuple((round(float(row), 1), round(float(column), 1)) for row, column in points)
