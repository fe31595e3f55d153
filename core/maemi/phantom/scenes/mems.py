"""Microsystems and electrodes: combs, pads with traces, beams over a pit, coils, gears and pierced plates."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, plateau
from maemi.phantom.boxes import box, box_outlines
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon, ribbon_outline
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


class _Chip:
    """Plates placed in the chip's own axes, which lie turned by `angle` about the frame's middle."""

    def __init__(self, scene: Scene, angle: float, tone: float, thick: float) -> None:
        self.scene, self.angle, self.tone, self.thick = scene, angle, tone, thick
        self.middle = np.array([0.5, 0.5 * scene.aspect])

    def turned(self, points: Array) -> Array:
        """Chip axes [n, 2] → frame (x, y)."""
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return self.middle + np.stack(
            [points[:, 0] * cos - points[:, 1] * sin, points[:, 0] * sin + points[:, 1] * cos], axis=-1
        )

    def plate(
        self, kind: str, u: float, v: float, half_w: float, half_h: float, counted: bool = True, level: float = 1.0
    ) -> None:
        """One rectangle; its size is its smaller side."""
        scene = self.scene
        x, y = self.turned(np.array([[u, v]]))[0]
        outline = box_outlines(scene, *(np.array([value]) for value in (x, y, half_w, half_h, self.angle)))
        sides = np.array([2 * min(half_w, half_h)]), np.array([2 * max(half_w, half_h)])
        number = int(scene.add_objects(kind, outline, sides[0], counted, length=sides[1])[0])
        box(scene, x, y, half_w, half_h, self.angle, top=self.thick * level, tone=self.tone, owner=number)

    def trace(self, points: Array, width: float) -> None:
        """A conductor along a line in the chip's axes."""
        line = self.turned(points)
        number = int(
            self.scene.add_objects("trace", ribbon_outline(self.scene, line, width / 2), np.array([width]), False)[0]
        )
        ribbon(self.scene, line, width / 2, lift=self.thick, tone=self.tone, owner=number, round_=0.0)


def _comb(chip: _Chip, width: float) -> tuple[str, float]:
    """Interdigitated fingers between two rails."""
    rng, aspect = chip.scene.rng, chip.scene.aspect
    gap = width * float(rng.uniform(0.6, 1.5))
    pitch = width + gap
    fingers = int(min(0.9 / pitch, 40))
    reach = float(rng.uniform(0.22, 0.34)) * aspect
    for i in range(fingers):
        u = (i - (fingers - 1) / 2) * pitch
        chip.plate("finger", u, (-1) ** i * 0.12 * reach, width / 2, reach)
    for side in (-1, 1):
        chip.plate(
            "rail", 0.0, side * (1.12 * reach + 1.6 * width), fingers * pitch / 2 + width, width * 1.6, counted=False
        )
    return "fingers", pitch


def _pads(chip: _Chip, width: float) -> tuple[str, float]:
    """Contact pads around a middle to which traces run."""
    aspect = chip.scene.aspect
    per_side = int(np.clip(0.75 / (2.2 * width), 2, 8))
    pitch = 0.8 / per_side
    size = min(width, 0.32 * pitch)
    for side in range(4):
        for i in range(per_side if side % 2 == 0 else max(2, int(per_side * aspect))):
            along = (i - ((per_side if side % 2 == 0 else max(2, int(per_side * aspect))) - 1) / 2) * pitch
            out = 0.43 * aspect if side % 2 == 0 else 0.44
            u, v = (along, out) if side % 2 == 0 else (out, along * 0.9)
            if side >= 2:
                u, v = -u, -v
            chip.plate("pad", u, v, size, size)
            inner = np.array([u, v]) * 0.12
            chip.trace(np.array([[u, v], [u * 0.62, v * 0.62] if side % 2 else [u, v * 0.6], inner]), size * 0.3)
    return "pads", pitch


def _beams(chip: _Chip, width: float) -> tuple[str, float]:
    """Cantilevers that reach over a dark pit."""
    rng, aspect = chip.scene.rng, chip.scene.aspect
    count = int(np.clip(0.8 / (2.4 * width), 1, 9))
    pitch = 0.85 / count
    chip.scene.tone *= 0.35
    edge = float(rng.uniform(0.15, 0.3)) * aspect
    chip.plate("frame", 0.0, edge + 0.6, 1.2, 0.6, counted=False)
    for i in range(count):
        long = float(rng.uniform(0.5, 0.62)) * aspect
        u = (i - (count - 1) / 2) * pitch
        chip.plate("beam", u, edge - long / 2 + 0.01, width / 2, long / 2, level=0.98)
        if rng.random() < 0.5:
            chip.plate("paddle", u, edge - long, width * 0.9, width * 0.9, counted=False, level=1.0)
    return "beams", pitch


