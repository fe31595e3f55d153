"""Means over squares of pixels, exact for integers however often they are halved."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_NARROW = 8
"""Halvings up to which sums of 16-bit integers fit into 32 bits: 4**8 × 65,535 is below 2**32."""


def wide_enough(dtype: np.dtype[Any], halvings: int) -> np.dtype[Any]:
    """A dtype that holds the sums of pixels after so many halvings (at most 15); of floats, for their means."""
    kind, size = dtype.kind, dtype.itemsize
    if kind in "biu" and size <= 2:
        if halvings > _NARROW:
            return np.dtype(np.int64)
        return np.dtype(np.int32 if kind == "i" else np.uint32)
    if kind in "iu" and size == 4:
        return np.dtype(np.int64)
    # Floats stay; 64-bit integers beyond 2**53 lose their last digits, which no screen shows.
    return np.dtype(np.float32 if kind == "f" and size <= 4 else np.float64)


def halved(pixels: NDArray[Any], wide: np.dtype[Any]) -> NDArray[Any]:
    """Of every 2 × 2 pixels the sum (integers) or the mean (floats), as `wide`; an odd last row or column goes."""
    rows, columns = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    if wide.kind == "f":
        return _mean(pixels[:rows, :columns].astype(wide, copy=False))
    # Rows first: they lie behind one another in memory.
    pairs = np.add(pixels[0:rows:2, :columns], pixels[1:rows:2, :columns], dtype=wide)
    return pairs[:, 0::2] + pairs[:, 1::2]


def settled(wide: NDArray[Any], halvings: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """What so many halvings made, as means of the pixels' own dtype, rounded to the nearest integer."""
    if not halvings:
        return wide.astype(dtype, copy=False)
    if wide.dtype.kind != "f":
        wide = (wide + wide.dtype.type(1 << (2 * halvings - 1))) >> wide.dtype.type(2 * halvings)
        return wide.astype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.clip(np.rint(wide), float(limits.min), np.nextafter(float(limits.max), 0)).astype(dtype)
    return wide.astype(dtype, copy=False)


def pooled(pixels: NDArray[Any], halvings: int) -> NDArray[Any]:
    """Means over squares of 2**halvings pixels in the same dtype; of floats, what is not finite does not count."""
    if not halvings:
        return pixels
    wide = wide_enough(pixels.dtype, halvings)
    small = pixels
    for _ in range(halvings):
        small = halved(small, wide)
    return settled(small, halvings, pixels.dtype)


def _mean(wide: NDArray[Any]) -> NDArray[Any]:
    corners = (wide[0::2, 0::2], wide[1::2, 0::2], wide[0::2, 1::2], wide[1::2, 1::2])
    # A quarter before the sum: four of the largest numbers do not overflow.
    with np.errstate(invalid="ignore"):
        total = sum(corner * wide.dtype.type(0.25) for corner in corners)
    result = np.asarray(total, wide.dtype)
    if np.isfinite(result).all():
        return result
    finite = [np.isfinite(corner) for corner in corners]
    count = np.sum(finite, axis=0, dtype=wide.dtype)
    share = np.where(count > 0, 1 / np.maximum(count, 1), 0).astype(wide.dtype)
    result = np.sum([np.where(ok, corner, 0) * share for ok, corner in zip(finite, corners, strict=True)], axis=0)
    # Nothing finite: what stands there is kept, so that a field of infinities stays white.
    return np.where(count > 0, result, corners[0]).astype(wide.dtype)
