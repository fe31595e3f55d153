"""A tiny picture of a scan, by which one picture saved twice is told from two that look alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maemi.similar.equalising import ranked
from maemi.similar.numerics import box

SIDE = 32
_GREYS_OF_UNIT = 127 / np.sqrt(3)
"""Ranks run from -√3 to √3."""


def sketch_of(scan: NDArray[Any]) -> NDArray[np.uint8]:
    """[SIDE, SIDE] of a grey scan [rows, columns]: its coarse picture, every grey value replaced by its rank."""
    image = Image.fromarray(np.asarray(scan, dtype=np.float32))
    small = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX), dtype=np.float32)
    greys: NDArray[np.float32] = np.round(ranked(small) * np.float32(_GREYS_OF_UNIT) + np.float32(128))
    return np.clip(greys, 0, 255).astype(np.uint8)


def compared(sketches: NDArray[np.uint8]) -> NDArray[np.float32]:
    """[n, SIDE²] of length 1 from sketches [n, SIDE²]: their products are correlations of detail.

    Slow changes of brightness are taken out: vignettes and shading are alike in pictures that are not.
    """
    pictures = sketches.reshape(-1, SIDE, SIDE).astype(np.float32) - 128
    detail = pictures - box(pictures, 9)
    flat = detail.reshape(len(detail), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    # A picture without detail is like no other.
    return np.where(lengths > 1.0, flat / np.maximum(lengths, 1.0), 0).astype(np.float32)


def coarse(sketches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compared sketches [n, SIDE²] in a quarter of the pixels, of length 1: enough to find the nearest."""
    half = SIDE // 2
    flat = sketches.reshape(-1, half, 2, half, 2).mean(axis=(2, 4)).reshape(len(sketches), -1)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.where(lengths > 1e-3, flat / np.maximum(lengths, 1e-3), 0).astype(np.float32)


def turned(sketches: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Compared sketches [n, SIDE²] as they are, and in the seven other quarter turns and mirrors."""
    pictures = sketches.reshape(-1, SIDE, SIDE)
    found: list[NDArray[np.float32]] = []
    for mirror in (pictures, pictures[:, :, ::-1]):
        found += [np.rot90(mirror, quarter, axes=(1, 2)).reshape(len(pictures), -1) for quarter in range(4)]
    return found
