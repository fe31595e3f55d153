"""Fibres: through the whole field or short, straight or curved, aligned, crossed or every way, thin to thick.

Truth, over the fibres that count: `count`; `mean_size`, `median_size`, `std_size`: diameters, each fibre once (fibres
rarely lie wholly in the frame, and the frame does not change a diameter); `orientation`: director of the middle lines'
elements in the frame, 0 … 180° counter-clockwise from the columns, only where `order_parameter` is at least 0.3;
`order_parameter`: mean of 2 cos² - 1 of the angle to the director, by length, 1 is parallel and 0 every way;
`mean_length`: only where at least three fibres lie wholly in the frame, of those; `coverage`.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon_outlines, ribbons
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal
from maemi.phantom.trials.counting import counted, whole

POINTS = 60
TRIES = 12
ORDERED = 0.3


def compose(scene: Scene) -> dict[str, float]:
    """Fibres 20 nm to 20 µm thick."""
    rng = scene.rng
    layout = str(rng.choice(["web", "web", "aligned", "aligned", "crossed", "short", "short"]))
    width = log_uniform(rng, 0.009, 0.045)
    set_field(scene, width, 20e-9, 20e-6)
    curl = float(rng.choice([0.0, 0.3, 1.0])) if layout != "aligned" else float(rng.choice([0.0, 0.15]))
    spread = float(rng.choice([0.03, 0.12, 0.3]))
    count = int(np.clip(rng.uniform(0.15, 0.7) / width, 3, 30)) if layout != "short" else int(rng.integers(8, 36))
    wide = np.clip(width * np.exp(rng.normal(0, spread, count)), 0.006, 0.08)
    lines, kept = _lines(scene, layout, wide, curl)
    wide = wide[kept]
    n = len(lines)
    ground = float(rng.uniform(0.05, 0.22))
    scene.tone[:] = ground
    scene.tone *= 1 + np.float32(0.06) * fractal(rng, scene.tone.shape, 6)
    scene.height += np.float32(0.0015 * scene.columns) * fractal(rng, scene.tone.shape, 8)
    depth = rng.permutation(n) / max(n, 1)
    lifts = np.broadcast_to((width * (0.1 + 2.0 * depth))[:, None], lines.shape[:2])
    tone = (0.45 + 0.3 * depth) * rng.uniform(0.9, 1.1, n)
    numbers = scene.add_objects("fibre", ribbon_outlines(scene, lines, wide / 2, 32), wide)
    ribbons(scene, lines, wide / 2, lift=lifts, tone=tone, owner=numbers)
    if rng.random() < 0.4:
        rough = np.float32(0.02 * width * scene.columns * rng.uniform(0.3, 1.2))
        scene.height += rough * fractal(rng, scene.tone.shape, 3 / width, 3) * (scene.owner >= 0)
    return _truth(scene, lines, wide)


def _truth(scene: Scene, lines: Array, wide: Array) -> dict[str, float]:
    count = counted(scene)
    metres = wide[count] * scene.field_width_m
    truth = {"count": float(count.sum()), "coverage": float((scene.owner >= 0).mean())}
    if not len(metres):
        return truth
    truth |= {"mean_size": float(metres.mean()), "median_size": float(np.median(metres))}
    if len(metres) > 1:
        truth["std_size"] = float(metres.std(ddof=1))
    order, angle = _order(scene, lines[count])
    truth["order_parameter"] = order
    if order >= ORDERED:
        truth["orientation"] = angle
    complete = count & whole(scene)
    if complete.sum() >= 3:
        pieces = np.hypot(*np.diff(lines[complete], axis=1).transpose(2, 0, 1))
        truth["mean_length"] = float(pieces.sum(axis=1).mean() * scene.field_width_m)
    return truth


def _order(scene: Scene, lines: Array) -> tuple[float, float]:
    """Order parameter and director (degrees counter-clockwise from the columns) of what lies in the frame."""
    step = np.diff(lines, axis=1)
    middle = (lines[:, 1:] + lines[:, :-1]) / 2
    inside = (middle >= 0).all(axis=-1) & (middle[..., 0] <= 1) & (middle[..., 1] <= scene.aspect)
    length = np.hypot(step[..., 0], step[..., 1]) * inside
    # Rows count downwards: counter-clockwise angles have the opposite sign.
    doubled = np.exp(2j * np.arctan2(-step[..., 1], step[..., 0]))
    mean = (length * doubled).sum() / max(float(length.sum()), 1e-12)
    return float(abs(mean)), float(np.degrees(np.angle(mean)) / 2 % 180)


def _lines(scene: Scene, layout: str, wide: Array, curl: float) -> tuple[Array, Array]:
    """Middle lines [n, points, 2] (x, y) and the numbers of the fibres that found a way of their own.

    A fibre may cross others, but not run along upon one: that could not be told from one fibre.
    """
    rng = scene.rng
    main = float(rng.uniform(0, np.pi))
    scatter = float(rng.choice([0.03, 0.1, 0.25]))
    lines: list[Array] = []
    kept: list[int] = []
    for number in range(len(wide)):
        for _ in range(TRIES):
            turn = float(rng.uniform(0, np.pi)) if layout in ("web", "short") else main + float(rng.normal(0, scatter))
            if layout == "crossed" and rng.random() < 0.5:
                turn += np.pi / 2
            line = _line(scene, turn, wide[number], curl, layout == "short")
            inside = (line >= 0).all(axis=-1) & (line[:, 0] <= 1) & (line[:, 1] <= scene.aspect)
            long = inside.mean() * float(np.hypot(*np.diff(line, axis=0).T).sum())
            if long > (3 * wide[number] if layout == "short" else max(8 * wide[number], 0.12)) and _own_way(
                line[inside], wide[number], lines, wide[kept]
            ):
                lines.append(line)
                kept.append(number)
                break
    return np.stack(lines), np.array(kept)


def _line(scene: Scene, turn: float, wide: float, curl: float, short: bool) -> Array:
    rng = scene.rng
    reach = 0.75 * (1 + scene.aspect**2) ** 0.5
    middle = np.array([0.5, 0.5 * scene.aspect])
    offset = float(rng.uniform(-0.5, 0.5)) * (1 + scene.aspect**2) ** 0.5
    along = 0.0
    if short:
        reach = float(np.clip(rng.uniform(5, 14) * wide, 0.06, 0.3))
        middle, offset = np.array([rng.uniform(0.02, 0.98), rng.uniform(0.02, 0.98) * scene.aspect]), 0.0
        curl *= reach
    t = np.linspace(along - reach, along + reach, POINTS)
    scale = 1.0 if not short else 0.7 / reach
    side = offset + curl * (
        0.10 * rng.normal() * np.sin(2.2 * scale * t + rng.uniform(0, 6))
        + 0.04 * rng.normal() * np.sin(5 * scale * t + rng.uniform(0, 6))
    )
    cos, sin = np.cos(turn), np.sin(turn)
    return middle + np.stack([t * cos - side * sin, t * sin + side * cos], axis=-1)


def _own_way(line: Array, wide: float, others: list[Array], widths: Array) -> bool:
    """Whether at most a third of a line lies within reach of any other, and a quarter within reach of one of them."""
    if not others:
        return True
    covered = np.zeros(len(line), bool)
    for other, width in zip(others, widths, strict=True):
        fine = np.concatenate([other[:-1] + (other[1:] - other[:-1]) * part for part in (0, 0.25, 0.5, 0.75)])
        near = np.hypot(*(line[:, None] - fine[None]).transpose(2, 0, 1)).min(axis=1) < 0.56 * (wide + width) + 0.004
        if near.mean() > 0.25:
            return False
        covered |= near
    return bool(covered.mean() < 0.4)
