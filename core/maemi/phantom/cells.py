"""Voronoi cells of the frame: grains, foam, tissue, the islands between cracks."""

from __future__ import annotations

import numpy as np

from maemi.phantom.filters import nearest
from maemi.phantom.scene import Array, Scene


def scattered(rng: np.random.Generator, count: int, aspect: float, margin: float = 0.08, evenness: int = 6) -> Array:
    """About evenly spread points [n, 2] (x, y) in field widths, over the frame and a margin around it.

    Choosing the best of many candidates would cost count²; a jittered hexagonal grid of the wanted density is free and
    looks alike once `evenness` (0 regular … 10 wild) has moved its points.
    """
    area = (1 + 2 * margin) * (aspect + 2 * margin)
    pitch = (area / max(count, 1) * 2 / 3**0.5) ** 0.5
    xs = np.arange(-margin, 1 + margin + pitch, pitch)
    ys = np.arange(-margin, aspect + margin + pitch, pitch * 3**0.5 / 2)
    grid_x, grid_y = np.meshgrid(xs, ys)
    grid_x[1::2] += pitch / 2
    points = np.stack([grid_x.ravel(), grid_y.ravel()], axis=-1)
    return points + rng.uniform(-1, 1, points.shape) * (pitch * 0.07 * evenness)


def voronoi(scene: Scene, points: Array, stretch: float = 1.0) -> tuple[Array, Array]:
    """Which point is nearest, int32 [rows, columns], and the distance to the cell's wall in field widths, float32.

    A tree gives three candidates on a coarse grid; exact distances to them on the fine grid give sharp walls cheaply.
    `stretch` > 1 makes cells longer along the columns.
    """
    scale = np.array([1 / stretch, 1.0])
    factor = max(1, scene.columns // 128)
    coarse_rows, coarse_columns = -(-scene.rows // factor), -(-scene.columns // factor)
    y = (np.arange(coarse_rows) * factor + factor / 2) / scene.columns
    x = (np.arange(coarse_columns) * factor + factor / 2) / scene.columns
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    near = nearest(points * scale, grid * scale, 3).reshape(coarse_rows, coarse_columns, 3)
    near = near.repeat(factor, axis=0).repeat(factor, axis=1)[: scene.rows, : scene.columns]
    fx = ((np.arange(scene.columns, dtype=np.float32) + 0.5) / scene.columns)[None, :]
    fy = ((np.arange(scene.rows, dtype=np.float32) + 0.5) / scene.columns)[:, None]
    px, py = points[:, 0].astype(np.float32), points[:, 1].astype(np.float32)
    distances = [((fx - px[near[..., k]]) / np.float32(stretch)) ** 2 + (fy - py[near[..., k]]) ** 2 for k in range(3)]
    best, second = np.minimum(distances[0], distances[1]), np.maximum(distances[0], distances[1])
    owner = np.where(distances[0] <= distances[1], near[..., 0], near[..., 1])
    owner = np.where(distances[2] < best, near[..., 2], owner)
    second = np.minimum(second, np.maximum(best, distances[2]))
    best = np.minimum(best, distances[2])
    return owner, (np.sqrt(second) - np.sqrt(best)) / 2
