"""Particles on a substrate: spheres, grains, crystals, dots; apart, in clusters or crowded."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, dome, ellipse_outlines, wobbles
from maemi.phantom.placing import apart, clustered, log_uniform, set_field, touching
from maemi.phantom.polyhedra import cuboids, outlines, polyhedra, stones
from maemi.phantom.scene import Scene
from maemi.phantom.textures import fractal


def compose(scene: Scene) -> None:
    """10 nm to 2 µm particles of one shape on a flat substrate."""
    rng = scene.rng
    shape = str(rng.choice(["round", "round", "oval", "irregular", "cubic", "faceted"]))
    layout = str(rng.choice(["apart", "apart", "random", "clusters", "clusters"]))
    size = log_uniform(rng, 0.02, 0.16)
    # Before anything that depends on the frame's sides, so that the field stays the same at every size.
    set_field(scene, size, 10e-9, 2e-6)
    most = min(140, 0.45 * scene.aspect / size**2)
    count = max(3, int(log_uniform(rng, 4, max(5.0, most))))
    spread = float(rng.choice([0.04, 0.12, 0.3, 0.5]))
    radius = np.minimum(size / 2 * np.exp(rng.normal(0, spread, count)), 0.2)
    ground = float(rng.uniform(0.1, 0.45))
    dark = rng.random() < 0.12
    scene.tone[:] = 0.85 if dark else ground
    scene.tone += np.float32(0.012) * fractal(rng, scene.tone.shape, 8)
    scene.height += np.float32(rng.choice([0.1, 0.4, 1.0]) * scene.columns / 1024) * fractal(rng, scene.tone.shape, 30)
    if layout == "clusters":
        centres = clustered(rng, radius, scene.aspect, int(rng.integers(1, 6)))
    elif layout == "apart":
        centres = apart(rng, radius, scene.aspect)
    else:
        centres = rng.uniform((0, 0), (1, scene.aspect), (count, 2))
    keep = np.isfinite(centres[:, 0])
    x, y, radius = centres[keep, 0], centres[keep, 1], radius[keep]
    n = len(x)
    tone = np.full(n, 0.2 if dark else rng.uniform(0.55, 1.0)) * rng.uniform(0.9, 1.1, n)
    flat = 0.25 if dark else float(rng.uniform(0.5, 1.0))
    if shape in ("cubic", "faceted"):
        normals, offsets = cuboids(rng, n, 0.08, 0.35) if shape == "cubic" else stones(rng, n, 14)
        edges = outlines(scene, x, y, radius, normals, offsets)
        numbers = scene.add_objects("particle", edges, 2 * radius)
        lift = radius * flat * (0.8 + 0.4 * rng.random(n))
        polyhedra(scene, x, y, radius, normals, offsets, edges, lift=lift, tone=tone, owner=numbers, squash=flat)
    else:
        ratio = {"round": 1.0, "oval": float(rng.uniform(1.4, 2.2)), "irregular": 1.15}[shape]
        a, b = radius * ratio**0.5, radius / ratio**0.5
        angle = rng.uniform(0, np.pi, n)
        wobble = wobbles(rng, n, 0.07) if shape == "irregular" else None
        numbers = scene.add_objects("particle", ellipse_outlines(scene, x, y, a, b, angle, wobble), 2 * radius)
        lift = rng.uniform(0, 0.3, n) * radius if layout != "apart" else np.zeros(n)
        blobs(
            scene,
            x,
            y,
            a,
            b,
            angle,
            rise=b * 1.2 * flat,
            lift=lift,
            tone=tone,
            owner=numbers,
            profile=dome,
            wobble=wobble,
        )
    if shape != "round" and rng.random() < 0.6:
        scene.height += (
            np.float32(0.004 * size * 20 * scene.columns / 100)
            * fractal(rng, scene.tone.shape, 2.5 / size)
            * (scene.owner >= 0)
        )
    scene.facts = {
        "object": "particles",
        "shape": shape,
        "layout": layout,
        "touching": touching(x, y, radius),
        "spread": "even" if spread < 0.2 else "varied",
        "dark_objects": bool(dark),
    }
