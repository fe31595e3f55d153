"""Long things: wires, fibres, traces, needles, drawn along a line with a width that may change, many at once."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import CHUNK_POINTS
from maemi.phantom.scene import Array, Scene

STEP_PX = 0.7
"""Distance of neighbouring points of a ribbon in pixels: below 1/√2, so that no pixel is missed at any angle."""


def _normals(lines: Array) -> Array:
    """Unit vectors [n, m, 2] across lines [n, m, 2]."""
    along = np.empty_like(lines)
    along[:, 1:-1] = lines[:, 2:] - lines[:, :-2]
    along[:, 0] = lines[:, 1] - lines[:, 0]
    along[:, -1] = lines[:, -1] - lines[:, -2]
    along /= np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-12)[..., None]
    return np.stack([-along[..., 1], along[..., 0]], axis=-1)


def ribbon_outlines(scene: Scene, lines: Array, radius: Array, samples: int = 16) -> Array:
    """Outlines [n, 2 · samples, 2] as (row, column) in pixels; `lines` [n, m, 2] (x, y), `radius` [n] or [n, m]."""
    samples = min(samples, lines.shape[1])
    at = np.linspace(0, lines.shape[1] - 1, samples).round().astype(int)
    across = (
        _normals(lines) * np.broadcast_to(radius if radius.ndim == 2 else radius[:, None], lines.shape[:2])[..., None]
    )
    ring = np.concatenate([(lines + across)[:, at], (lines - across)[:, at[::-1]]], axis=1)
    return ring[..., ::-1] * scene.columns - 0.5


def _dense(knots: Array, cell: Array, part: Array) -> Array:
    """Values [n, dense, …] between knots [n, m, …]."""
    part = part.reshape((1, -1) + (1,) * (knots.ndim - 2))
    return knots[:, cell] * (1 - part) + knots[:, cell + 1] * part


def ribbons(
    scene: Scene,
    lines: Array,
    radius: Array,
    *,
    lift: Array,
    tone: Array,
    owner: Array,
    round_: float = 1.0,
    grooves: Array | None = None,
) -> None:
    """Put n tubes or strips into the scene, lengths in field widths.

    `lines` [n, m, 2] (x, y); `radius`, `lift` (of the axis) and `tone` are [n] or [n, m]. `round_`: height of a tube
    over its radius; 0 makes flat strips. `grooves` [n, k]: profiles across the tubes, added to their height in radii.
    """
    px = scene.columns
    n, m = lines.shape[:2]
    each = [
        np.broadcast_to(value if value.ndim == 2 else value[:, None], (n, m)).astype(float)
        for value in (radius, lift, tone)
    ]
    longest = float(np.hypot(*np.diff(lines, axis=1).transpose(2, 0, 1)).max()) * px
    count = max(3, int(np.ceil(longest / STEP_PX)) * (m - 1) + 1)
    sides = max(3, int(2 * float(each[0].max()) * px / STEP_PX) + 2)
    at = np.linspace(0, m - 1, count)
    cell = np.minimum(at.astype(int), m - 2)
    across = np.linspace(-0.999, 0.999, sides).astype(np.float32)
    dome = np.sqrt(1 - across**2) * np.float32(round_)
    batch = max(1, CHUNK_POINTS // (count * 2))
    for start in range(0, n, batch):
        group = slice(start, start + batch)
        line = _dense(lines[group] * px - 0.5, cell, at - cell)
        wide, high, bright = (
            _dense(value[group], cell, at - cell) * factor for value, factor in zip(each, (px, px, 1), strict=True)
        )
        near = (line >= -1 - wide[..., None]).all(axis=-1)
        near &= (line[..., 0] <= px + wide) & (line[..., 1] <= scene.rows + wide)
        step = np.hypot(*np.gradient(line, axis=1).transpose(2, 0, 1))[near]
        normal = _normals(line)[near].astype(np.float32)
        which = np.nonzero(near)[0] + start
        line, wide, high, bright = (value[near].astype(np.float32) for value in (line, wide, high, bright))
        for first in range(0, len(line), max(1, CHUNK_POINTS // sides)):
            some = slice(first, first + max(1, CHUNK_POINTS // sides))
            # Rounding to pixels adds half a pixel on either side.
            offset = across * np.maximum(wide[some, None] - 0.5, 0.3)
            columns = np.rint(line[some, 0, None] + offset * normal[some, 0, None]).astype(np.int32)
            rows = np.rint(line[some, 1, None] + offset * normal[some, 1, None]).astype(np.int32)
            inside = (columns >= 0) & (columns < px) & (rows >= 0) & (rows < scene.rows)
            shape = dome[None, :]
            if grooves is not None:
                knots = (across + 1) * (grooves.shape[1] - 1) / 2
                low = np.minimum(knots.astype(int), grooves.shape[1] - 2)
                shape = shape + _dense(grooves, low, knots - low).astype(np.float32)[which[some]]
            z = high[some, None] + shape * wide[some, None]
            # Points lie closer where a ribbon is narrow: each stands for its share of the ribbon's area.
            area = np.broadcast_to((2 * wide[some] / sides * step[some])[:, None], inside.shape)
            own = np.broadcast_to(owner[which[some]][:, None], inside.shape)
            shade = np.broadcast_to(bright[some, None], inside.shape)
            scene.splat((rows * px + columns)[inside], z[inside], shade[inside], own[inside], area[inside])


def ribbon(
    scene: Scene,
    points: Array,
    radius: Array | float,
    *,
    lift: Array | float,
    tone: Array | float,
    owner: int,
    round_: float = 1.0,
    grooves: Array | None = None,
) -> None:
    """One tube or strip along `points` [m, 2]; see `ribbons`."""
    m = len(points)
    wide, high, bright = (np.broadcast_to(np.asarray(value, float), (m,))[None] for value in (radius, lift, tone))
    ribbons(
        scene,
        points[None],
        wide,
        lift=high,
        tone=bright,
        owner=np.array([owner], np.int32),
        round_=round_,
        grooves=None if grooves is None else grooves[None],
    )


def ribbon_outline(scene: Scene, points: Array, radius: Array | float, samples: int = 16) -> Array:
    """The outline [1, 2 · samples, 2] of one ribbon; see `ribbon_outlines`."""
    return ribbon_outlines(
        scene, points[None], np.broadcast_to(np.asarray(radius, float), (len(points),))[None], samples
    )
