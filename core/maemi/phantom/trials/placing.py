"""Places for objects of any outline: apart, crowded, chained, clustered, and never one upon another."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array

DIRECTIONS = 72
TRIES = 24
OVERLAP = 0.93
"""Least distance of two middles over the sum of their reaches towards each other."""


def reaches(rings: Array, columns: int) -> Array:
    """How far outlines [n, points, 2] (row, column in pixels) around the origin reach, [n, directions] field widths."""
    y, x = (rings[..., 0] + 0.5) / columns, (rings[..., 1] + 0.5) / columns
    angle, far = np.arctan2(y, x), np.hypot(x, y)
    wanted = np.linspace(-np.pi, np.pi, DIRECTIONS, endpoint=False)
    return np.stack([np.interp(wanted, a, f, period=2 * np.pi) for a, f in zip(angle, far, strict=True)])


def _towards(reach: Array, angle: Array) -> Array:
    """Reach [n, directions] of each towards an angle [n] or [n, tries]."""
    at = np.rint((angle + np.pi) / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    return np.take_along_axis(reach, at if at.ndim == 2 else at[:, None], axis=1).reshape(angle.shape)


def place(rng: np.random.Generator, reach: Array, aspect: float, layout: str) -> tuple[Array, Array, Array]:
    """Middles x, y [kept] and the indices [kept] of the objects for which there was room, largest first.

    `layout`: apart (clear gaps), crowded (gaps down to nothing), chains or clusters (each touches an earlier one).
    """
    order = np.argsort(-reach.mean(axis=1))
    if layout in ("chains", "clusters"):
        order = rng.permutation(order)
    gap = {"apart": float(rng.uniform(1.15, 1.5)), "crowded": 1.04}.get(layout, OVERLAP)
    roots = max(1, round(len(order) / float(rng.uniform(4, 14))))
    xs, ys, kept = np.zeros(len(order)), np.zeros(len(order)), np.zeros(len(order), int)
    chains: list[list[int]] = []
    n = 0
    for number in order:
        joins = layout in ("chains", "clusters") and len(chains) >= roots
        chain = chains[int(rng.integers(len(chains)))] if joins else []
        if joins:
            members = np.array([chain[-1]] if layout == "chains" else chain)[rng.integers(0, 10**9, TRIES) % (
                1 if layout == "chains" else len(chain)
            )]  # fmt: skip
            turn = rng.uniform(-np.pi, np.pi, TRIES)
            other = _towards(reach[kept[members]], turn)
            own = _towards(np.broadcast_to(reach[number], (TRIES, DIRECTIONS)), turn + np.pi)
            step = (other + own) * rng.uniform(0.94, 0.995, TRIES)
            options = np.stack([xs[members] + step * np.cos(turn), ys[members] + step * np.sin(turn)], axis=-1)
        else:
            options = rng.uniform((0, 0), (1, aspect), (TRIES * (4 if layout == "crowded" else 1), 2))
        free = _free(options, reach[number], xs[:n], ys[:n], reach[kept[:n]], gap if not joins else OVERLAP)
        free &= (options >= 0).all(axis=1) & (options[:, 0] <= 1) & (options[:, 1] <= aspect)
        if not free.any():
            continue
        xs[n], ys[n] = options[int(np.argmax(free))]
        kept[n] = number
        if joins:
            chain.append(n)
        else:
            chains.append([n])
        n += 1
    return xs[:n], ys[:n], kept[:n]


def _free(options: Array, own: Array, x: Array, y: Array, others: Array, gap: float) -> Array:
    """Which places [tries, 2] leave the wanted gap to all objects that are there, bool [tries]."""
    if len(x) == 0:
        return np.ones(len(options), bool)
    dx, dy = options[:, 0, None] - x, options[:, 1, None] - y
    apart = np.hypot(dx, dy)
    angle = np.arctan2(dy, dx)
    at = np.rint((angle + np.pi) / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    # The far side of an outline that is not round decides how near another may come; directions beside count too.
    wide = np.maximum(others, np.maximum(np.roll(others, 3, axis=1), np.roll(others, -3, axis=1)))
    wide_own = np.maximum(own, np.maximum(np.roll(own, 3), np.roll(own, -3)))
    theirs = wide[np.arange(len(x))[None, :], at]
    mine = wide_own[(at + DIRECTIONS // 2) % DIRECTIONS]
    return np.asarray((apart >= gap * (theirs + mine)).all(axis=1))
