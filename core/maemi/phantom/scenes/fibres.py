"""Fibres: bundles, webs, weaves and single strands that run through the whole field."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon_outlines, ribbons
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


def _strand(scene: Scene, turn: float, offset: float, curl: float) -> Array:
    """A line through the whole frame, `offset` beside its middle, as points [n, 2] (x, y)."""
    rng = scene.rng
    reach = 0.75 * (1 + scene.aspect**2) ** 0.5
    t = np.linspace(-reach, reach, 40)
    side = offset + curl * (
        0.10 * rng.normal() * np.sin(2.2 * t + rng.uniform(0, 6))
        + 0.05 * rng.normal() * np.sin(5 * t + rng.uniform(0, 6))
    )
    cos, sin = np.cos(turn), np.sin(turn)
    return np.stack([0.5 + t * cos - side * sin, 0.5 * scene.aspect + t * sin + side * cos], axis=-1)


def _woven(scene: Scene, width: float, angle: float) -> list[tuple[Array, Array]]:
    """A plain weave: two sets of yarns that pass over and under each other; lines and their heights."""
    reach = 0.75 * (1 + scene.aspect**2) ** 0.5
    pitch = width * float(scene.rng.uniform(1.15, 1.7))
    strands: list[tuple[Array, Array]] = []
    steps = np.arange(-int(reach / pitch) - 1, int(reach / pitch) + 2)
    t = np.linspace(-reach, reach, max(80, int(28 * reach / pitch)))
    for direction in (0, 1):
        cos, sin = np.cos(angle + direction * np.pi / 2), np.sin(angle + direction * np.pi / 2)
        for step in steps:
            side = np.full_like(t, step * pitch)
            wave = np.cos(np.pi * t / pitch) * (-1) ** int(step + direction)
            line = np.stack([0.5 + t * cos - side * sin, 0.5 * scene.aspect + t * sin + side * cos], axis=-1)
            strands.append((line, width * 0.45 * (1 + wave)))
    return strands


def compose(scene: Scene) -> None:
    """Fibres 0.2 to 20 µm thick."""
    rng = scene.rng
    kind = str(rng.choice(["web", "web", "bundle", "bundle", "few", "woven", "crossed"]))
    width = {
        "web": log_uniform(rng, 0.012, 0.06),
        "bundle": log_uniform(rng, 0.05, 0.22),
        "few": log_uniform(rng, 0.06, 0.35),
        "woven": log_uniform(rng, 0.07, 0.2),
        "crossed": log_uniform(rng, 0.05, 0.14),
    }[kind]
    set_field(scene, width, 0.2e-6, 20e-6)
    angle = float(rng.uniform(0, np.pi))
    scene.tone[:] = float(rng.uniform(0.05, 0.22))
    scene.height += np.float32(0.002 * scene.columns) * fractal(rng, scene.tone.shape, 6)
    strands: list[tuple[Array, Array | float]] = []
    if kind == "woven":
        strands.extend(_woven(scene, width, angle))
    else:
        cover = {"web": (0.7, 1.6), "bundle": (0.7, 1.3), "few": (0.1, 0.3), "crossed": (0.5, 1.0)}[kind]
        count = int(np.clip(rng.uniform(*cover) / width, 1, 48))
        curl = float(rng.uniform(0.4, 1.6)) if kind == "web" else float(rng.uniform(0.0, 0.5))
        # One of a few strands must not miss the frame.
        inner = 0.4 if kind == "few" else 1.0
        for i in range(count):
            turn = angle + (rng.uniform(0, np.pi) if kind == "web" else rng.normal(0, 0.08))
            if kind == "crossed" and rng.random() < 0.5:
                turn += np.pi / 2 + rng.normal(0, 0.1)
            strands.append(
                (
                    _strand(scene, turn, float(rng.uniform(-0.6, 0.6)) * inner, curl),
                    width * (0.2 + 2.5 * i / max(count, 6)),
                )
            )
    spread = 0.04 if kind == "woven" else float(rng.choice([0.05, 0.15, 0.35]))
    wide = width * np.exp(rng.normal(0, spread, len(strands)))
    deep = max(float(np.max(lift)) for _, lift in strands) + 1e-9
    smooth = rng.random() < 0.5
    lines = np.stack([line for line, _ in strands])
    lifts = np.stack([np.broadcast_to(lift, lines.shape[1]) for _, lift in strands])
    grooves = None if smooth else rng.normal(0, 0.05, (len(strands), 24))
    if kind == "woven":
        filaments = int(rng.integers(4, 11))
        grooves = np.tile(0.12 * np.abs(np.sin(np.linspace(0, np.pi * filaments, 8 * filaments))), (len(strands), 1))
    tone = np.full(len(strands), 0.7) if kind == "woven" else 0.35 + 0.4 * lifts.max(axis=1) / deep
    numbers = scene.add_objects("fibre", ribbon_outlines(scene, lines, wide / 2, 32), wide)
    tone *= rng.uniform(0.92, 1.08, len(strands))
    ribbons(scene, lines, wide / 2, lift=lifts, tone=tone, owner=numbers, grooves=grooves)
    if rng.random() < 0.5:
        rough = np.float32(0.03 * width * scene.columns * rng.uniform(0.3, 1.2))
        scene.height += rough * fractal(rng, scene.tone.shape, 3 / width, 3) * (scene.owner >= 0)
    aligned = kind in ("bundle",) or (kind == "few" and len(strands) > 1)
    scene.facts = {
        "object": "fibres",
        "shape": "curved" if kind == "web" else "straight",
        "layout": kind,
        "aligned": aligned,
        "orientation_deg": round(float(np.degrees(-angle) % 180), 1) if kind in ("bundle", "few") else None,
        "touching": kind != "few",
        "smooth": bool(smooth),
        "spread": "even" if spread < 0.1 else "varied",
    }
