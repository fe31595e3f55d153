"""A micrograph's pixels at falling sizes, so that 10,000 × 10,000 of them pan and zoom fluently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.contrast import auto_limits

Pixels = NDArray[Any]
SMALLEST_SIDE = 768
HISTOGRAM_BINS = 256
SAMPLED_VALUES = 1_000_000


@dataclass(frozen=True, slots=True)
class Levels:
    """What the canvas shows: the file's own values, never changed, and smaller copies of them."""

    arrays: tuple[Pixels, ...]
    """Level k has 2**k times fewer rows and columns; [rows, columns] or [rows, columns, 3], the file's dtype."""
    counts: NDArray[np.int64]
    """Histogram of the scan in `HISTOGRAM_BINS` equal steps of `value_range`."""
    value_range: tuple[float, float]
    """Smallest and largest finite grey value of the scan; never equal."""
    auto: tuple[float, float]
    """Contrast limits by `auto_limits`, of the scan without its info bar."""

    @property
    def rows(self) -> int:
        return int(self.arrays[0].shape[0])

    @property
    def columns(self) -> int:
        return int(self.arrays[0].shape[1])

    def value_at(self, row: int, column: int) -> Any:
        """The file's own value: a number, or a tuple of three for RGB."""
        value = self.arrays[0][row, column]
        return tuple(value.tolist()) if np.ndim(value) else value.item()


def build_levels(pixels: Pixels, info_bar: tuple[int, int] | None = None) -> Levels:
    """Halve `pixels` until they are small, and look at their grey values; slow for large ones, so in a worker.

    `info_bar`: first and last row of the vendor's strip, which would spoil the contrast.
    """
    arrays = [pixels]
    while max(arrays[-1].shape[:2]) > SMALLEST_SIDE and min(arrays[-1].shape[:2]) >= 2:
        arrays.append(halve(arrays[-1]))
    sample = _sample(_scan(pixels, info_bar))
    low, high = float(sample.min()), float(sample.max())
    if low == high:
        high = low + 1.0
    counts, _ = np.histogram(sample, bins=HISTOGRAM_BINS, range=(low, high))
    return Levels(tuple(arrays), counts, (low, high), auto_limits(sample.reshape(1, -1)))


def halve(pixels: Pixels) -> Pixels:
    """The mean of every 2 × 2 pixels, in the same dtype; an odd last row or column is dropped."""
    rows, columns = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    even = pixels[:rows, :columns]
    if pixels.dtype.kind == "b":
        return even[::2, ::2]
    wide = np.float64 if pixels.dtype == np.float64 else np.float32 if pixels.dtype.kind == "f" else np.int64
    if pixels.dtype.itemsize <= 2 and pixels.dtype.kind in "iu":
        wide = np.int32
    total = even[::2, ::2].astype(wide)
    total += even[1::2, ::2]
    total += even[::2, 1::2]
    total += even[1::2, 1::2]
    if total.dtype.kind == "f":
        total *= 0.25
    else:
        total //= 4
    return total.astype(pixels.dtype, copy=False)


def _scan(pixels: Pixels, info_bar: tuple[int, int] | None) -> Pixels:
    if info_bar is None:
        return pixels
    above, below = pixels[: info_bar[0]], pixels[info_bar[1] + 1 :]
    scan = above if len(above) >= len(below) else below
    return scan if len(scan) else pixels


def _sample(pixels: Pixels) -> NDArray[np.float32]:
    """Finite values of evenly spaced pixels, at least one; enough of them for a histogram."""
    step = max(1, int((pixels.size / SAMPLED_VALUES) ** 0.5))
    values = pixels[::step, ::step].astype(np.float32).ravel()
    finite = values[np.isfinite(values)]
    return finite if finite.size else np.zeros(1, np.float32)
