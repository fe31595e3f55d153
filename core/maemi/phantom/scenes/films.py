"""Films and coated surfaces: grains, cracks, layers in cross section, smooth films with flaws, bumps, wrinkles."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, plateau
from maemi.phantom.boxes import box_outlines
from maemi.phantom.cells import scattered, voronoi
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal, smooth_noise


def _cell_objects(scene: Scene, kind: str, points: Array, owner: Array, inner: Array) -> None:
    """Enter Voronoi cells as objects: their size is that of a disc of the same area, as far as it is in the frame."""
    areas = np.bincount(owner[inner], minlength=len(points))
    present = np.nonzero(areas > 0)[0]
    radius = np.sqrt(areas[present] / np.pi) / scene.columns
    x, y = points[present, 0], points[present, 1]
    numbers = scene.add_objects(kind, ellipse_outlines(scene, x, y, radius, radius, np.zeros(len(x))), 2 * radius)
    names = np.full(len(points), -1, np.int32)
    names[present] = numbers
    scene.owner = np.where(inner, names[owner], -1).astype(np.int32)
    scene.own_drawn(numbers, areas[present])


def _grains(scene: Scene, size: float) -> None:
    """Facets of a polycrystal: every grain a tilted plane, steps and grooves between them."""
    rng = scene.rng
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect)
    owner, wall = voronoi(scene, points)
    n = len(points)
    tilt = rng.normal(0, 0.28, (n, 2)).astype(np.float32)
    level = rng.uniform(0, 0.5 * size, n).astype(np.float32) * scene.columns
    fx = (np.arange(scene.columns) / scene.columns).astype(np.float32)[None, :] - points[:, 0].astype(np.float32)[owner]
    fy = (np.arange(scene.rows) / scene.columns).astype(np.float32)[:, None] - points[:, 1].astype(np.float32)[owner]
    scene.height += level[owner] + (fx * tilt[:, 0][owner] + fy * tilt[:, 1][owner]) * scene.columns
    scene.height -= np.float32(0.12 * size * scene.columns) * np.exp(-wall / np.float32(0.04 * size))
    scene.tone[:] = rng.uniform(0.4, 0.62, n).astype(np.float32)[owner]
    _cell_objects(scene, "grain", points, owner, np.ones_like(owner, bool))


def _cracks(scene: Scene, size: float) -> None:
    """A dried film: islands between cracks."""
    rng = scene.rng
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=9)
    owner, wall = voronoi(scene, points)
    width = size * float(rng.uniform(0.02, 0.07))
    wall = wall + np.float32(0.25 * width) * smooth_noise(rng, wall.shape, 6 / size)
    inner = wall > width / 2
    scene.tone[:] = np.where(inner, 0.5, 0.08).astype(np.float32)
    scene.height += np.where(inner, 0.0, -0.25 * size * scene.columns).astype(np.float32)
    scene.height += np.float32(0.02 * size * scene.columns) * np.minimum(wall / np.float32(0.2 * size), 1)
    _cell_objects(scene, "island", points, owner, inner)


def _layers(scene: Scene) -> tuple[int, float]:
    """A cross section: bands of different brightness on a substrate; how many, and their mean thickness."""
    rng = scene.rng
    layers = int(rng.integers(1, 6))
    thick = rng.uniform(0.06, 0.13, layers)
    thick *= min(1.0, 0.5 * scene.aspect / thick.sum())
    top = float(rng.uniform(0.15, 0.3)) * scene.aspect
    edges = top + np.concatenate([[0.0], np.cumsum(thick)])
    grid = ((np.arange(scene.rows) + 0.5) / scene.columns)[:, None]
    rough = float(rng.choice([0.001, 0.003, 0.008]))
    scene.tone[:] = 0.07
    tones = rng.permutation(np.linspace(0.3, 0.95, layers + 1))
    wave = np.zeros((1, scene.columns), np.float32)
    for number in range(layers + 1):
        wave = 0.5 * wave + np.float32(rough) * fractal(rng, (64, scene.columns), 10)[32:33]
        below = grid > edges[number] + wave
        scene.tone[below] = float(tones[number])
        scene.height += below * np.float32(0.004 * scene.columns)
        if number < layers:
            scene.owner[below] = number
        else:
            scene.owner[below] = -1
    scene.tone *= 1 + np.float32(0.05) * fractal(rng, scene.tone.shape, 40, 3)
    middles = (edges[:-1] + edges[1:]) / 2
    half = np.full(layers, 0.5)
    scene_outlines = box_outlines(scene, half, middles, half, thick / 2, np.zeros(layers))
    numbers = scene.add_objects("layer", scene_outlines, thick)
    scene.own_drawn(numbers, np.bincount(scene.owner[scene.owner >= 0], minlength=layers)[:layers].clip(1))
    return layers, float(thick.mean())


def _flaws(scene: Scene, size: float, pits: bool) -> None:
    """A smooth film with a few pinholes or particles on it."""
    rng = scene.rng
    count = int(log_uniform(rng, 3, 40))
    radius = np.minimum(size / 2 * np.exp(rng.normal(0, 0.4, count)), 0.06)
    x, y, zero = rng.uniform(0, 1, count), rng.uniform(0, scene.aspect, count), np.zeros(count)
    numbers = scene.add_objects(
        "pinhole" if pits else "defect", ellipse_outlines(scene, x, y, radius, radius, zero), 2 * radius
    )
    layer = Scene(scene.rows, scene.columns, rng)
    blobs(
        layer,
        x,
        y,
        radius,
        radius,
        zero,
        rise=radius,
        lift=zero,
        tone=np.full(count, 0.12 if pits else 0.8),
        owner=numbers,
        profile=plateau,
    )
    scene.take_objects(layer, -1.0 if pits else 0.6)


def compose(scene: Scene) -> None:
    """Features of 10 nm to 10 µm on or in a film."""
    rng = scene.rng
    kind = str(
        rng.choice(["grains", "grains", "cracks", "layers", "layers", "pinholes", "defects", "bumps", "wrinkles"])
    )
    size = log_uniform(rng, 0.05, 0.25) if kind in ("grains", "cracks") else log_uniform(rng, 0.012, 0.05)
    scene.tone[:] = float(rng.uniform(0.35, 0.6))
    facts: dict[str, object] = {
        "object": {"cracks": "islands", "grains": "grains", "layers": "layers"}.get(kind, "flaws"),
        "layout": kind,
    }
    px = scene.columns
    if kind == "layers":
        size = 0.1
        set_field(scene, size, 20e-9, 5e-6)
        count, thick = _layers(scene)
        facts |= {
            "layers": count,
            "thickness_m": float(f"{thick * scene.field_width_m:.4g}"),
            "orientation_deg": 0.0,
            "view": "cross section",
        }
    else:
        set_field(scene, size, 20e-9, 10e-6)
    if kind == "grains":
        _grains(scene, size)
    elif kind == "cracks":
        _cracks(scene, size)
    elif kind in ("pinholes", "defects"):
        _flaws(scene, size, kind == "pinholes")
        scene.height += np.float32(rng.choice([0.05, 0.2]) * px / 256) * fractal(rng, scene.tone.shape, 24)
        facts["object"] = "pinholes" if kind == "pinholes" else "particles"
    elif kind == "bumps":
        bumps = fractal(rng, scene.tone.shape, 0.6 / size, 3, 0.55)
        scene.height += np.float32(size * 0.3 * px) * np.abs(bumps)
        facts |= {"object": "bumps", "count": None}
    elif kind == "wrinkles":
        angle = float(rng.uniform(0, np.pi))
        fx, fy = (np.arange(px) / px)[None, :], (np.arange(scene.rows) / px)[:, None]
        phase = (fx * np.cos(angle) + fy * np.sin(angle)) / (size * 2.5) + 0.5 * smooth_noise(rng, scene.tone.shape, 4)
        scene.height += (size * 0.6 * px * np.abs(np.sin(np.pi * phase)) ** 0.7).astype(np.float32)
        facts |= {
            "object": "wrinkles",
            "count": None,
            "aligned": True,
            "orientation_deg": round(float(np.degrees(np.pi / 2 - angle) % 180), 1),
        }
    scene.facts = {"touching": kind in ("grains", "layers"), "rough": kind in ("bumps", "wrinkles", "grains"), **facts}
