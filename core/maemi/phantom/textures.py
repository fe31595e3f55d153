"""Random smooth surfaces: what keeps a drawn film, grain or background from being flat."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from functools import lru_cache

import numpy as np

from maemi.phantom.scene import Array


@lru_cache(maxsize=64)
def _weights(points: int, knots: int) -> Array:
    """Uniform cubic B-spline weights [points, knots]: a row's weights for the knots, cut at the ends."""
    at = np.linspace(0, knots - 3, points, endpoint=False, dtype=np.float32)
    cell = at.astype(np.int32)
    t = at - cell
    pieces = ((1 - t) ** 3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6, t**3 / 6)
    weights = np.zeros((points, knots), np.float32)
    for step, piece in enumerate(pieces):
        weights[np.arange(points), np.minimum(cell + step, knots - 1)] += piece
    return weights


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cells: float, stretch: float = 1.0) -> Array:
    """A smooth random surface of about unit deviation, float32 of `shape`.

    `cells`: bumps across the field's width; `stretch` > 1 makes them longer along the columns.
    """
    rows, columns = shape
    across = max(4, round(cells / stretch) + 3)
    down = max(4, round(cells * rows / columns) + 3)
    knots = rng.standard_normal((down, across), dtype=np.float32)
    return (_weights(rows, down) @ knots @ _weights(columns, across).T) * np.float32(2.1)


def fractal(
    rng: np.random.Generator, shape: tuple[int, int], cells: float, octaves: int = 4, gain: float = 0.5
) -> Array:
    """Several octaves of `smooth_noise`, each twice as fine and `gain` as strong, as far as the grid can hold them."""
    total = np.zeros(shape, np.float32)
    strength = 1.0
    for octave in range(octaves):
        fine = cells * 2**octave
        seed = int(rng.integers(2**63))
        if fine <= shape[1] / 2:
            total += np.float32(strength) * smooth_noise(np.random.default_rng(seed), shape, fine)
        strength *= gain
    return total
