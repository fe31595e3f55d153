"""Powder: grains heaped until nothing of the ground is seen."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, wobbles
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.polyhedra import cuboids, outlines, polyhedra, stones
from maemi.phantom.scene import Scene
from maemi.phantom.textures import fractal


def compose(scene: Scene) -> None:
    """Grains of 1 to 100 µm, angular, rounded, flaky or lumps of fine grains, several layers deep."""
    rng = scene.rng
    shape = str(rng.choice(["angular", "angular", "rounded", "blocky", "fine"]))
    size = log_uniform(rng, 0.035, 0.06) if shape == "fine" else log_uniform(rng, 0.06, 0.24)
    # Before anything that depends on the frame's sides, so that the field stays the same at every size.
    set_field(scene, size, 1e-6, 100e-6)
    spread = float(rng.choice([0.15, 0.3, 0.45]))
    open_ground = rng.random() < 0.25
    layers = 1.1 if open_ground else 3.0
    count = int(np.clip(layers * scene.aspect / (0.7 * size**2), 14, 700 if shape == "fine" else 420))
    radius = np.minimum(size / 2 * np.exp(rng.normal(0, spread, count)), 0.3)
    scene.tone[:] = 0.12
    x, y = rng.uniform(-0.05, 1.05, count), rng.uniform(-0.05, scene.aspect + 0.05, count)
    lift = rng.uniform(0, size * (0.4 if open_ground else 1.6), count)
    # Deep grains are darker: few electrons find a way out between those above.
    tone = rng.uniform(0.6, 0.8, count) * (0.45 + 0.55 * lift / max(1e-9, float(lift.max())))
    if shape in ("angular", "blocky"):
        normals, offsets = stones(rng, count, 11, 0.16) if shape == "angular" else cuboids(rng, count, 0.3, 0.6)
        edges = outlines(scene, x, y, radius, normals, offsets)
        numbers = scene.add_objects("grain", edges, 2 * radius)
        polyhedra(scene, x, y, radius, normals, offsets, edges, lift=lift, tone=tone, owner=numbers)
    else:
        wobble = wobbles(rng, count, 0.05 if shape == "rounded" else 0.12)
        a, b = radius * rng.uniform(1, 1.25, count), radius / rng.uniform(1, 1.25, count)
        angle = rng.uniform(0, np.pi, count)
        numbers = scene.add_objects("grain", ellipse_outlines(scene, x, y, a, b, angle, wobble), 2 * (a * b) ** 0.5)
        blobs(scene, x, y, a, b, angle, rise=radius, lift=lift, tone=tone, owner=numbers, wobble=wobble)
    rough = float(rng.choice([0.004, 0.012, 0.03])) * size * scene.columns
    scene.height += np.float32(rough) * fractal(rng, scene.tone.shape, 1.6 / size, 3) * (scene.owner >= 0)
    scene.facts = {
        "object": "grains",
        "shape": shape,
        "touching": True,
        "spread": "even" if spread < 0.25 else "varied",
        "rough": bool(rough > 0.02 * size * scene.columns),
        "ground_seen": bool((scene.owner < 0).mean() > 0.08),
    }
