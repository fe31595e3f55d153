"""Grains that fill the field: with dark grooves or bright seams between them, told apart by grey, or as tilted facets.

Truth: `mean_intercept` and, the same, `mean_size`: mean linear intercept (ASTM E112): length of test lines along all
rows, all columns and both diagonals, over the boundaries that they cross; `grain_size_number`: the ASTM number of that
length, G = -6.643856 lg(length in mm) - 3.288; `count`: grains of which at least a twentieth of the mean grain's area
is in the frame; `mean_area`: area of the frame over the number of grains, those that the border cuts as halves.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.cells import scattered, voronoi
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal

SLIVER = 0.05


def compose(scene: Scene) -> dict[str, float]:
    """Grains of 50 nm to 100 µm."""
    rng = scene.rng
    look = str(rng.choice(["grooves", "grooves", "seams", "grey", "facets"]))
    size = log_uniform(rng, 0.035, 0.14)
    set_field(scene, size, 50e-9, 100e-6)
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=int(rng.integers(4, 11)))
    owner, wall = voronoi(scene, points)
    n = len(points)
    deep = np.float32(float(rng.uniform(0.05, 0.14)) * size * scene.columns)
    line = np.float32(float(rng.uniform(0.0015, 0.004)))
    groove = np.exp(-((wall / line) ** 2))
    grey = {"grey": 0.2, "facets": 0.08, "grooves": 0.06, "seams": 0.04}[look]
    scene.tone[:] = (0.5 * np.exp(rng.normal(0, grey, n))).astype(np.float32)[owner]
    if look == "facets":
        fx = (np.arange(scene.columns) / scene.columns).astype(np.float32)[None, :]
        fy = (np.arange(scene.rows) / scene.columns).astype(np.float32)[:, None]
        tilt = rng.normal(0, 0.3, (n, 2)).astype(np.float32)
        x, y = points[:, 0].astype(np.float32)[owner], points[:, 1].astype(np.float32)[owner]
        scene.height += ((fx - x) * tilt[:, 0][owner] + (fy - y) * tilt[:, 1][owner]) * np.float32(scene.columns)
        scene.height += (rng.uniform(0, 0.15 * size, n).astype(np.float32) * np.float32(scene.columns))[owner]
    if look == "seams":
        scene.tone += np.float32(rng.uniform(0.25, 0.45)) * groove
        scene.height += np.float32(0.3) * deep * groove
    elif look != "grey":
        scene.height -= deep * groove
        scene.tone *= 1 - np.float32(rng.uniform(0.25, 0.6)) * groove
    else:
        scene.tone *= 1 - np.float32(rng.uniform(0.0, 0.25)) * groove
    scene.height += np.float32(rng.choice([0.05, 0.2, 0.5]) * scene.columns / 1024) * fractal(rng, scene.tone.shape, 60)
    return _truth(scene, owner, points)


def _truth(scene: Scene, owner: Array, points: Array) -> dict[str, float]:
    area = np.bincount(owner.ravel(), minlength=len(points))
    touching = np.unique(np.concatenate([owner[0], owner[-1], owner[:, 0], owner[:, -1]]))
    present = int((area > 0).sum())
    mean_area = owner.size / max(present - len(touching) / 2, 1)
    counted = area >= SLIVER * mean_area
    kept = np.nonzero(counted)[0]
    boxes = np.zeros((len(kept), 4, 2))
    sizes = 2 * np.sqrt(area[kept] / np.pi) / scene.columns
    for place, cell in enumerate(kept):
        middle = points[cell] * scene.columns - 0.5
        half = sizes[place] * scene.columns / 2
        boxes[place] = [[middle[1] + i * half, middle[0] + j * half] for i, j in ((-1, -1), (-1, 1), (1, 1), (1, -1))]
    numbers = scene.add_objects("grain", boxes, sizes)
    names = np.full(len(points), -1, np.int32)
    names[kept] = numbers
    scene.owner = names[owner]
    scene.own_drawn(numbers, area[kept])
    intercept = mean_intercept(owner) / scene.columns * scene.field_width_m
    return {
        "count": float(len(kept)),
        "mean_size": intercept,
        "mean_intercept": intercept,
        "grain_size_number": float(-6.643856 * np.log10(intercept * 1e3) - 3.288),
        "mean_area": mean_area / scene.columns**2 * scene.field_width_m**2,
    }


def mean_intercept(owner: Array) -> float:
    """Length of test lines in four directions over the boundaries that they cross, pixels; inf without a boundary."""
    rows, columns = owner.shape
    steps = ((0, 1, 1.0), (1, 0, 1.0), (1, 1, 2**0.5), (1, -1, 2**0.5))
    length = crossed = 0.0
    for down, right, step in steps:
        here = owner[: rows - down, max(0, -right) : columns - max(0, right)]
        there = owner[down:, max(0, right) : columns + min(0, right)]
        length += here.size * step
        crossed += float((here != there).sum())
    return length / crossed if crossed else float("inf")
