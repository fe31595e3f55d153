"""Films: dense nodules, rolling or fractal roughness, wrinkles, a net of drying cracks, single cracks.

Truth of the texture, all of the scan without noise, about a fitted quadratic surface (the form removal of ISO 25178-2):
`grey_roughness`: root mean square of the grey levels (of 255); `grey_skewness`, `grey_kurtosis` (3 for a Gaussian);
`correlation_length`: lag at which the autocorrelation, averaged over directions, falls below 1/e, metres.
Truth of cracks: `crack_area`: their share of the frame; `crack_density`: length per area; `crack_width`: area over
length. It is of grey levels: a secondary electron image holds no heights.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.cells import scattered, voronoi
from maemi.phantom.filters import correlation
from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon_outlines, ribbons
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal, smooth_noise
from maemi.phantom.trials.grains import mean_intercept


def compose(scene: Scene) -> dict[str, float]:
    """Texture and cracks of 20 nm to 20 µm."""
    rng = scene.rng
    look = str(rng.choice(["nodules", "fractal", "rolling", "wrinkles", "net", "net", "cracks"]))
    size = log_uniform(rng, 0.08, 0.25) if look == "net" else log_uniform(rng, 0.012, 0.05)
    set_field(scene, size, 20e-9, 20e-6)
    scene.tone[:] = float(rng.uniform(0.4, 0.6))
    rough = np.float32(size * scene.columns)
    if look == "nodules":
        points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=7)
        owner, wall = voronoi(scene, points)
        level = rng.uniform(0, 0.4, len(points)).astype(np.float32)
        scene.height += rough * (np.sqrt(np.clip(wall / np.float32(0.6 * size), 0, 1)) * np.float32(0.6) + level[owner])
    elif look == "wrinkles":
        angle = float(rng.uniform(0, np.pi))
        fx, fy = (np.arange(scene.columns) / scene.columns)[None, :], (np.arange(scene.rows) / scene.columns)[:, None]
        phase = (fx * np.cos(angle) + fy * np.sin(angle)) / (size * 2.5)
        phase = phase + 0.6 * smooth_noise(rng, scene.tone.shape, 4)
        scene.height += (rough * 0.6 * np.abs(np.sin(np.pi * phase)) ** 0.7).astype(np.float32)
    elif look in ("fractal", "rolling"):
        octaves = 4 if look == "fractal" else 1
        scene.height += rough * np.float32(rng.uniform(0.06, 0.2)) * fractal(rng, scene.tone.shape, 1.1 / size, octaves)
    else:
        scene.height += np.float32(0.25 * scene.columns / 1024) * fractal(rng, scene.tone.shape, 60, 3)
        return _net(scene, size) if look == "net" else _single(scene)
    return {}


def _net(scene: Scene, size: float) -> dict[str, float]:
    """A dried film: islands between cracks of even width."""
    rng = scene.rng
    points = scattered(rng, int(scene.aspect / size**2), scene.aspect, evenness=9)
    owner, wall = voronoi(scene, points)
    width = max(size * float(rng.uniform(0.025, 0.09)), 0.0035)
    wall = wall + np.float32(0.1 * width) * smooth_noise(rng, wall.shape, 6 / size)
    open_ = wall < width / 2
    scene.tone[:] = np.where(open_, 0.08, scene.tone).astype(np.float32)
    scene.height -= np.where(open_, np.float32(width * scene.columns), np.float32(0))
    # Crofton: boundary length over area is half of pi over the mean intercept of isotropic lines.
    density = np.pi / 2 / mean_intercept(owner)
    share = float(open_.mean())
    metres = scene.field_width_m / scene.columns
    return {"crack_area": share, "crack_density": density / metres, "crack_width": share / density * metres}


def _single(scene: Scene) -> dict[str, float]:
    """A few cracks through the field, each of its own width."""
    rng = scene.rng
    count = int(rng.integers(2, 7))
    reach = 0.75 * (1 + scene.aspect**2) ** 0.5
    t = np.linspace(-reach, reach, 120)
    main = float(rng.uniform(0, np.pi))
    lines: list[Array] = []
    for number in range(count):
        turn = main + float(rng.normal(0, 0.12))
        side = (number + 0.5) / count * 1.1 - 0.55 + np.cumsum(rng.normal(0, 0.0022, len(t)))
        cos, sin = np.cos(turn), np.sin(turn)
        lines.append(np.stack([0.5 + t * cos - side * sin, 0.5 * scene.aspect + t * sin + side * cos], axis=-1))
    stacked = np.stack(lines)
    wide = rng.uniform(0.004, 0.012, count)
    layer = Scene(scene.rows, scene.columns, rng)
    numbers = scene.add_objects("crack", ribbon_outlines(scene, stacked, wide / 2, 40), wide)
    deep = wide * 1.0
    ribbons(layer, stacked, wide / 2, lift=deep, tone=np.full(count, 0.08), owner=numbers, round_=0.0)
    scene.take_objects(layer, -1.0)
    step = np.diff(stacked, axis=1)
    middle = (stacked[:, 1:] + stacked[:, :-1]) / 2
    inside = (middle >= 0).all(axis=-1) & (middle[..., 0] <= 1) & (middle[..., 1] <= scene.aspect)
    length = float((np.hypot(step[..., 0], step[..., 1]) * inside).sum())
    share = float((scene.owner >= 0).mean())
    density = length / scene.aspect
    metres = scene.field_width_m
    return {"crack_area": share, "crack_density": density / metres, "crack_width": share / density * metres}


def grey_truth(clean: Array, scene: Scene) -> dict[str, float]:
    """The texture's truths of a scan without noise, uint8 [rows, columns]."""
    rows, columns = clean.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    terms = np.stack([np.ones(clean.size), *(part.ravel() for part in (x, y, x * x, x * y, y * y))], axis=1)
    grey = clean.astype(float)
    rest = grey - (terms @ np.linalg.lstsq(terms, grey.ravel(), rcond=None)[0]).reshape(clean.shape)
    deviation = float(rest.std())
    lag = correlation(rest, 1 / np.e)
    truth = {
        "grey_roughness": deviation,
        "grey_skewness": float((rest**3).mean() / deviation**3),
        "grey_kurtosis": float((rest**4).mean() / deviation**4),
    }
    return truth | ({"correlation_length": lag / columns * scene.field_width_m} if lag else {})
