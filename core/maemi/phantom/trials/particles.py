"""Particles on a ground: apart, crowded, in chains and in clusters; round, oval, faceted, irregular; bright or dark.

Truth: `count`, `mean_size`, `median_size`, `coverage` (see `Trial`). Neighbours touch and overlap by up to a tenth of
their reach; none lies upon another, which no one could tell from above.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, wobbles
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.polyhedra import cuboids, outlines, polyhedra, stones
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal
from maemi.phantom.trials.counting import diameters, shared_truth
from maemi.phantom.trials.placing import place, reaches

POINTS = 90
"""Of an outline: enough for its area to be right within 0.1 %."""
LEAST = 0.008
"""Smallest diameter in field widths: 8 pixels of 1024, below which shape and edge are one."""


def _dome(rho2: Array) -> Array:
    """A sphere seen from above: steep at the rim."""
    return np.sqrt(1 - rho2)


def compose(scene: Scene) -> dict[str, float]:
    """10 nm to 2 µm particles."""
    rng = scene.rng
    shape = str(rng.choice(["round", "round", "oval", "irregular", "cubic", "faceted"]))
    layout = str(rng.choice(["apart", "apart", "crowded", "chains", "clusters", "clusters"]))
    size = log_uniform(rng, 0.022, 0.09)
    set_field(scene, size, 10e-9, 2e-6)
    cover = float(rng.uniform(0.3, 0.5) if layout == "crowded" else rng.uniform(0.06, 0.28))
    count = int(np.clip(cover * scene.aspect / (np.pi / 4 * size**2), 6, 420))
    spread = float(rng.choice([0.03, 0.1, 0.2, 0.35]))
    radius = np.clip(size / 2 * np.exp(rng.normal(0, spread, count)), LEAST / 2, 0.09)
    dark = bool(rng.random() < 0.15)
    ground = float(rng.uniform(0.1, 0.3))
    scene.tone[:] = float(rng.uniform(0.75, 0.95)) if dark else ground
    scene.tone *= 1 + np.float32(rng.uniform(0.01, 0.05)) * fractal(rng, scene.tone.shape, 6)
    scene.height += np.float32(rng.choice([0.1, 0.3, 0.6]) * scene.columns / 1024) * fractal(rng, scene.tone.shape, 40)
    zero = np.zeros(count)
    ratio = {"oval": float(rng.uniform(1.25, 1.8)), "irregular": 1.15}.get(shape, 1.0)
    a, b, angle = radius * ratio**0.5, radius / ratio**0.5, rng.uniform(0, np.pi, count)
    wobble = wobbles(rng, count, 0.05) if shape == "irregular" else None
    faces = cuboids(rng, count, 0.08, 0.3) if shape == "cubic" else stones(rng, count, 16, 0.08)
    if shape in ("cubic", "faceted"):
        rings = outlines(scene, zero, zero, radius, *faces, points=POINTS)
    else:
        rings = ellipse_outlines(scene, zero, zero, a, b, angle, wobble, POINTS)
    x, y, kept = place(rng, reaches(rings, scene.columns), scene.aspect, layout)
    radius, a, b, angle = radius[kept], a[kept], b[kept], angle[kept]
    rings = rings[kept] + np.stack([y, x], axis=-1)[:, None] * scene.columns
    n = len(x)
    numbers = scene.add_objects("particle", rings, diameters(rings, scene.columns))
    tone = float(rng.uniform(0.2, 0.4) if dark else max(ground * 1.9, rng.uniform(0.5, 0.95)))
    tones = tone * rng.uniform(0.93, 1.07, n)
    flat = 0.3 if dark else float(rng.uniform(0.5, 1.0))
    if shape in ("cubic", "faceted"):
        normals, offsets = faces[0][kept], faces[1][kept]
        lift = radius * flat * 0.9
        polyhedra(scene, x, y, radius, normals, offsets, rings, lift=lift, tone=tones, owner=numbers, squash=flat)
    else:
        blobs(
            scene, x, y, a, b, angle, rise=b * 1.2 * flat, lift=np.zeros(n), tone=tones, owner=numbers, profile=_dome,
            wobble=None if wobble is None else wobble[kept],
        )  # fmt: skip
    if shape != "round" and rng.random() < 0.6:
        rough = np.float32(0.008 * size * scene.columns)
        scene.height += rough * fractal(rng, scene.tone.shape, 2.5 / size) * (scene.owner >= 0)
    return shared_truth(scene)
