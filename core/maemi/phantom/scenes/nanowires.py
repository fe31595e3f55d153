"""Nanowires: forests seen from the side, wires lying about, tangles and aligned arrays."""

from __future__ import annotations

import numpy as np

from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon_outlines, ribbons
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


def _forest(scene: Scene, width: float) -> tuple[Array, Array, Array, Array]:
    """Upright wires at a slant: bases at all depths, those in front (lower in the frame) cover those behind."""
    rng = scene.rng
    count = int(np.clip(rng.uniform(0.35, 1.1) / width, 12, 130))
    length = float(rng.uniform(0.2, 0.6))
    lean = rng.normal(0, float(rng.choice([0.01, 0.05, 0.15])), count) + rng.normal(0, 0.05)
    foot_y = np.sort(rng.uniform(0.25 * scene.aspect, scene.aspect + 0.8 * length, count))
    foot_x = rng.uniform(-0.05, 1.05, count)
    long = length * rng.normal(1, 0.12, count).clip(0.5, 1.4)
    bend = rng.normal(0, 0.02, count)
    t = np.linspace(0, 1, 6)
    across = foot_x[:, None] + t * (long * lean)[:, None] + t**2 * (bend * long)[:, None]
    lines = np.stack([across, foot_y[:, None] - t * long[:, None]], axis=-1)
    depth = np.linspace(0.02, 0.3, count)
    return lines, long, depth, 0.35 + 0.65 * (depth / 0.3) ** 1.5


def _lying(
    scene: Scene, width: float, aligned: bool, angle: float, curl: float, count: int
) -> tuple[Array, Array, Array, Array]:
    """Wires on a substrate; those laid down later lie on top."""
    rng = scene.rng
    length = float(rng.uniform(0.2, 0.9))
    turn = angle + rng.normal(0, 0.06, count) if aligned else rng.uniform(0, np.pi, count)
    long = length * np.exp(rng.normal(0, 0.25, count))
    t = np.linspace(-0.5, 0.5, 14)
    middles = rng.uniform((0, 0), (1, scene.aspect), (count, 2))
    bow, ripple, phase = rng.normal(0, 1.2, (count, 1)), rng.normal(0, 0.7, (count, 1)), rng.uniform(0, 6, (count, 1))
    course = turn[:, None] + curl * (bow * t + ripple * np.sin(5 * t + phase))
    lines = np.stack([np.cos(course), np.sin(course)], axis=-1).cumsum(axis=1) * (long / len(t))[:, None, None]
    lines += middles[:, None] - lines.mean(axis=1, keepdims=True)
    lift = np.linspace(0, width * min(6.0, count / 12), count)
    return lines, long, lift, np.full(count, 0.75) * rng.uniform(0.85, 1.1, count)


def compose(scene: Scene) -> None:
    """Wires 20 to 200 nm wide and many times as long."""
    rng = scene.rng
    kind = str(rng.choice(["forest", "forest", "random", "random", "aligned", "tangled", "sparse"]))
    width = log_uniform(rng, 0.006, 0.03)
    set_field(scene, width, 20e-9, 200e-9)
    angle = float(rng.uniform(0, np.pi))
    scene.tone[:] = float(rng.uniform(0.05, 0.12) if kind in ("forest", "tangled") else rng.uniform(0.1, 0.35))
    scene.tone *= 1 + np.float32(0.06) * fractal(rng, scene.tone.shape, 10)
    if kind == "forest":
        lines, long, lift, tone = _forest(scene, width)
        angle = np.pi / 2
    else:
        dense = {"random": (0.35, 1.0), "aligned": (0.4, 1.1), "tangled": (1.6, 2.4), "sparse": (0.04, 0.15)}[kind]
        count = int(np.clip(rng.uniform(*dense) * scene.aspect / (width * 0.6), 3, 200))
        curl = {"tangled": 1.3, "random": float(rng.choice([0.0, 0.15, 0.5]))}.get(kind, 0.05)
        lines, long, lift, tone = _lying(scene, width, kind == "aligned", angle, curl, count)
    wide = width * np.exp(rng.normal(0, float(rng.choice([0.05, 0.15, 0.3])), len(lines)))
    taper = float(rng.choice([1.0, 1.0, 0.6]))
    radius = wide[:, None] / 2 * np.linspace(1, taper, lines.shape[1])
    numbers = scene.add_objects("nanowire", ribbon_outlines(scene, lines, radius), wide, length=long)
    # The feet of a forest are dark: no electron comes out between so many wires.
    fade = np.linspace(0.2, 1.0, lines.shape[1]) ** 0.8 if kind == "forest" else np.ones(lines.shape[1])
    ribbons(scene, lines, radius, lift=lift, tone=tone[:, None] * fade, owner=numbers)
    if kind == "forest":
        steps = np.array([[0.0, -0.25], [0.0, 0.15]])
        caps = lines[:, -1:] + steps * wide[:, None, None]
        ribbons(scene, caps, wide * 0.52 * taper, lift=lift + wide, tone=tone * 1.25, owner=numbers, round_=0.1)
    aligned = kind in ("forest", "aligned")
    scene.facts = {
        "object": "nanowires",
        "shape": "upright" if kind == "forest" else "curved" if kind == "tangled" else "straight",
        "layout": kind,
        "aligned": aligned,
        "orientation_deg": round(float(np.degrees(-angle) % 180), 1) if aligned else None,
        "mean_length_m": float(f"{float(np.mean(long)) * scene.field_width_m:.4g}"),
        "touching": kind != "sparse",
        "view": "tilted" if kind == "forest" else "top",
    }
