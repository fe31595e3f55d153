"""A scan of any size and contrast in one size and one contrast."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 320
"""Every scan is seen with about the pixels of a square of this side; its aspect stays."""
LEAST = 64
"""No side gets shorter than this, however long and thin the scan."""


def resized(scan: NDArray[Any], side: int = SIDE) -> NDArray[np.float32]:
    """The scan [rows, columns] with about `side`² pixels: averaged where it gets smaller."""
    rows, columns = scan.shape
    factor = side / np.sqrt(rows * columns)
    size = max(LEAST, round(columns * factor)), max(LEAST, round(rows * factor))
    way = Image.Resampling.BOX if factor < 1 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(np.asarray(scan, dtype=np.float32)).resize(size, way), dtype=np.float32)


def ranked(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every grey value replaced by its rank, with mean 0 and variance 1; equal values stay equal.

    Brightness, contrast, gamma and every other rising curve of the greys cancel out.
    """
    values, inverse, counts = np.unique(picture, return_inverse=True, return_counts=True)
    if values.size < 2:
        return np.zeros_like(picture)
    middle = (np.cumsum(counts) - counts / 2) / picture.size
    return ((middle - 0.5) * np.sqrt(12)).astype(np.float32)[inverse].reshape(picture.shape)


def equalised(scan: NDArray[Any], side: int = SIDE) -> NDArray[np.float32]:
    """`resized`, then `ranked`."""
    return ranked(resized(scan, side))
