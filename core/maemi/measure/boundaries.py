"""Where boundaries between grains may be: energy of slopes and bends, and the basins between its ridges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.objects import keep_only
from maemi.measure.preparing import Prepared, shrink
from maemi.measure.settings import Polarity

COPY_PIXELS = 250_000
"""Boundaries are sought on a copy of at most so many pixels, where noise is less; finer where grains are small."""
SCALE, REACH = 1.2, 1.8
"""Standard deviations of the derivatives, and of the energy's smoothing over both flanks of a groove."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Energy of boundaries on a copy of the picture."""

    energy: Plane
    """Natural logarithm of the smoothed energy, in squares of the robust range of grey levels."""
    step: int
    """Working pixels along one side of a pixel of the copy."""


def terrain(prepared: Prepared, step: int, polarity: Polarity | None) -> Terrain:
    """Energy of steps of grey and of grooves, dark or bright: a boundary of any profile becomes one ridge.

    Slopes and bends are scaled to the height of a step and twice the depth of a groove that would cause them. With a
    polarity only grooves count: dark ones between bright grains, bright ones between dark grains.
    """
    flat = shrink(prepared.flat, step) if step > 1 else prepared.flat
    yy = imaging.gaussian(flat, SCALE, (2, 0))
    xx = imaging.gaussian(flat, SCALE, (0, 2))
    xy = imaging.gaussian(flat, SCALE, (1, 1))
    middle, half = (yy + xx) / 2, np.sqrt(((yy - xx) / 2) ** 2 + xy**2)
    if polarity is None:
        bend = np.abs(middle) + half
        down, right = imaging.gaussian(flat, SCALE, (1, 0)), imaging.gaussian(flat, SCALE, (0, 1))
        power = 2 * np.pi * SCALE**2 * (down**2 + right**2) + 4 * SCALE**4 * bend**2
    else:
        bend = np.maximum((middle if polarity == "bright" else -middle) + half, 0)
        power = 4 * SCALE**4 * bend**2
    smooth = imaging.gaussian(power.astype(np.float32), REACH)
    return Terrain(np.log(np.maximum(smooth, 1e-6)), step)


def basins(energy: Plane) -> Labels:
    """Watershed basins around all minima of the energy: many more than grains, whose boundaries are among theirs."""
    markers, _ = imaging.label(imaging.pits(energy, 5), eight=True)
    return imaging.flooded(-energy, markers, None)


def label_changes(labels: Labels) -> Mask:
    """Pixels beside one of another label."""
    change = np.zeros(labels.shape, dtype=np.bool_)
    across, down = labels[:, :-1] != labels[:, 1:], labels[:-1] != labels[1:]
    change[:, :-1] |= across
    change[:, 1:] |= across
    change[:-1] |= down
    change[1:] |= down
    return change


def without_slivers(labels: Labels, energy: Plane, least: float) -> Labels:
    """Labels whose thin parts, which lie within a wide boundary, are given to their neighbours.

    Thin: no disc of radius `least` pixels fits in, nor one of a quarter of the radius that fits into the grain that
    holds the typical pixel.
    """
    count = int(labels.max(initial=0))
    radius = imaging.highest(imaging.distances(~label_changes(labels)), labels, count)
    area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    order = np.argsort(radius)
    typical = radius[order][np.searchsorted(np.cumsum(area[order]), area.sum() / 2)]
    keep = radius >= max(least, typical / 4)
    if keep.all() or not keep.any():
        return labels
    kept = keep_only(labels, keep)
    # Only what borders on a thin part floods it: the rest need not be walked through.
    near = imaging.dilated(kept == 0)
    return np.where(kept > 0, kept, imaging.flooded(-energy, np.where(near, kept, 0), near)).astype(np.int32)


def enlarged(labels: Labels, step: int, shape: tuple[int, ...]) -> Labels:
    """Labels of a copy over all working pixels; the remainder that the copy left out continues its edge."""
    full = labels.repeat(step, axis=0).repeat(step, axis=1)
    return np.pad(full, [(0, whole - part) for whole, part in zip(shape, full.shape, strict=True)], mode="edge")
