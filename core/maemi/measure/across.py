"""The width of lines across their middle, between pixels: from where the grey falls most steeply on either side.

For a step under any symmetric blur the steepest place is the edge itself, and a rim that shines does not move it as it
moves a place at half height (J. Canny, IEEE Trans. Pattern Anal. Mach. Intell. 8, 1986, 679).
"""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Plane
from maemi.measure.lines import Lines

SAMPLES = 61
"""Of a profile, from one side to the other."""
MOST_POINTS = 12_000
"""Profiles taken in one picture; of more points every second, third … one is taken."""
NEAR = 1.5
"""An edge is looked for up to so many times as far from the middle as it is thought to be."""
AVERAGED = 0.75
"""Half the length of line over which profiles are averaged, in radii."""


def widths_across(plane: Plane, lines: Lines) -> Floats:
    """[points] full width between edges; NaN where a side has none, where bridged, or where no profile was taken.

    `plane`: bright lines on dark, not denoised: a profile is averaged along the line over some radii instead, which
    does not blur its edges.
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
    left = steepest(profiles[:, middle::-1], radius / reach[chosen])
    right = steepest(profiles[:, middle:], radius / reach[chosen])
    width[chosen] = (left + right) * reach[chosen]
    return width


def steepest(profiles: Floats, edge: Floats) -> Floats:
    """[points] where profiles [points, samples] from the middle outwards fall most steeply, 0 … 1 of their reach.

    Between samples by the vertex of a parabola through three differences. `edge` [points]: about where, in the same
    unit; NaN where there is no fall that stands out of the profile's other steps.
    """
    points, samples = len(profiles), int(profiles.shape[1])
    at = np.arange(0.5, samples - 1) / (samples - 1)
    falls = -np.diff(profiles, axis=1)
    near = (at >= 0.5 * edge[:, None]) & (at <= NEAR * edge[:, None])
    bad = ~np.isfinite(np.where(near, falls, 0.0)).all(axis=1)
    falls = np.where(near & np.isfinite(falls), falls, -np.inf)
    best = np.argmax(falls, axis=1).clip(1, samples - 3)
    before, here, after = (falls[np.arange(points), best + shift] for shift in (-1, 0, 1))
    bad |= ~(here > 0) | ~np.isfinite(here)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = 0.5 * (before - after) / (before - 2 * here + after)
    part = np.where(np.isfinite(part), part.clip(-0.5, 0.5), 0.0)
    return np.where(bad, np.nan, (best + 0.5 + part) / (samples - 1))
