"""Sizes, shapes and neighbours of labelled objects, and which of them the border cuts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels


@dataclass(frozen=True, slots=True)
class Objects:
    """One entry an object in each array; lengths in working pixels."""

    labels: Labels
    area: Floats
    whole: NDArray[np.bool_]
    """Not cut by the border."""
    height: Floats
    width: Floats
    major: Floats
    minor: Floats
    angle_deg: Floats
    """Long axis, 0 … 180 counter-clockwise from the rows' direction."""
    centre: Floats
    """[objects, 2] row and column."""

    @property
    def diameter(self) -> Floats:
        """Diameters of circles of equal area."""
        return np.sqrt(4 * self.area / np.pi)

    @property
    def aspect(self) -> Floats:
        return self.major / np.maximum(self.minor, 1e-6)

    def __len__(self) -> int:
        return len(self.area)


def describe(labels: Labels) -> Objects:
    """Areas, boxes and axes of all objects at once, from the moments of their pixels (no loop over objects)."""
    count = int(labels.max(initial=0))
    flat = np.flatnonzero(labels)
    names = labels.ravel()[flat]
    # From the middle of the frame, so that squares stay small beside what floats of 64 bits tell apart.
    rows, columns = np.divmod(flat, labels.shape[1])
    down, right = rows - labels.shape[0] / 2, columns - labels.shape[1] / 2

    def total(values: Floats | None = None) -> Floats:
        return np.bincount(names, weights=values, minlength=count + 1)[1:].astype(np.float64)

    area = np.maximum(total(), 1)
    y, x = total(down) / area, total(right) / area
    # A pixel is a unit square, not a point: its own variance is 1/12.
    yy, xx = (total(way * way) / area - mean * mean + 1 / 12 for way, mean in ((down, y), (right, x)))
    xy = total(down * right) / area - y * x
    root = np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    middle = (xx + yy) / 2
    boxes = imaging.boxes(labels)
    edges = np.array([[b[0].start, b[0].stop, b[1].start, b[1].stop] if b else [0, 0, 0, 0] for b in boxes])
    edges = edges.reshape(-1, 4)
    whole = (edges[:, 0] > 0) & (edges[:, 2] > 0)
    whole &= (edges[:, 1] < labels.shape[0]) & (edges[:, 3] < labels.shape[1])
    return Objects(
        labels=labels,
        area=area[:count],
        whole=np.asarray(whole, dtype=np.bool_),
        height=(edges[:, 1] - edges[:, 0]).astype(np.float64),
        width=(edges[:, 3] - edges[:, 2]).astype(np.float64),
        major=4 * np.sqrt(middle + root),
        minor=4 * np.sqrt(np.maximum(middle - root, 0)),
        angle_deg=np.degrees(np.arctan2(-2 * xy, xx - yy)) / 2 % 180,
        centre=np.stack([y + labels.shape[0] / 2, x + labels.shape[1] / 2], axis=1),
    )


def keep_only(labels: Labels, keep: NDArray[np.bool_]) -> Labels:
    """Labels renumbered without the objects that `keep` (one entry an object) leaves out."""
    lookup = np.zeros(len(keep) + 1, dtype=np.int32)
    lookup[1:][keep] = np.arange(1, int(keep.sum()) + 1)
    return lookup[labels]


def renumbered(labels: Labels) -> Labels:
    """The same objects in the same order, numbered 1 … n without gaps."""
    names, places = np.unique(labels, return_inverse=True)
    return (places.reshape(labels.shape) + (0 if 0 in names else 1)).astype(np.int32)


def border_corrected_mean(objects: Objects, sizes: Floats) -> float:
    """Mean size of whole objects, each weighted by how rarely one of its extent lies wholly inside the frame.

    Large objects are cut more often, so that the plain mean of whole ones is too small. The weight
    (R C) / ((R - h)(C - w)) is that of Miles and Lantuéjoul (J. Serra, Image Analysis, 1982, ch. VIII).
    """
    rows, columns = objects.labels.shape
    inside = objects.whole
    chance = (rows - objects.height[inside]) * (columns - objects.width[inside]) / (rows * columns)
    return float(np.average(sizes[inside], weights=1 / np.maximum(chance, 0.02)))


def common_direction(angles_deg: Floats, weights: Floats, least: float = 0.5) -> tuple[float | None, float]:
    """Mean axial direction and its strength 0 … 1 (doubled-angle vectors); None below `least` or without objects."""
    if len(angles_deg) == 0 or float(weights.sum()) <= 0:
        return None, 0.0
    vector = np.sum(weights * np.exp(2j * np.radians(angles_deg))) / weights.sum()
    strength = float(abs(vector))
    if strength < least:
        return None, strength
    return float(np.degrees(np.angle(vector)) / 2 % 180), strength
