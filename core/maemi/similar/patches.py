"""Patches of a picture: how much brightness and roughness vary from place to place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SIDES = (8, 16, 32, 64)
LENGTH = 4 * len(_SIDES)


def patches(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """[LENGTH]: of each patch size, how much the means differ, and three quantiles of the roughness within."""
    parts: list[NDArray[np.float64]] = []
    for side in _SIDES:
        rows, columns = picture.shape[0] // side, picture.shape[1] // side
        cells = picture[: rows * side, : columns * side].reshape(rows, side, columns, side)
        roughness = np.quantile(cells.std(axis=(1, 3)), (0.1, 0.5, 0.9))
        parts.append(np.array([np.log(float(cells.mean(axis=(1, 3)).std()) + 0.02), *roughness]))
    return np.concatenate(parts)
