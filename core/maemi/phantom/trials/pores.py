"""Pores: a membrane's round holes, irregular holes in a matrix, open cells between walls.

Truth: `count`, `mean_size`, `median_size`, `coverage` (the area fraction of the openings in the surface); see `Trial`.
The opening is where the surface ends: what is seen deep inside a pore belongs to the pore.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, plateau, wobbles
from maemi.phantom.cells import scattered, voronoi
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal
from maemi.phantom.trials.counting import diameters, shared_truth
from maemi.phantom.trials.placing import place, reaches

POINTS = 90


def compose(scene: Scene) -> dict[str, float]:
    """Pores of 20 nm to 50 µm."""
    rng = scene.rng
    look = str(rng.choice(["membrane", "matrix", "matrix", "cells"]))
    scene.tone[:] = float(rng.uniform(0.5, 0.8))
    scene.tone *= 1 + np.float32(rng.uniform(0.01, 0.05)) * fractal(rng, scene.tone.shape, 8)
    if look == "cells":
        return _cells(scene)
    size = log_uniform(rng, 0.018, 0.1)
    set_field(scene, size, 20e-9, 50e-6)
    cover = float(rng.uniform(0.08, 0.4))
    count = int(np.clip(cover * scene.aspect / (np.pi / 4 * size**2), 6, 420))
    spread = float(rng.choice([0.03, 0.08]) if look == "membrane" else rng.choice([0.15, 0.3, 0.45]))
    radius = np.clip(size / 2 * np.exp(rng.normal(0, spread, count)), 0.0045, 0.1)
    stretch = 1.0 if look == "membrane" else float(rng.choice([1.0, 1.3, 1.7]))
    a, b = radius * stretch**0.5, radius / stretch**0.5
    angle = rng.normal(float(rng.uniform(0, np.pi)), 0.4, count)
    wobble = wobbles(rng, count, 0.07) if look == "matrix" else None
    zero = np.zeros(count)
    rings = ellipse_outlines(scene, zero, zero, a, b, angle, wobble, POINTS)
    x, y, kept = place(
        rng, reaches(rings, scene.columns), scene.aspect, str(rng.choice(["apart", "crowded", "crowded"]))
    )
    rings = rings[kept] + np.stack([y, x], axis=-1)[:, None] * scene.columns
    n = len(x)
    numbers = scene.add_objects("pore", rings, diameters(rings, scene.columns))
    layer = Scene(scene.rows, scene.columns, rng)
    dark = float(rng.uniform(0.06, 0.25))
    blobs(
        layer, x, y, a[kept], b[kept], angle[kept], rise=radius[kept] * float(rng.uniform(0.5, 1.2)),
        lift=np.zeros(n), tone=dark * rng.uniform(0.8, 1.2, n), owner=numbers, profile=plateau,
        wobble=None if wobble is None else wobble[kept],
    )  # fmt: skip
    _sink(scene, layer, size)
    scene.height += np.float32(0.015 * size * scene.columns) * fractal(rng, scene.tone.shape, 1.0 / size)
    return shared_truth(scene)


def _cells(scene: Scene) -> dict[str, float]:
    """Open cells: walls of even thickness between Voronoi cells, as in foams and freeze-dried sponges."""
    rng = scene.rng
    size = log_uniform(rng, 0.045, 0.14)
    set_field(scene, size, 1e-6, 200e-6)
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=int(rng.integers(3, 9)))
    stretch = float(rng.choice([1.0, 1.0, 1.4]))
    owner, wall = voronoi(scene, points, stretch)
    thick = size * float(rng.uniform(0.12, 0.4))
    wall = wall + np.float32(0.06 * thick) * fractal(rng, wall.shape, 3 / size)
    opening = wall > thick / 2
    area = np.bincount(owner[opening], minlength=len(points))
    present = np.nonzero(area > 0)[0]
    rings = [_ring(owner == cell, opening, points[cell], scene) for cell in present]
    numbers = scene.add_objects("pore", np.stack(rings), 2 * np.sqrt(area[present] / np.pi) / scene.columns)
    names = np.full(len(points), -1, np.int32)
    names[present] = numbers
    layer = Scene(scene.rows, scene.columns, rng)
    layer.owner = np.where(opening, names[owner], -1).astype(np.int32)
    layer.own_drawn(numbers, area[present])
    deep = np.clip((wall - thick / 2) / np.float32(0.12 * size), 0, 1)
    layer.height = (deep * np.float32(0.6 * size * scene.columns)).astype(np.float32)
    layer.tone[:] = np.float32(rng.uniform(0.06, 0.22))
    _sink(scene, layer, size)
    # The crest of a wall is round.
    crest = np.sqrt(np.clip(1 - (wall / np.float32(thick / 2)) ** 2, 0, 1))
    scene.height += np.where(opening, 0, crest * np.float32(0.3 * thick * scene.columns)).astype(np.float32)
    return shared_truth(scene)


def _ring(cell: Array, opening: Array, point: Array, scene: Scene, corners: int = 4) -> Array:
    """The box around a cell's opening [corners, 2]: enough to tell whether the frame cuts it."""
    rows, columns = np.nonzero(cell & opening)
    # A cell that the frame cuts reaches its first or last pixel: half a pixel further it lies outside.
    low = np.where((rows.min(), columns.min()) == np.array((0, 0)), -1.0, (rows.min(), columns.min()))
    end = np.array((scene.rows - 1, scene.columns - 1))
    last = np.array((rows.max(), columns.max()))
    high = np.where(last == end, end + 1.0, last)
    return np.array([[low[0], low[1]], [low[0], high[1]], [high[0], high[1]], [high[0], low[1]]])[:corners]


def _sink(scene: Scene, layer: Scene, size: float) -> None:
    """Make pits of a layer's objects; in some, a second wall far below is seen."""
    rng = scene.rng
    if rng.random() < 0.3:
        below = fractal(rng, scene.tone.shape, 1.2 / size, 2)
        layer.tone *= 1 + np.float32(0.6) * np.clip(below, -0.5, 1.2)
    scene.take_objects(layer, -1.0)