def _coil(chip: _Chip, width: float) -> tuple[str, float]:
    """A square spiral of one conductor."""
    aspect = chip.scene.aspect
    pitch = width * float(chip.scene.rng.uniform(1.6, 2.2))
    turns = int(np.clip(0.42 * aspect / pitch, 2, 9))
    points = [(0.0, 0.0)]
    for k in range(1, 4 * turns):
        step = ((k + 1) // 2) * pitch
        du, dv = ((step, 0.0), (0.0, step), (-step, 0.0), (0.0, -step))[(k - 1) % 4]
        points.append((points[-1][0] + du, points[-1][1] + dv))
    line = np.array(points)
    line -= (line.max(axis=0) + line.min(axis=0)) / 2
    for a, b in pairwise(line):
        middle, half = (a + b) / 2, np.abs(b - a) / 2 + width / 2
        chip.plate("winding", float(middle[0]), float(middle[1]), float(half[0]), float(half[1]))
    chip.plate("pad", float(line[-1][0]), float(line[-1][1]), width * 1.6, width * 1.6, counted=False)
    scene = chip.scene
    scene.facts = {"count": turns, "mean_size_m": float(f"{width * scene.field_width_m:.4g}"), "std_size_m": 0.0}
    return "windings", pitch


def _membrane(chip: _Chip, width: float) -> tuple[str, float]:
    """A plate with release holes, held by four arms."""
    scene, aspect = chip.scene, chip.scene.aspect
    half = 0.3 * aspect
    scene.tone *= 0.45
    for u, v, w, h in ((0, 0, half, half), (0, 0, 1.2, width * 0.6), (0, 0, width * 0.6, 1.2)):
        chip.plate("plate" if w == h else "arm", u, v, w, h, counted=False)
    pitch = width * 2.2
    steps = np.arange(-int(0.85 * half / pitch), int(0.85 * half / pitch) + 1) * pitch
    u, v = (part.ravel() for part in np.meshgrid(steps, steps))
    where = chip.turned(np.stack([u, v], axis=-1))
    r, zero = np.full(len(u), width / 2), np.zeros(len(u))
    numbers = scene.add_objects("hole", ellipse_outlines(scene, where[:, 0], where[:, 1], r, r, zero), 2 * r)
    layer = Scene(scene.rows, scene.columns, scene.rng)
    blobs(
        layer,
        where[:, 0],
        where[:, 1],
        r,
        r,
        zero,
        rise=np.full(len(u), chip.thick),
        lift=zero,
        tone=np.full(len(u), 0.1),
        owner=numbers,
        profile=plateau,
    )
    scene.take_objects(layer, -1.0)
    return "holes", pitch


def _gear(chip: _Chip, width: float) -> tuple[str, float]:
    """A toothed wheel on an axle, driven by a rack at its side."""
    scene, aspect = chip.scene, chip.scene.aspect
    radius = 0.3 * aspect
    teeth = int(np.clip(2 * np.pi * radius / (2 * width), 10, 36))
    x, y = np.array([chip.middle[0]]), np.array([chip.middle[1]])
    zero, one = np.zeros(1), np.ones(1)
    for k in range(teeth):
        turn = 2 * np.pi * k / teeth
        outline_angle = chip.angle
        chip.angle = turn
        chip.plate("tooth", radius + width * 0.3, 0.0, width * 0.7, width / 2)
        chip.angle = outline_angle
    disc = scene.add_objects(
        "wheel", ellipse_outlines(scene, x, y, one * radius, one * radius, zero), 2 * radius * one, counted=False
    )
    blobs(
        scene,
        x,
        y,
        one * radius,
        one * radius,
        zero,
        rise=zero,
        lift=one * chip.thick * 1.001,
        tone=one * chip.tone,
        owner=disc,
        profile=plateau,
    )
    axle = scene.add_objects(
        "axle",
        ellipse_outlines(scene, x, y, one * radius * 0.2, one * radius * 0.2, zero),
        0.4 * radius * one,
        counted=False,
    )
    blobs(
        scene,
        x,
        y,
        one * radius * 0.2,
        one * radius * 0.2,
        zero,
        rise=one * chip.thick,
        lift=one * chip.thick,
        tone=one * chip.tone * 1.2,
        owner=axle,
        profile=plateau,
    )
    return "teeth", 2 * np.pi * radius / teeth


def compose(scene: Scene) -> None:
    """Structures of 1 to 200 µm on a chip."""
    rng = scene.rng
    width = log_uniform(rng, 0.018, 0.07)
    set_field(scene, width, 1e-6, 100e-6)
    scene.tone[:] = float(rng.uniform(0.12, 0.4))
    scene.tone += np.float32(0.008) * fractal(rng, scene.tone.shape, 12)
    angle = float(rng.choice([0.0, 0.0, np.pi / 2, rng.normal(0, 0.08), rng.uniform(0, np.pi)]))
    chip = _Chip(scene, angle, float(rng.uniform(0.6, 0.95)), float(rng.uniform(0.15, 0.6)) * width)
    kinds = (_comb, _comb, _pads, _pads, _beams, _coil, _membrane, _gear)
    names, pitch = kinds[int(rng.integers(len(kinds)))](chip, width)
    scene.tone *= 1 + np.float32(0.03) * fractal(rng, scene.tone.shape, 60, 2)
    scene.facts |= {
        "object": names,
        "pitch_m": float(f"{pitch * scene.field_width_m:.4g}"),
        "regular": True,
        "aligned": True if names in ("fingers", "beams") else None,
        "orientation_deg": round(float(np.degrees(np.pi / 2 - angle) % 180), 1)
        if names in ("fingers", "beams")
        else None,
        "touching": False,
    }
