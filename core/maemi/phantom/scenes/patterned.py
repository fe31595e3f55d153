"""Patterned surfaces: regular arrays of holes, dots, pillars and lines, from above or at a slant."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, plateau
from maemi.phantom.boxes import box, box_outlines
from maemi.phantom.filters import polygon_pixels
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


def _lattice(scene: Scene, pitch: float, angle: float, hexagonal: bool, squeeze: float) -> Array:
    """Points [n, 2] (x, y) of a square or hexagonal lattice over the frame, rows `squeeze`d by a slanted view."""
    steps = np.arange(-int(1.2 / pitch) - 1, int(1.2 / pitch) + 2)
    i, j = (part.ravel().astype(float) for part in np.meshgrid(steps, steps))
    u = (i + 0.5 * (j % 2) if hexagonal else i) * pitch
    v = j * pitch * (3**0.5 / 2 if hexagonal else 1)
    x = 0.5 + u * np.cos(angle) - v * np.sin(angle)
    y = 0.5 * scene.aspect + (u * np.sin(angle) + v * np.cos(angle)) * squeeze
    return np.stack([x, y], axis=-1)


def _lines(scene: Scene, pitch: float, width: float, angle: float) -> None:
    """A grating: ridges through the whole field."""
    steps = np.arange(-int(0.8 / pitch) - 1, int(0.8 / pitch) + 2)
    for step in steps:
        x, y = 0.5 - step * pitch * np.sin(angle), 0.5 * scene.aspect + step * pitch * np.cos(angle)
        outline = box_outlines(scene, *(np.array([value]) for value in (x, y, 1.2, width / 2, angle)))
        number = int(scene.add_objects("line", outline, np.array([width]))[0])
        box(scene, x, y, 1.2, width / 2, angle, top=0.25 * pitch, tone=0.6, owner=number)


def _pillars(scene: Scene, points: Array, radius: Array, tall: float, square: bool, angle: float) -> None:
    """Pillars at a slant, those behind first: a side wall below each top."""
    order = np.argsort(points[:, 1])
    points, radius = points[order], radius[order]
    x, foot = points[:, 0], points[:, 1]
    squeeze = 0.5
    if square:
        outline = ellipse_outlines(scene, x, foot - tall, radius * 1.3, radius * 1.3, np.full(len(x), angle), points=4)
    else:
        outline = ellipse_outlines(scene, x, foot - tall, radius, radius, np.zeros(len(x)))
    outline[..., 0] = (outline[..., 0] - outline[..., 0].mean(axis=1, keepdims=True)) * squeeze + outline[..., 0].mean(
        axis=1, keepdims=True
    )
    numbers = scene.add_objects("pillar", outline, 2 * radius)
    px = scene.columns
    for i, number in enumerate(numbers):
        top = outline[i]
        base = 0.02 + 0.3 * i / len(numbers)
        left, right = top[top[:, 1].argmin()], top[top[:, 1].argmax()]
        lower = top[top[:, 0] >= min(left[0], right[0]) - 1e-6]
        lower = lower[np.argsort(lower[:, 1])]
        wall = np.concatenate([lower, (lower + np.array([tall * px, 0]))[::-1]])
        rows, columns = polygon_pixels(wall, (scene.rows, px))
        if rows.size:
            bright = 0.45 + 0.25 * np.sin(np.pi * (columns - left[1]) / max(1.0, right[1] - left[1]))
            bright = np.where(columns < top[top[:, 0].argmax(), 1], bright, bright * 0.8) if square else bright
            z = np.full(rows.size, base * px * 0.05, np.float32)
            scene.splat(rows * px + columns, z, bright.astype(np.float32), int(number))
        rows, columns = polygon_pixels(top, (scene.rows, px))
        if rows.size:
            z = np.full(rows.size, (base * 0.05 + 0.012) * px, np.float32)
            scene.splat(rows * px + columns, z, 0.75, int(number))


def compose(scene: Scene) -> None:
    """Arrays with a pitch of 0.2 to 20 µm."""
    rng = scene.rng
    kind = str(rng.choice(["holes", "dots", "pillars", "pillars", "lines", "squares", "grid"]))
    pitch = log_uniform(rng, 0.1, 0.28) if kind == "pillars" else log_uniform(rng, 0.06, 0.25)
    fill = float(rng.uniform(0.35, 0.7))
    hexagonal = bool(rng.random() < 0.35) and kind in ("holes", "dots")
    angle = float(rng.choice([0.0, 0.0, rng.uniform(0, np.pi / 2)]))
    set_field(scene, pitch, 0.2e-6, 20e-6)
    scene.tone[:] = float(rng.uniform(0.25, 0.5))
    scene.tone += np.float32(0.01) * fractal(rng, scene.tone.shape, 6)
    flaws = float(rng.choice([0.0, 0.0, 0.03, 0.1]))
    width = pitch * fill
    squeeze = 0.55 if kind == "pillars" else 1.0
    if kind == "pillars" and angle == 0.0:
        angle = float(rng.uniform(0.15, 0.7))
    tall = 0.0
    if kind == "lines":
        angle = float(rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]))
        _lines(scene, pitch, width, angle)
    else:
        points = _lattice(scene, pitch, angle, hexagonal, squeeze)
        reach = pitch + 0.05
        seen = (np.abs(points[:, 0] - 0.5) < 0.5 + reach) & (
            np.abs(points[:, 1] - 0.5 * scene.aspect) < 0.5 * scene.aspect + reach
        )
        points = points[seen]
        points = points[rng.random(len(points)) >= flaws]
        n = len(points)
        radius = width / 2 * np.exp(rng.normal(0, 0.02, n))
        x, y, zero = points[:, 0], points[:, 1], np.zeros(n)
        if kind == "pillars":
            tall = pitch * float(rng.uniform(0.5, 1.3))
            points[:, 1] += tall / 2
            _pillars(scene, points, radius * 0.8, tall, bool(rng.random() < 0.5), angle)
        elif kind in ("squares", "grid"):
            turn = np.full(n, angle)
            numbers = scene.add_objects(
                "square" if kind == "squares" else "opening",
                box_outlines(scene, x, y, radius, radius, turn),
                2 * radius,
            )
            layer = Scene(scene.rows, scene.columns, rng)
            for i in range(n):
                box(
                    layer,
                    float(x[i]),
                    float(y[i]),
                    float(radius[i]),
                    float(radius[i]),
                    angle,
                    top=0.2 * pitch,
                    tone=0.7 if kind == "squares" else 0.12,
                    owner=int(numbers[i]),
                )
            scene.take_objects(layer, 1.0 if kind == "squares" else -1.5)
        else:
            numbers = scene.add_objects(
                "hole" if kind == "holes" else "dot", ellipse_outlines(scene, x, y, radius, radius, zero), 2 * radius
            )
            layer = Scene(scene.rows, scene.columns, rng)
            tone = np.full(n, 0.1 if kind == "holes" else 0.75)
            blobs(
                layer,
                x,
                y,
                radius,
                radius,
                zero,
                rise=radius * 0.7,
                lift=zero,
                tone=tone,
                owner=numbers,
                profile=plateau,
            )
            scene.take_objects(layer, -1.5 if kind == "holes" else 1.0)
    objects = {"squares": "squares", "grid": "openings"}.get(kind, kind)
    scene.facts = {
        "object": objects,
        "layout": kind,
        "lattice": "lines" if kind == "lines" else "hexagonal" if hexagonal else "square",
        "pitch_m": float(f"{pitch * scene.field_width_m:.4g}"),
        "regular": True,
        "missing": bool(flaws > 0 and kind != "lines"),
        "aligned": True if kind == "lines" else None,
        "orientation_deg": round(float(np.degrees(-angle) % 180), 1) if kind == "lines" else None,
        "touching": False,
        "view": "tilted" if kind == "pillars" else "top",
    }
