"""A micrograph's pixels at falling sizes, so that 10,000 × 10,000 of them pan and zoom fluently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.contrast import auto_limits
from maemi.micrograph.pooling import pooled

Pixels = NDArray[Any]
TILE = 512
"""Rows and columns of a tile; those at the right and lower edge are smaller."""
SMALLEST_SIDE = 768
HISTOGRAM_BINS = 256
SAMPLED_VALUES = 1_000_000

TileKey = tuple[int, int, int]
"""Level, and row and column of the tile: its first pixel is (row × TILE, column × TILE) of that level."""


@dataclass(frozen=True, slots=True)
class Greys:
    """Which grey values a scan has, without its info bar."""

    counts: NDArray[np.int64]
    """Histogram in `HISTOGRAM_BINS` equal steps of `value_range`."""
    value_range: tuple[float, float]
    """Smallest and largest finite value; never equal."""
    auto: tuple[float, float]
    """Contrast limits by `auto_limits`."""


class Levels(Protocol):
    """What the canvas shows: the file's own values, never changed, and smaller copies of them."""

    @property
    def rows(self) -> int: ...

    @property
    def columns(self) -> int: ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """The file's own, of every level."""
        ...

    @property
    def greys(self) -> Greys: ...

    @property
    def count(self) -> int:
        """Level k from 0 to count - 1 has 2**k times fewer rows and columns, rounded down."""
        ...

    @property
    def whole(self) -> Pixels | None:
        """Level 0 as one array [rows, columns] or [rows, columns, 3]; None of a giant, which is never in memory."""
        ...

    def tile(self, key: TileKey) -> Pixels | None:
        """Its values, as far as they are here; never waits."""
        ...

    def want(self, seen: Sequence[TileKey], around: Sequence[TileKey]) -> None:
        """What is on the screen now, and what may be next; anything asked for before is wanted no longer."""
        ...

    def listen(self, changed: Callable[[bool], None]) -> None:
        """Call `changed(all_of_them)` whenever tiles arrived: paint again; or all changed: forget those painted."""
        ...

    def value_at(self, row: int, column: int) -> Any:
        """The file's own value: a number, a tuple of three for RGB, or None while it is not here."""
        ...


@dataclass(frozen=True, slots=True)
class ArrayLevels:
    """`Levels` of an ordinary micrograph: all in memory."""

    arrays: tuple[Pixels, ...]
    """By level; [rows, columns] or [rows, columns, 3]."""
    greys: Greys

    @property
    def rows(self) -> int:
        return int(self.arrays[0].shape[0])

    @property
    def columns(self) -> int:
        return int(self.arrays[0].shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.arrays[0].dtype

    @property
    def count(self) -> int:
        return len(self.arrays)

    @property
    def whole(self) -> Pixels:
        return self.arrays[0]

    def tile(self, key: TileKey) -> Pixels:
        level, row, column = key
        return self.arrays[level][row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]

    def want(self, seen: Sequence[TileKey], around: Sequence[TileKey]) -> None:
        """Everything is here."""

    def listen(self, changed: Callable[[bool], None]) -> None:
        """Nothing ever changes."""

    def value_at(self, row: int, column: int) -> Any:
        return value_of(self.arrays[0][row, column])


def value_of(pixel: Any) -> Any:
    """A Python number of a pixel, or a tuple of three."""
    return tuple(pixel.tolist()) if np.ndim(pixel) else pixel.item()


def build_levels(pixels: Pixels, info_bar: tuple[int, int] | None = None) -> ArrayLevels:
    """Halve `pixels` until they are small, and look at their grey values; slow for large ones, so in a worker.

    `info_bar`: first and last row of the vendor's strip, which would spoil the contrast.
    """
    arrays = [pixels]
    while max(arrays[-1].shape[:2]) > SMALLEST_SIDE and min(arrays[-1].shape[:2]) >= 2:
        arrays.append(pooled(arrays[-1], 1))
    return ArrayLevels(tuple(arrays), greys_of(pixels, info_bar))


def greys_of(pixels: Pixels, info_bar: tuple[int, int] | None = None) -> Greys:
    """The grey values of a frame, or of evenly spaced pixels of it."""
    sample = _sample(_scan(pixels, info_bar))
    low, high = float(sample.min()), float(sample.max())
    if not high > low or not np.isfinite(high - low):
        low, high = auto_limits(sample.reshape(1, -1))
    # numpy's own histogram refuses steps as fine as the numbers themselves.
    steps = (np.clip(sample.astype(np.float64), low, high) - low) / (high - low) * HISTOGRAM_BINS
    counts = np.bincount(np.minimum(steps.astype(np.int64), HISTOGRAM_BINS - 1), minlength=HISTOGRAM_BINS)
    return Greys(counts, (low, high), auto_limits(sample.reshape(1, -1)))


def _scan(pixels: Pixels, info_bar: tuple[int, int] | None) -> Pixels:
    if info_bar is None:
        return pixels
    above, below = pixels[: info_bar[0]], pixels[info_bar[1] + 1 :]
    scan = above if len(above) >= len(below) else below
    return scan if len(scan) else pixels


def _sample(pixels: Pixels) -> NDArray[Any]:
    """Finite values of evenly spaced pixels, at least one; enough of them for a histogram."""
    step = max(1, int((pixels.size / SAMPLED_VALUES) ** 0.5))
    # Of 32-bit integers a float32 would lose the last digits, which may be all that differs.
    exact = pixels.dtype.itemsize > (4 if pixels.dtype.kind == "f" else 2)
    values = pixels[::step, ::step].astype(np.float64 if exact else np.float32).ravel()
    finite = values[np.isfinite(values)]
    return finite if finite.size else np.zeros(1, np.float32)
