"""Boundaries between grains, by lines or by steps of grey, and the cells between them."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.objects import describe, keep_only
from maemi.measure.separating import split_touching


def boundary_strength(flat: Plane) -> Plane:
    """How much a pixel looks like a boundary: slope, ridge or valley, at a scale of 2 pixels."""
    slope = np.hypot(imaging.gaussian(flat, 2, (1, 0)), imaging.gaussian(flat, 2, (0, 1)))
    yy = imaging.gaussian(flat, 2, (2, 0))
    xx = imaging.gaussian(flat, 2, (0, 2))
    xy = imaging.gaussian(flat, 2, (1, 1))
    bend = np.abs(yy + xx) / 2 + np.sqrt(((yy - xx) / 2) ** 2 + xy**2)
    return np.maximum(slope, 2 * bend).astype(np.float32)


def boundaries(edges: Plane) -> Mask:
    """Boundary pixels by Otsu's threshold on the logarithm of strength, whose two humps are alike in width."""
    strength = np.log(np.maximum(edges, 1e-4))
    mask = imaging.closed(strength > imaging.otsu(strength))
    labels, count = imaging.label(mask, eight=True)
    area = np.bincount(labels.ravel(), minlength=count + 1)
    area[0] = 0
    return (area >= 60)[labels]


def cells(mask: Mask) -> Labels:
    """The spaces between boundaries, cut where a boundary has a gap, grown until they meet."""
    labels = split_touching(~mask, neck=0.65)
    if labels.max(initial=0) == 0:
        return labels
    objects = describe(labels)
    typical = float(np.median(objects.area))
    kept = keep_only(labels, objects.area >= max(30, 0.05 * typical))
    return imaging.grown(kept)


def label_changes(labels: Labels) -> Mask:
    """Pixels whose right or lower neighbour belongs to another grain."""
    change = np.zeros(labels.shape, dtype=np.bool_)
    change[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    change[:-1] |= labels[:-1] != labels[1:]
    return change


def near(mask: Mask) -> Mask:
    """A mask widened by two pixels, the reach of the scale at which boundaries are seen."""
    return imaging.dilated(mask, times=2)
