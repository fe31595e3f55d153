"""How objects stand out of what surrounds them: how far, how sharply, and whether darker rings surround them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Plane
from maemi.measure.objects import Objects


@dataclass(frozen=True, slots=True)
class StandingOut:
    """One entry an object in each array; greys in those of the plane, in which objects are bright."""

    rise: Floats
    """Mean grey inside over the background of the picture."""
    ring: Floats
    """Mean grey of a ring of 3 to 5 pixels around over that background, as a share of `rise`; 0 without a ring."""
    width: Floats
    """Pixels in which the grey would rise from ring to inside at the slope of the outline."""


def standing_out(flat: Plane, objects: Objects) -> StandingOut:
    """Of bright objects in a plane (negated for dark ones)."""
    count = len(objects)
    labels = objects.labels
    background = float(np.median(flat[labels == 0])) if (labels == 0).any() else float(flat.min())
    rise = imaging.means(flat, labels, count).astype(np.float64) - background
    near = imaging.highest_near(labels, 5)
    around = np.where(near > 0, 0, imaging.highest_near(labels, 11))
    down, right = imaging.gradient(flat)
    outline = np.where(imaging.eroded(labels > 0), 0, labels)
    safe = np.maximum(rise, 1e-6)
    outside = mean_by(flat, around, count, background) - background
    slope = mean_by(np.hypot(down, right), outline, count, 0.0)
    return StandingOut(rise, outside / safe, (rise - outside) / np.maximum(slope, 1e-6))


def mean_by(plane: Plane, labels: imaging.Labels, count: int, missing: float) -> Floats:
    """Mean of the plane in labels 1 … count, `missing` for a label without a pixel."""
    pixels = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    total = np.bincount(labels.ravel(), weights=plane.ravel(), minlength=count + 1)[1:]
    return np.where(pixels > 0, total / np.maximum(pixels, 1), missing)


def weighted_median(values: Floats, weights: Floats) -> float:
    """The value at which half of the weight is reached."""
    order = np.argsort(values)
    covered = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(covered, covered[-1] / 2)])
