"""The scan in few pixels: what an index of thousands of micrographs looks at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maemi.micrograph.luminance import to_grey
from maemi.micrograph.reading import read_info, read_reduced

_OVERSAMPLING = 3
"""Pixels read for each pixel of the result along an axis, at least; what is read beyond them is strided over."""


def reduced_scan(path: Path, side: int) -> NDArray[np.float32]:
    """The grey scan [rows, columns] of the first frame without its info bar, its shorter side `side` pixels.

    A smaller scan is not enlarged. Pixels that are not finite take the smallest finite value. Raises MicrographError.
    """
    info = read_info(path)
    rows, columns = info.shape
    step = max(1, min(rows, columns) // (side * _OVERSAMPLING))
    grey = to_grey(read_reduced(path, step))
    if info.info_bar is not None:
        first, last = (row * grey.shape[0] / rows for row in info.info_bar)
        # The larger part is kept, as `without_info_bar` does; a pixel of the bar must not stay.
        above, below = int(first), int(np.ceil(last)) + 1
        grey = grey[:above] if above >= grey.shape[0] - below else grey[below:]
    finite = np.isfinite(grey)
    if not finite.all():
        grey = np.where(finite, grey, grey[finite].min() if finite.any() else np.float32(0))
    shorter = min(grey.shape)
    if shorter <= side:
        return np.ascontiguousarray(grey, dtype=np.float32)
    size = (max(1, round(grey.shape[1] * side / shorter)), max(1, round(grey.shape[0] * side / shorter)))
    image = Image.fromarray(np.ascontiguousarray(grey, dtype=np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float32)
