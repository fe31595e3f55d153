"""Lines that run along within another: one fibre whose coat or rim was taken for a second one."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Mask
from maemi.measure.lines import Lines

WITHIN = 0.9
"""Of half a width: nearer than this to the middle of a fibre that lies uppermost nothing else can be seen."""
ALONG = 0.6
"""Share of a line that must lie so: one that crosses another does so with a small part."""

MOST_POINTS = 1000
"""Compared, each with each that is near: in a picture of thick and thin lines that may be all."""


def doubled(lines: Lines) -> Mask:
    """[lines] which ones lie for the most part within a longer one."""
    if len(lines) < 2:
        return np.zeros(len(lines), dtype=np.bool_)
    radius = lines.median(lines.radius)
    seen = np.flatnonzero(lines.seen)
    at = seen[:: max(1, int(0.25 * float(radius.min())), -(-len(seen) // MOST_POINTS))]
    owner, points = lines.owner[at], lines.points[at]
    pairs = imaging.near_pairs(points, WITHIN * float(radius.max()))
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    mine, other = owner[pairs[:, 0]], owner[pairs[:, 1]]
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    lengths = lines.lengths
    inside = (apart <= WITHIN * radius[other]) & (lengths[mine] < lengths[other])
    within = np.zeros((len(points), len(lines)), dtype=np.bool_)
    within[pairs[inside, 0], other[inside]] = True
    count = np.stack([np.bincount(owner, weights=one, minlength=len(lines)) for one in within.T])
    return count.max(axis=0) > ALONG * np.maximum(np.bincount(owner, minlength=len(lines)), 1)
