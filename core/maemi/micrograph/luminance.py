"""Grey of a picture, colours weighed by how bright they look."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LUMINANCE = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey (ITU-R BT.601)."""


def to_grey(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Grey [rows, columns] of a grey or RGB picture, in the file's own units; not a number stays what it is."""
    with np.errstate(over="ignore", invalid="ignore"):
        if pixels.ndim == 2:
            return pixels.astype(np.float32)
        return pixels[..., :3].astype(np.float32) @ np.asarray(LUMINANCE, np.float32)
