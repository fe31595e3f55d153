"""The outline of what reaches into the scan from its border: in order, between pixels, at half of its edge's height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Mask, Plane

MARGIN = 3
"""Working pixels at the frame in which smoothing lacks half its neighbours."""
REACH = 6
"""Working pixels on either side of the outline that the grey levels are read over."""
ALONE = 0.3
"""Other objects may take as much of the scan as this share of the tip: among many there is no one tip."""
HOLLOW = 0.15
"""Share of a body that may be as dark as what surrounds it; where it is more, it is a web, and windows in it."""
SPREAD = 5
"""Points of the outline over which the profiles are averaged: noise falls, a bend of this length stays."""


@dataclass(frozen=True, slots=True)
class Outline:
    """From one crossing of the border to the other; working pixels."""

    points: Floats
    """[n, 2] row and column, about a pixel apart."""
    inside: Mask
    """[rows, columns] what it encloses."""
    contrast: float
    """Of the body over what surrounds it, in noise that is left after denoising."""


def outline_of(smooth: Plane, mask: Mask, bright: bool, noise: float) -> Outline | None:
    """The outline of the largest object, where the border cuts it once; None for any other shape of the mask."""
    ground = largest(~imaging.closed(mask))
    # What the surroundings do not reach is the body: its dim middle, too, that opens to the border.
    body = largest(~ground)
    others = float((~ground).mean() - body.mean())
    if not (0.003 < body.mean() < 0.75) or others > ALONE * body.mean() or len(border_runs(body)) != 1:
        return None
    level: Plane = smooth if bright else -smooth
    outer, inner, lit = (float(np.median(level[part])) for part in (ground, body, body & mask))
    if (level[body] < outer + 0.25 * (lit - outer)).mean() > HOLLOW:
        return None
    line = imaging.longest_line(imaging.gaussian(body.astype(np.float32), 1.0), 0.5)
    edge = np.array(body.shape) - 1
    within = np.asarray(((line >= MARGIN) & (line <= edge - MARGIN)).all(axis=1), dtype=np.bool_)
    line = longest_run(line, within)
    if len(line) < 40:
        return None
    line = resampled(line)
    return Outline(at_half_height(level, line), body, (inner - outer) / max(noise / 3, 1e-3))


def largest(mask: Mask) -> Mask:
    """The largest connected part."""
    labels, count = imaging.label(mask)
    return labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:])) if count else mask


def border_runs(body: Mask) -> list[int]:
    """Lengths of the stretches of the border, going round, that lie in an object; gaps below five pixels are closed."""
    ring = np.concatenate([body[0], body[1:, -1], body[-1, -2::-1], body[-2:0:-1, 0]])
    if not ring.any():
        return []
    if ring.all():
        return [len(ring)]
    ring = np.roll(ring, -int(np.flatnonzero(~ring)[0]))
    starts = np.flatnonzero(ring & ~np.roll(ring, 1))
    ends = np.flatnonzero(ring & ~np.roll(ring, -1))
    runs = [[int(starts[0]), int(ends[0])]]
    for start, end in zip(starts[1:], ends[1:], strict=True):
        if start - runs[-1][1] <= 5:
            runs[-1][1] = int(end)
        else:
            runs.append([int(start), int(end)])
    return [end - start + 1 for start, end in runs]


def longest_run(line: Floats, within: Mask) -> Floats:
    """The longest piece of a line whose points are all wanted; a closed line is cut open where they are not."""
    if within.all():
        return line
    start = int(np.flatnonzero(~within)[0])
    closed = len(line) > 2 and bool((line[0] == line[-1]).all())
    if closed:
        line, within = np.roll(line[:-1], -start, axis=0), np.roll(within[:-1], -start)
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], within.astype(np.int8), [0]])))
    if len(bounds) == 0:
        return line[:0]
    starts, ends = bounds[::2], bounds[1::2]
    best = int(np.argmax(ends - starts))
    return line[starts[best] : ends[best]]


def resampled(line: Floats) -> Floats:
    """The same line as points one pixel apart."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    wanted = np.arange(0, along[-1], 1.0)
    return np.stack([np.interp(wanted, along, line[:, axis]) for axis in (0, 1)], axis=-1)


def at_half_height(level: Plane, line: Floats) -> Floats:
    """Points moved across the outline to where the grey level is half way from the ground to the edge's own crest.

    One threshold for the whole outline lies too far out where the edge shines and too far in where it is in shadow.
    """
    step = np.zeros_like(line)
    ahead, behind = np.minimum(np.arange(len(line)) + 3, len(line) - 1), np.maximum(np.arange(len(line)) - 3, 0)
    step = line[ahead] - line[behind]
    step /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    across = np.stack([-step[:, 1], step[:, 0]], axis=-1)
    offsets = np.arange(-REACH, REACH + 0.25, 0.25)
    places = line[:, None] + offsets[None, :, None] * across[:, None]
    grey = imaging.sampled(level.astype(np.float64), places[..., 0], places[..., 1])
    if grey[:, :8].mean() > grey[:, -8:].mean():
        grey, across = grey[:, ::-1], -across
    sums = np.cumsum(np.pad(grey, ((SPREAD // 2 + 1, SPREAD // 2), (0, 0)), mode="edge"), axis=0)
    grey = (sums[SPREAD:] - sums[:-SPREAD]) / SPREAD
    middle = len(offsets) // 2
    ground = grey[:, : middle // 2].mean(axis=1)
    crest = grey[:, middle:].max(axis=1)
    half = (ground + crest) / 2
    above = grey > half[:, None]
    # From the ground on: the first crossing after which it stays above for a pixel.
    stays = above[:, 1:-4] & above[:, 2:-3] & above[:, 3:-2] & above[:, 4:-1] & ~above[:, :-5]
    at = np.argmax(stays, axis=1) + 1
    points = np.arange(len(line))
    low, high = grey[points, at - 1], grey[points, at]
    crossing = offsets[at] - 0.25 * (high - half) / np.maximum(high - low, 1e-9)
    shift = np.where(stays.any(axis=1), crossing, 0.0)
    return line + shift[:, None] * across
