"""Patterns: lines with rough edges, and lattices of dots and holes.

Truth of lines: `pitch`; `line_width`: mean width of the bright lines; `duty_cycle`: line width over pitch;
`line_edge_roughness`: 3 standard deviations of the edges about their fitted straight lines, all edges together, over
the length in the frame (SEMI P47); `orientation`: of the lines, 0 … 180° counter-clockwise from the
columns; `count`: lines of which something is in the frame.
Truth of lattices: `pitch`, `pitch_2`: the shortest and the second shortest distance of neighbours along two
directions of the lattice; `count`, `mean_size`, `median_size`, `coverage` of the dots or holes (see `Trial`).
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import blobs, ellipse_outlines, plateau
from maemi.phantom.boxes import box_outlines
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal
from maemi.phantom.trials.counting import shared_truth


def compose(scene: Scene) -> dict[str, float]:
    """Pitches of 40 nm to 20 µm."""
    rng = scene.rng
    scene.tone[:] = float(rng.uniform(0.2, 0.4))
    scene.tone *= 1 + np.float32(0.03) * fractal(rng, scene.tone.shape, 6)
    return _lines(scene) if rng.random() < 0.5 else _lattice(scene)


def _lines(scene: Scene) -> dict[str, float]:
    """Ridges with edges that wander: Gaussian noise of a correlation length along each."""
    rng = scene.rng
    px = scene.columns
    pitch = log_uniform(rng, 0.025, 0.16)
    set_field(scene, pitch, 40e-9, 20e-6)
    width = pitch * float(rng.uniform(0.3, 0.68))
    angle = float(rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi), rng.normal(np.pi / 2, 0.02)]))
    sigma = min(float(np.exp(rng.uniform(np.log(0.0003), np.log(0.003)))), 0.06 * pitch)
    along_px = float(rng.uniform(0.006, 0.03)) * px
    cos, sin = np.cos(angle), np.sin(angle)
    fx = (np.arange(px, dtype=np.float32) + 0.5)[None, :] - np.float32(px / 2)
    fy = (np.arange(scene.rows, dtype=np.float32) + 0.5)[:, None] - np.float32(scene.rows / 2)
    across = (fy * np.float32(cos) - fx * np.float32(sin)) / np.float32(pitch * px) + np.float32(rng.uniform(0, 1))
    along = fx * np.float32(cos) + fy * np.float32(sin)
    first = int(np.floor(across.min())) - 1
    total = int(np.ceil(across.max())) + 2 - first
    half = int(np.hypot(px, scene.rows) / 2) + 2
    edges = _wander(rng, 2 * total, 2 * half + 1, along_px) * (sigma * px)
    at = np.clip(np.rint(along + half), 0, 2 * half).astype(np.int32)
    line = np.rint(across).astype(np.int32)
    offset = (across - line) * np.float32(pitch * px)
    upper = edges[2 * (line - first), at] + np.float32(width * px / 2)
    lower = edges[2 * (line - first) + 1, at] - np.float32(width * px / 2)
    inside = np.clip(np.minimum(upper - offset, offset - lower) + 0.5, 0, 1).astype(np.float32)
    rise = np.float32(pitch * px * rng.uniform(0.1, 0.3))
    scene.height += rise * inside
    scene.tone += (np.float32(rng.uniform(0.45, 0.8)) - scene.tone) * inside
    numbers = np.unique(line[inside > 0.5])
    middle = (numbers - float(across[0, 0])) * pitch
    corner_x, corner_y = 0.5 / px, 0.5 / px
    outline = box_outlines(
        scene,
        np.asarray(corner_x - middle * sin),
        np.asarray(corner_y + middle * cos),
        np.full(len(numbers), 1.5),
        np.full(len(numbers), width / 2),
        np.full(len(numbers), angle),
    )
    names = scene.add_objects("line", outline, np.full(len(numbers), width))
    table = np.full(total + 1, -1, np.int32)
    table[numbers - first] = names
    scene.owner = np.where(inside > 0.5, table[line - first], -1).astype(np.int32)
    scene.own_drawn(names, np.bincount(scene.owner[scene.owner >= 0], minlength=len(names))[: len(names)])
    mean_width, rough = _edges_in_frame(scene, edges, numbers - first, pitch, width, angle, across, half)
    metres = scene.field_width_m
    return {
        "pitch": pitch * metres,
        "line_width": mean_width / px * metres,
        "duty_cycle": mean_width / px / pitch,
        "line_edge_roughness": 3 * rough / px * metres,
        "orientation": float(np.degrees(-angle) % 180),
        "count": float(len(numbers)),
        "coverage": float((scene.owner >= 0).mean()),
    }


def _wander(rng: np.random.Generator, lines: int, points: int, length: float) -> Array:
    """Gaussian random edges [lines, points] of unit deviation and a Gaussian autocorrelation of `length` points."""
    frequency = np.fft.rfftfreq(points)
    white = np.fft.rfft(rng.standard_normal((lines, points)), axis=1)
    smooth = np.fft.irfft(white * np.exp(-((np.pi * frequency * length) ** 2)), points, axis=1)
    return (smooth / smooth.std()).astype(np.float32)


def _edges_in_frame(
    scene: Scene, edges: Array, numbers: Array, pitch: float, width: float, angle: float, across: Array, half: int
) -> tuple[float, float]:
    """Mean width of the lines and deviation of their edges about straight fits, pixels, over the parts in the frame."""
    px = scene.columns
    cos, sin = np.cos(angle), np.sin(angle)
    first_across = float(across[scene.rows // 2, px // 2])
    t = np.arange(-half, half + 1, dtype=float)
    widths: list[Array] = []
    squares = 0.0
    points = 0
    base = int(np.floor(float(across.min()))) - 1
    for number in numbers:
        middle = (number + base - first_across) * pitch * px
        # The pixel in the middle of the frame is the origin of `along` within half a pixel.
        x, y = px / 2 + t * cos - middle * sin, scene.rows / 2 + t * sin + middle * cos
        inside = (x >= 0) & (x <= px) & (y >= 0) & (y <= scene.rows)
        if inside.sum() < 24:
            continue
        upper, lower = edges[2 * number, inside], edges[2 * number + 1, inside]
        widths.append(upper - lower + width * px)
        for edge in (upper, lower):
            fit = np.polynomial.Polynomial.fit(t[inside], edge, 1)
            squares += float(((edge - fit(t[inside])) ** 2).sum())
            points += len(edge)
    if not widths:
        return width * px, 0.0
    return float(np.concatenate(widths).mean()), float(np.sqrt(squares / points))


def _lattice(scene: Scene) -> dict[str, float]:
    """Dots or holes on a square, rectangular or hexagonal lattice; now and then some are missing."""
    rng = scene.rng
    pitch = log_uniform(rng, 0.03, 0.15)
    set_field(scene, pitch, 40e-9, 20e-6)
    lattice = str(rng.choice(["square", "rectangular", "hexagonal"]))
    holes = bool(rng.random() < 0.5)
    angle = float(rng.choice([0.0, rng.uniform(0, np.pi / 2), rng.normal(0, 0.03)]))
    second = pitch * (float(rng.uniform(1.15, 1.7)) if lattice == "rectangular" else 1.0)
    along = np.array([np.cos(angle), np.sin(angle)]) * pitch
    lean = np.pi / 3 if lattice == "hexagonal" else np.pi / 2
    up = np.array([np.cos(angle + lean), np.sin(angle + lean)]) * second
    reach = int(1.5 / pitch) + 2
    i, j = (part.ravel() for part in np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1)))
    points = (
        np.array([0.5, 0.5 * scene.aspect]) + rng.uniform(-0.5, 0.5, 2) * pitch + i[:, None] * along + j[:, None] * up
    )
    points = points[(points > 0).all(axis=1) & (points[:, 0] < 1) & (points[:, 1] < scene.aspect)]
    points = points[rng.random(len(points)) >= float(rng.choice([0.0, 0.0, 0.03]))]
    points += rng.normal(0, float(rng.choice([0.002, 0.015])) * pitch, points.shape)
    n = len(points)
    radius = pitch / 2 * float(rng.uniform(0.35, 0.72)) * np.exp(rng.normal(0, float(rng.choice([0.01, 0.05])), n))
    x, y, zero = points[:, 0], points[:, 1], np.zeros(n)
    outline = ellipse_outlines(scene, x, y, radius, radius, zero, points=48)
    numbers = scene.add_objects("hole" if holes else "dot", outline, 2 * radius)
    if holes:
        scene.tone += np.float32(0.25)
    layer = Scene(scene.rows, scene.columns, rng)
    tone = np.full(n, float(rng.uniform(0.06, 0.16) if holes else rng.uniform(0.6, 0.85)))
    blobs(
        layer, x, y, radius, radius, zero, rise=radius * float(rng.uniform(0.3, 0.9)), lift=zero, tone=tone,
        owner=numbers, profile=plateau,
    )  # fmt: skip
    scene.take_objects(layer, -1.2 if holes else 1.0)
    return shared_truth(scene) | {"pitch": pitch * scene.field_width_m, "pitch_2": second * scene.field_width_m}
