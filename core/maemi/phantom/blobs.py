"""Round things: spheres, ellipsoids, lumps, discs and dots, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from maemi.phantom.scene import Array, Scene

Profile = Callable[[Array], Array]
"""Squared distance from the middle (0) to the rim (1) → height from 0 to 1."""

CHUNK_POINTS = 400_000
"""Points worked on at once: keeps a large frame's temporaries within the cache's reach."""


def dome(rho2: Array) -> Array:
    """The upper half of an ellipsoid."""
    return np.sqrt(1 - rho2)


def plateau(rho2: Array) -> Array:
    """A disc with steep walls."""
    return np.minimum((1 - rho2) * 6, 1)


def biconcave(rho2: Array) -> Array:
    """A red blood cell's half thickness (Evans and Fung 1972, rounded coefficients)."""
    return np.sqrt(1 - rho2) * (0.26 + 2.0 * rho2 - 1.12 * rho2**2)


def chunks(reach: Array) -> Iterator[tuple[Array, int]]:
    """Group objects whose patches are alike: yields their numbers and half the patch's side in points."""
    half = np.ceil(reach).astype(int) + 1
    level = np.ceil(np.log2(half) * 3).astype(int)
    for value in np.unique(level):
        members = np.nonzero(level == value)[0]
        side = int(half[members].max())
        step = max(1, CHUNK_POINTS // (2 * side + 1) ** 2)
        for start in range(0, len(members), step):
            yield members[start : start + step], side


def patch(scene: Scene, x: Array, y: Array, half: int) -> tuple[Array, Array, Array, Array]:
    """For n centres in field widths: dx, dy [n, side, side] in pixels, flat index, and which lie in the frame."""
    cx, cy = x * scene.columns - 0.5, y * scene.columns - 0.5
    ix, iy = np.round(cx).astype(int), np.round(cy).astype(int)
    span = np.arange(-half, half + 1)
    columns = ix[:, None] + span
    rows = iy[:, None] + span
    inside = ((rows >= 0) & (rows < scene.rows))[:, :, None] & ((columns >= 0) & (columns < scene.columns))[:, None, :]
    dx = (columns - cx[:, None]).astype(np.float32)[:, None, :]
    dy = (rows - cy[:, None]).astype(np.float32)[:, :, None]
    return dx, dy, rows[:, :, None] * scene.columns + columns[:, None, :], inside


def wobbles(rng: np.random.Generator, n: int, strength: float, lobes: int = 4) -> Array:
    """Random harmonics [n, lobes, 2] (cosine, sine) of a rim not quite round; lobe k is the (k+2)-th harmonic."""
    fall = 1 / np.arange(1, lobes + 1) ** 0.8
    return (rng.standard_normal((n, lobes, 2)) * (strength * fall[None, :, None])).astype(np.float32)


def _rim(theta: Array, wobble: Array) -> Array:
    """The rim's radius relative to the round one, for angles [n, …]."""
    rim = np.ones_like(theta)
    extra = (slice(None),) + (None,) * (theta.ndim - 1)
    for lobe in range(wobble.shape[1]):
        turn = (lobe + 2) * theta
        rim += wobble[:, lobe, 0][extra] * np.cos(turn) + wobble[:, lobe, 1][extra] * np.sin(turn)
    return np.maximum(rim, 0.4)


def ellipse_outlines(
    scene: Scene, x: Array, y: Array, a: Array, b: Array, angle: Array, wobble: Array | None = None, points: int = 24
) -> Array:
    """Outlines [n, points, 2] as (row, column) in pixels."""
    theta = np.broadcast_to(np.linspace(0, 2 * np.pi, points, endpoint=False), (len(x), points))
    rim = 1.0 if wobble is None else _rim(theta, wobble)
    u, v = a[:, None] * np.cos(theta) * rim, b[:, None] * np.sin(theta) * rim
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    columns = (x[:, None] + u * cos - v * sin) * scene.columns - 0.5
    rows = (y[:, None] + u * sin + v * cos) * scene.columns - 0.5
    return np.stack([rows, columns], axis=-1)


def blobs(
    scene: Scene,
    x: Array,
    y: Array,
    a: Array,
    b: Array,
    angle: Array,
    *,
    rise: Array,
    lift: Array,
    tone: Array,
    owner: Array,
    profile: Profile = dome,
    wobble: Array | None = None,
) -> None:
    """Put n blobs into the scene; all arrays [n], lengths in field widths.

    `a`, `b`: half axes; `angle`: of `a` against the columns, radians; `rise`: height of the middle over the rim;
    `lift`: height of the rim; `wobble`: see `wobbles`.
    """
    px = np.float32(scene.columns)
    swell = 1.0 if wobble is None else 1 + np.abs(wobble).sum(axis=(1, 2)).clip(0, 0.8)
    for members, half in chunks(np.maximum(a, b) * swell * px):
        dx, dy, index, inside = patch(scene, x[members], y[members], half)
        each = (slice(None), None, None)
        cos, sin = (f(angle[members]).astype(np.float32)[each] for f in (np.cos, np.sin))
        u = (dx * cos + dy * sin) / (a[members] * px).astype(np.float32)[each]
        v = (dy * cos - dx * sin) / (b[members] * px).astype(np.float32)[each]
        rho2 = u * u + v * v
        if wobble is not None:
            rho2 /= _rim(np.arctan2(v, u), wobble[members]) ** 2
        inside &= rho2 < 1
        which = np.nonzero(inside)[0]
        z = profile(rho2[inside]) * (rise[members] * px)[which] + (lift[members] * px)[which]
        scene.splat(index[inside], z, tone[members].astype(np.float32)[which], owner[members][which])
