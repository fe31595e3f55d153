"""Flat plates with straight edges: pads, fingers, beams, steps."""

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array, Scene


def box_outlines(scene: Scene, x: Array, y: Array, half_w: Array, half_h: Array, angle: Array) -> Array:
    """Corners [n, 4, 2] as (row, column) in pixels."""
    u = half_w[:, None] * np.array([-1, 1, 1, -1])
    v = half_h[:, None] * np.array([-1, -1, 1, 1])
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    columns = (x[:, None] + u * cos - v * sin) * scene.columns - 0.5
    rows = (y[:, None] + u * sin + v * cos) * scene.columns - 0.5
    return np.stack([rows, columns], axis=-1)


def box(
    scene: Scene, x: float, y: float, half_w: float, half_h: float, angle: float, *, top: float, tone: float, owner: int
) -> None:
    """Put one plate into the scene, lengths in field widths, its upper side at `top`."""
    px = scene.columns
    corners = box_outlines(scene, *(np.array([value]) for value in (x, y, half_w, half_h, angle)))[0]
    r0, c0 = (max(0, int(low)) for low in np.floor(corners.min(axis=0)))
    r1, c1 = (
        min(end, int(high) + 1)
        for high, end in zip(np.ceil(corners.max(axis=0)), (scene.rows, scene.columns), strict=True)
    )
    if r1 <= r0 or c1 <= c0:
        return
    rows: Array = np.arange(r0, r1)
    columns: Array = np.arange(c0, c1)
    dy = (rows - (y * px - 0.5))[:, None]
    dx = (columns - (x * px - 0.5))[None, :]
    cos, sin = np.cos(angle), np.sin(angle)
    inside = (np.abs(dx * cos + dy * sin) <= half_w * px) & (np.abs(dy * cos - dx * sin) <= half_h * px)
    index = (rows[:, None] * scene.columns + columns[None, :])[inside]
    scene.splat(index, np.full(index.size, top * px, np.float32), tone, owner)
