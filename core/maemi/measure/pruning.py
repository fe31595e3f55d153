"""Spurs of a skeleton: short branches towards the corners of what it was thinned from, taken off."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Labels, Mask, Plane

SPUR = 1.0
"""Half widths: a branch that ends in the open within so much of its crossing is the corner of a fibre, none itself."""
ROUNDS = 3
"""A spur may fork again."""


def without_spurs(skeleton: Mask, radius: Plane) -> Mask:
    """The skeleton without branches that lead nowhere; of those that meet in one place the longest stays.

    `radius`: half the width of what was thinned, in each pixel. A crossing that has lost its spurs cuts nothing any
    more: a fibre with a frayed edge stays in one piece.
    """
    for _ in range(ROUNDS):
        spurs = spurs_of(skeleton, radius)
        if not spurs.any():
            break
        skeleton = imaging.skeleton(without_stubs(skeleton & ~spurs, imaging.dilated(spurs, 2, eight=True)))
    return skeleton


def spurs_of(skeleton: Mask, radius: Plane) -> Mask:
    """Pixels of the branches to be taken off."""
    neighbours = imaging.neighbour_count(skeleton)
    zone = imaging.dilated(skeleton & (neighbours > 2), eight=True)
    pieces, count = imaging.label(skeleton & ~zone, eight=True)
    places, crossings = imaging.label(zone, eight=True)
    if count == 0 or crossings == 0:
        return np.zeros_like(skeleton)
    length = np.bincount(pieces.ravel(), minlength=count + 1).astype(np.float64) + 1.5
    wide = np.concatenate([[0.0], imaging.highest(radius, pieces, count)])
    ends = np.bincount(pieces[(pieces > 0) & (neighbours <= 1)], minlength=count + 1)
    owner = meeting(pieces, places, count)
    longest: Floats = np.zeros(crossings + 1)
    np.maximum.at(longest, owner, length)
    short = (length <= SPUR * wide) & (ends > 0) & (owner > 0) & (length < longest[owner])
    return short[pieces]


def meeting(pieces: Labels, places: Labels, count: int) -> Labels:
    """[pieces + 1] a crossing that each piece touches, 0 for none."""
    near = imaging.highest_near(places, 3)
    owner = np.zeros(count + 1, dtype=np.int32)
    touching = (pieces > 0) & (near > 0)
    owner[pieces[touching]] = near[touching]
    return owner


def without_stubs(skeleton: Mask, zone: Mask) -> Mask:
    """The skeleton without the last pixels, within a zone, of branches that were taken off."""
    for _ in range(3):
        skeleton = skeleton & ~(zone & (imaging.neighbour_count(skeleton) <= 1))
    return skeleton
