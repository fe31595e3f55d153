"""Convex crystals and lumps with flat faces, seen from above, many at once."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import chunks, patch
from maemi.phantom.scene import Array, Scene


def _rotations(rng: np.random.Generator, n: int, tilt: float) -> Array:
    """Random rotations [n, 3, 3]: a turn in the plane, then a tilt of about `tilt` radians about any direction."""
    turn, about = rng.uniform(0, 2 * np.pi, (2, n))
    lean = np.abs(rng.normal(0, tilt, n)) if tilt > 0 else np.zeros(n)
    zero, one = np.zeros(n), np.ones(n)

    def about_z(t: Array) -> Array:
        c, s = np.cos(t), np.sin(t)
        return np.array([[c, -s, zero], [s, c, zero], [zero, zero, one]]).transpose(2, 0, 1)

    c, s = np.cos(lean), np.sin(lean)
    about_x = np.array([[one, zero, zero], [zero, c, -s], [zero, s, c]]).transpose(2, 0, 1)
    return about_z(about) @ about_x @ about_z(turn)


def cuboids(rng: np.random.Generator, n: int, spread: float, tilt: float) -> tuple[Array, Array]:
    """Faces of n boxes, about cubes: unit normals [n, 6, 3] and their distances [n, 6] from the middle."""
    normals = np.concatenate([np.eye(3), -np.eye(3)])
    sides = np.exp(rng.normal(0, spread, (n, 3)))
    return normals @ _rotations(rng, n, tilt).transpose(0, 2, 1), np.concatenate([sides, sides], axis=1) * 0.8


def stones(rng: np.random.Generator, n: int, faces: int = 12, spread: float = 0.12) -> tuple[Array, Array]:
    """Faces of n irregular lumps, spread evenly over the sphere with some disorder; shapes as `cuboids`."""
    golden = np.pi * (3 - 5**0.5)
    steps = np.arange(faces) + 0.5
    z = 1 - 2 * steps / faces
    ring = np.sqrt(1 - z * z)
    even = np.stack([ring * np.cos(golden * steps), ring * np.sin(golden * steps), z], axis=-1)
    normals = even @ _rotations(rng, n, 2.0).transpose(0, 2, 1) + rng.normal(0, 0.18, (n, faces, 3))
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    return normals, np.exp(rng.normal(-0.1, spread, (n, faces)))


def _upright(normals: Array) -> Array:
    """Keep faces from standing exactly on edge, where a height has no slope."""
    nz = normals[..., 2]
    return np.where(np.abs(nz) < 0.03, np.where(nz < 0, -0.03, 0.03), nz)


def outlines(
    scene: Scene, x: Array, y: Array, radius: Array, normals: Array, offsets: Array, points: int = 16
) -> Array:
    """The shadows' outlines [n, points, 2] as (row, column) in pixels.

    A direction d leaves the shadow where some upper face meets some lower one: the least r over the pairs (i, j) of
    (o_i/n_iz - o_j/n_jz) / (n_i·d/n_iz - n_j·d/n_jz).
    """
    theta = np.linspace(0, 2 * np.pi, points, endpoint=False).astype(np.float32)
    nz = _upright(normals).astype(np.float32)
    level = offsets.astype(np.float32) / nz
    slope = (
        normals.astype(np.float32)[..., 0:1] * np.cos(theta) + normals.astype(np.float32)[..., 1:2] * np.sin(theta)
    ) / nz[..., None]
    up = nz > 0
    pair = up[:, :, None] & ~up[:, None, :]
    gap = np.where(pair, level[:, :, None] - level[:, None, :], np.float32(np.inf))
    fall = slope[:, :, None, :] - slope[:, None, :, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        leave = np.where(pair[..., None] & (fall > 1e-6), gap[..., None] / fall, np.float32(np.inf))
    reach = np.minimum(leave.min(axis=(1, 2)), 2.5) * radius[:, None]
    columns = (x[:, None] + reach * np.cos(theta)) * scene.columns - 0.5
    rows = (y[:, None] + reach * np.sin(theta)) * scene.columns - 0.5
    return np.stack([rows, columns], axis=-1)


def polyhedra(
    scene: Scene,
    x: Array,
    y: Array,
    radius: Array,
    normals: Array,
    offsets: Array,
    edges: Array,
    *,
    lift: Array,
    tone: Array,
    owner: Array,
    squash: float = 1.0,
) -> None:
    """Put n convex bodies into the scene; arrays [n] in field widths, faces as `cuboids` gives them, times `radius`.

    `edges`: their `outlines`; `lift` is the height of the middles; `squash` flattens the bodies along the view.
    """
    px = np.float32(scene.columns)
    middles = np.stack([y, x], axis=-1)[:, None] * px - 0.5
    reach = np.hypot(*(edges - middles).transpose(2, 0, 1)).max(axis=1)
    slopes_x = (normals[..., 0] / _upright(normals)).astype(np.float32)
    slopes_y = (normals[..., 1] / _upright(normals)).astype(np.float32)
    levels = (offsets / _upright(normals) * radius[:, None] * px).astype(np.float32)
    each = (slice(None), None, None)
    for members, half in chunks(reach * 1.1):
        dx, dy, index, inside = patch(scene, x[members], y[members], half)
        upper = np.full(index.shape, np.inf, np.float32)
        lower = np.full(index.shape, -np.inf, np.float32)
        for face in range(normals.shape[1]):
            plane = (
                levels[members, face][each] - slopes_x[members, face][each] * dx - slopes_y[members, face][each] * dy
            )
            up = (_upright(normals[members, face]) > 0)[each]
            upper = np.where(up, np.minimum(upper, plane), upper)
            lower = np.where(up, lower, np.maximum(lower, plane))
        inside &= upper > lower
        which = np.nonzero(inside)[0]
        z = upper[inside] * np.float32(squash) + (lift[members] * px)[which]
        scene.splat(index[inside], z, tone[members].astype(np.float32)[which], owner[members][which])
