"""Long things: wires, fibres, traces, needles, drawn along a line with a width that may change."""

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array, Scene

STEP_PX = 0.7
"""Distance of neighbouring points of a ribbon in pixels: below 1, so that none of the frame's pixels is missed."""


def path_along(points: Array, step: float) -> tuple[Array, Array]:
    """Points [m, 2] along a polyline at equal distances, and where they lie between its ends, 0 to 1."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(3, int(along[-1] / step) + 1)
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])], axis=-1), at / along[-1]


def _normals(line: Array) -> Array:
    """Unit vectors [m, 2] across a line."""
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-12)[:, None]
    return np.stack([-along[:, 1], along[:, 0]], axis=-1)


def ribbon_outline(scene: Scene, points: Array, radius: Array | float, samples: int = 16) -> Array:
    """The outline [1, 2 · samples, 2] of a ribbon as (row, column) in pixels."""
    line, at = path_along(points, 0.002)
    wide = np.broadcast_to(radius, (len(points),))
    wide = np.interp(at, np.linspace(0, 1, len(wide)), wide)
    pick = np.linspace(0, len(line) - 1, samples).astype(int)
    across = _normals(line) * wide[:, None]
    ring = np.concatenate([(line + across)[pick], (line - across)[pick][::-1]])
    return (ring[:, ::-1] * scene.columns - 0.5)[None]


def ribbon(
    scene: Scene,
    points: Array,
    radius: Array | float,
    *,
    lift: Array | float,
    tone: float,
    owner: int,
    round_: float = 1.0,
    grooves: Array | None = None,
) -> None:
    """Put a tube or strip along `points` [n, 2] (x, y) into the scene; `radius` and `lift` are [n] or one, in field widths.

    `round_`: height of the tube over its radius; 0 makes a flat strip. `grooves` [m]: a profile across the tube, added to
    its height in radii, as of a fibre drawn through a rough nozzle.
    """
    px = scene.columns
    line, at = path_along(points * px - 0.5, STEP_PX)
    knots = np.linspace(0, 1, len(points))
    wide = np.interp(at, knots, np.broadcast_to(radius, (len(points),))) * px
    high = np.interp(at, knots, np.broadcast_to(lift, (len(points),))) * px
    sides = max(3, int(2 * wide.max() / STEP_PX) + 2)
    across = np.linspace(-0.999, 0.999, sides)
    offset = across[:, None] * wide[None, :]
    normals = _normals(line)
    columns = np.rint(line[:, 0] + offset * normals[:, 0]).astype(np.int64)
    rows = np.rint(line[:, 1] + offset * normals[:, 1]).astype(np.int64)
    inside = (columns >= 0) & (columns < scene.columns) & (rows >= 0) & (rows < scene.rows)
    if not inside.any():
        return
    shape = np.sqrt(1 - across**2) * round_
    # Points lie closer where the ribbon is narrow: each stands for its share of the ribbon's area.
    area = np.broadcast_to(2 * wide / sides * STEP_PX, inside.shape)[inside]
    if grooves is not None:
        shape = shape + np.interp(across, np.linspace(-1, 1, len(grooves)), grooves)
    z = high[None, :] + shape[:, None] * wide[None, :]
    scene.splat((rows * scene.columns + columns)[inside], z[inside], tone, owner, float(area.mean()))
