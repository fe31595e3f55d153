"""The width of lines across their middle, between pixels: where the grey falls to half its height on either side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Plane
from maemi.measure.lines import Lines

SAMPLES = 61
"""Of a profile, from one side to the other."""
MOST_POINTS = 12_000
"""Profiles taken in one picture; of more points every second, third … one is taken."""
AVERAGED = 0.75
"""Half the length of line over which profiles are averaged, in radii."""


def widths_across(plane: Plane, lines: Lines) -> Floats:
    """[points] full width at half height; NaN where a side has no edge, where bridged, or where no profile was taken.

    `plane`: bright lines on dark. A profile is averaged along the line over some radii; the height is between the
    line's own grey near an edge and the darkest grey within reach beyond it, each side for itself.
    """
    width = np.full(len(lines.points), np.nan)
    every = max(1, -(-len(lines.points) // MOST_POINTS))
    chosen = np.flatnonzero(lines.seen)[::every]
    if len(chosen) == 0:
        return width
    typical = np.repeat(lines.median(lines.radius), np.diff(lines.starts))
    reach = 1.7 * typical + 4.0
    smooth = lines.smoothed(lines.points, np.minimum(typical, 25.0))
    along = lines.tangents(np.maximum(3.0, np.minimum(typical, 25.0)))
    offset = np.linspace(-1.0, 1.0, SAMPLES)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    rows = smooth[chosen, 0, None] + offset * (reach * normal[:, 0])[chosen, None]
    columns = smooth[chosen, 1, None] + offset * (reach * normal[:, 1])[chosen, None]
    inside = (rows >= 0) & (rows <= plane.shape[0] - 1) & (columns >= 0) & (columns <= plane.shape[1] - 1)
    values = np.where(inside, imaging.sampled(plane, rows, columns), 0.0)
    counts = np.bincount(lines.owner[chosen], minlength=len(lines))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    some = Lines(lines.points[chosen], lines.radius[chosen], lines.seen[chosen], starts)
    half = np.maximum(1.0, AVERAGED * typical[chosen] / every)
    share = some.smoothed(inside.astype(np.float64), half)
    profiles = np.where(share > 0.5, some.smoothed(values, half) / np.maximum(share, 0.5), np.nan)
    middle = SAMPLES // 2
    radius = typical[chosen]
    left = half_height(profiles[:, middle::-1], radius / reach[chosen])
    right = half_height(profiles[:, middle:], radius / reach[chosen])
    width[chosen] = (left + right) * reach[chosen]
    return width


def half_height(profiles: Floats, edge: Floats) -> Floats:
    """[points] where profiles [points, samples] from the middle outwards fall to half height, 0 … 1 of their reach.

    `edge` [points]: about where, in the same unit.
    """
    points, samples = profiles.shape
    at = np.linspace(0, 1, samples)
    near = edge[:, None]
    bad = ~np.isfinite(profiles).all(axis=1)
    profiles = np.where(np.isfinite(profiles), profiles, 0.0)
    # The rim of a fibre may shine: the height is that of the rim, where the edge is.
    rim = np.where((at >= 0.4 * near) & (at <= 1.1 * near), profiles, -np.inf)
    high = np.sort(rim, axis=1)[:, -3:].mean(axis=1)
    beyond = at >= near
    low = np.where(beyond, profiles, np.inf).min(axis=1)
    place = np.where(beyond & (profiles <= low[:, None]), at, np.inf).min(axis=1)
    # The mean around the darkest place: the least of many noisy samples is darker than the ground.
    low = mean_where(profiles, np.abs(at - place[:, None]) <= 0.25 * near)
    half = (high + low) / 2
    # The last sample above half height before the darkest place.
    above = (profiles > half[:, None]) & (at < place[:, None])
    last = samples - 1 - np.argmax(above[:, ::-1], axis=1)
    last = np.minimum(last, samples - 2)
    here, there = profiles[np.arange(points), last], profiles[np.arange(points), last + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((here - half) / (here - there), 0, 1)
    found = (last + part) / (samples - 1)
    bad |= ~above.any(axis=1) | ~(high > low) | (np.abs(found / edge - 1) > 0.75)
    return np.where(bad, np.nan, found)


def mean_where(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """[rows] mean of the chosen entries of each row; 0 where none is chosen."""
    return np.where(chosen, values, 0.0).sum(axis=1) / np.maximum(chosen.sum(axis=1), 1)
