"""Porous sponges: a web of walls with open pores, and a second, deeper web seen through them."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, wobbles
from maemi.phantom.cells import scattered
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


def _steep(rho2: Array) -> Array:
    """A pore's depth: rounded at the rim, then steeply down."""
    return np.minimum((1 - rho2) * 1.5, 1) ** 0.7


def compose(scene: Scene) -> None:
    """Pores of 0.1 to 100 µm."""
    rng = scene.rng
    size = log_uniform(rng, 0.05, 0.2)
    open_ = float(rng.uniform(0.55, 1.05))
    spread = float(rng.choice([0.1, 0.25, 0.45]))
    stretch = float(rng.choice([1.0, 1.0, 1.3, 1.8]))
    set_field(scene, size, 0.1e-6, 100e-6)
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=int(rng.integers(4, 10)))
    n = len(points)
    radius = (size / 2 * open_ * np.exp(rng.normal(0, spread, n))).clip(0.008, 0.2)
    angle = rng.normal(float(rng.uniform(0, np.pi)), 0.3 if stretch > 1.5 else 2.0, n)
    a, b = radius * stretch**0.5, radius / stretch**0.5
    x, y = points[:, 0], points[:, 1]
    wobble = wobbles(rng, n, 0.06)
    px = scene.columns
    deep = Scene(scene.rows, px, rng, tone=0.3)
    shift = rng.normal(0, 0.5 * size, (n, 2))
    blobs(
        deep,
        x + shift[:, 0],
        y + shift[:, 1],
        a * 0.8,
        b * 0.8,
        angle,
        rise=radius * 1.2,
        lift=np.zeros(n),
        tone=np.full(n, 0.03),
        owner=np.zeros(n, np.int32),
        profile=_steep,
        wobble=wobble,
    )
    front = Scene(scene.rows, px, rng, tone=float(rng.uniform(0.5, 0.8)))
    numbers = scene.add_objects("pore", ellipse_outlines(scene, x, y, a, b, angle, wobble), 2 * radius)
    blobs(
        front,
        x,
        y,
        a,
        b,
        angle,
        rise=radius,
        lift=np.zeros(n),
        tone=np.full(n, 0.2),
        owner=numbers,
        profile=_steep,
        wobble=wobble,
    )
    inside = front.height > np.float32(0.55 * size * 0.5 * px * open_)
    scene.take_objects(front, -1.0)
    scene.height -= np.where(inside, deep.height + np.float32(0.3 * size * px), 0).astype(np.float32)
    scene.tone = np.where(
        inside, deep.tone * np.float32(0.55), np.where(front.owner >= 0, front.tone * 1.6, front.tone)
    ).astype(np.float32)
    scene.height += np.float32(float(rng.choice([0.01, 0.03, 0.06])) * size * px) * fractal(
        rng, scene.tone.shape, 1.5 / size
    )
    scene.facts = {
        "object": "pores",
        "shape": "long" if stretch > 1.5 else "round",
        "spread": "even" if spread < 0.2 else "varied",
        "touching": bool(open_ > 0.85),
        "porosity": round(float((scene.owner >= 0).mean()), 3),
    }
