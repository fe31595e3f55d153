"""Edges of parallel lines, to parts of a pixel along each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.edge_profile import LineProfile, folded, line_profile
from maemi.measure.imaging import Floats, Mask, Plane

SHORTEST = 24
"""Points along an edge below which it is left out: a line through a corner of the frame."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """A picture turned so that its lines run along the rows of `plane`'s second axis."""

    plane: Floats
    """[across, along] grey levels, one sample a pixel."""
    inside: Mask
    """Which samples lie in the frame."""
    first: float
    """Distance of the first sample across from the middle of the frame."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Where lines begin and end across, in working pixels from the middle of the frame."""

    rising: Floats
    """[lines, along] deviation of the edge where each line brightens from a straight line fitted to it; NaN where it
    is not in the frame."""
    falling: Floats
    """[lines, along] of the edge where each darkens, in the same order."""
    profile: LineProfile
    """The edges of all lines together; one of them has its edges there, the others whole pitches beside."""


def straighten(raw: Plane, across: Floats) -> Straightened:
    """Sample the picture on a grid turned to `across`, the unit vector (down, right) across the lines."""
    rows, columns = raw.shape
    along = np.array([across[1], -across[0]])
    half = np.array([rows, columns]) / 2
    reach = [int(np.ceil(np.abs(way) @ half)) for way in (across, along)]
    u, v = (np.arange(-part, part + 1, dtype=np.float64) for part in reach)
    down = (rows - 1) / 2 + u[:, None] * across[0] + v * along[0]
    right = (columns - 1) / 2 + u[:, None] * across[1] + v * along[1]
    inside = (down >= 0) & (down <= rows - 1) & (right >= 0) & (right <= columns - 1)
    plane = imaging.sampled(raw.astype(np.float64), down.clip(0, rows - 1), right.clip(0, columns - 1))
    return Straightened(plane, inside, float(u[0]))


def find_edges(picture: Straightened, pitch: float) -> Edges | None:
    """Mean place of every edge, and how far it wanders along the line; None where there are no two levels."""
    counted = picture.inside.sum(axis=1)
    mean = np.where(picture.inside, picture.plane, 0).sum(axis=1) / np.maximum(counted, 1)
    place = picture.first + np.arange(len(mean), dtype=np.float64)
    profile = line_profile(folded(mean, counted.astype(np.float64), place, pitch), pitch)
    if profile is None:
        return None
    room = 0.45 * min(profile.width, pitch - profile.width)
    if room < 2:
        return None
    first = int(np.floor((place[0] - pitch - profile.rising.place) / pitch))
    last = int(np.ceil((place[-1] - profile.rising.place) / pitch))
    rising, falling = (
        np.stack(
            [
                follow(picture, edge.place + order * pitch, min(max(3 * edge.blur + 2 * edge.rim, 3.0), room), sign)
                for order in range(first, last + 1)
            ]
        )
        for edge, sign in ((profile.rising, 1.0), (profile.falling, -1.0))
    )
    return Edges(rising, falling, profile)


def follow(picture: Straightened, expected: float, window: float, sign: float) -> Floats:
    """[along] how far an edge lies off a straight line at each point; NaN where its window is not in the frame.

    A step that moves by d pixels changes the sum of grey levels over a window around it by d times its height: linear
    in the grey levels, so that noise biases no place, and adds to the variance what `roughness` takes off again.
    `sign` is 1 where the picture brightens in the direction across.
    """
    wander = np.full(picture.plane.shape[1], np.nan)
    middle, half = round(expected - picture.first), round(window)
    if middle - half < 0 or middle + half >= len(picture.plane):
        return wander
    near = slice(middle - half, middle + half + 1)
    inside = picture.inside[near].all(axis=0)
    if inside.sum() < SHORTEST:
        return wander
    piece = picture.plane[near][:, inside]
    mean = piece.mean(axis=1)
    height = sign * (mean[-2:].mean() - mean[:2].mean())
    if height > 0:
        moved = -sign * (piece.sum(axis=0) - mean.sum()) / height
        along = np.flatnonzero(inside).astype(np.float64)
        wander[inside] = moved - np.polynomial.Polynomial.fit(along, moved, 1)(along)
    return wander
