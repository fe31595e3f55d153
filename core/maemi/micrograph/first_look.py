"""The first look at a frame read by parts: every n-th pixel, or where those cost too much, a rough picture at once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.pooling import settled
from maemi.micrograph.reading import read_reduced
from maemi.micrograph.regions import OpenRegions, open_regions

AFFORDED = 96 << 20
"""Bytes decoded for a first look: some tenths of a second."""
_PIECE_SIDE = 16
"""Pixels kept of the longer side of each piece looked into."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A frame at one size."""

    pixels: Pixels
    """The level asked for, whole, in the frame's own dtype."""
    sample: Pixels | None
    """Where the picture is rough: pixels of the file, evenly from all of it, rows in the order of the frame's rows."""


def first_look(regions: OpenRegions, halvings: int, afforded: int = AFFORDED) -> FirstLook:
    """A frame with 2**halvings times fewer rows and columns. Raises MicrographError.

    Where that would decode more than `afforded` bytes, only some tiles or strips are decoded, evenly spread; the
    picture goes smoothly from the mean of one to that of the next.
    """
    rows, columns = (side >> halvings for side in regions.shape)
    level = max(each for each in regions.levels if each <= halvings)
    step = 1 << (halvings - level)
    pixel_bytes = regions.read((0, 1), (0, 1), level=level).nbytes
    high, wide = regions.piece
    # Rows that are jumped over cost nothing where they lie in pieces of their own.
    touched = max(1, min(1.0, high / step) * (rows * step)) * columns * step * pixel_bytes
    if level or (high, wide) == (1, 1) or touched <= afforded:
        return FirstLook(regions.read((0, rows * step), (0, columns * step), step, level), None)
    every = ceil((touched / afforded) ** 0.5)
    tops, lefts = _spread(regions.shape[0], high, every), _spread(regions.shape[1], wide, every)
    spread_only_down = len(lefts) == 1
    if spread_only_down:
        tops = _spread(regions.shape[0], high, ceil(touched / afforded))
    sample = _look_into(regions, tops, lefts)
    across = columns if spread_only_down else len(lefts)
    means = _means(sample, len(tops), min(across, sample.shape[1]))
    return FirstLook(settled(_smooth(means, rows, columns), 1, sample.dtype), sample)


def look_at(path: Path, halvings: int, afforded: int) -> Pixels:
    """`first_look` at a file's first frame, of files that can only be decoded whole as well. Raises MicrographError."""
    regions = open_regions(path)
    if regions is None:
        return read_reduced(path, 1 << halvings)
    with closing(regions):
        return first_look(regions, halvings, afforded).pixels


def _spread(side: int, piece: int, every: int) -> list[int]:
    """First rows (or columns) of whole pieces, evenly spread; at least one."""
    count = max(1, side // piece)
    return [index * piece for index in range(min(every // 2, count - 1), count, every)]


def _look_into(regions: OpenRegions, tops: list[int], lefts: list[int]) -> Pixels:
    """Every few pixels of each chosen piece, side by side as the pieces lie."""
    high, wide = (min(side, whole) for side, whole in zip(regions.piece, regions.shape, strict=True))
    step = max(1, ceil(min(high, wide) / _PIECE_SIDE))
    bands = [
        np.concatenate([regions.read((top, top + high), (left, left + wide), step) for left in lefts], axis=1)
        for top in tops
    ]
    return np.concatenate(bands)


def _means(sample: Pixels, rows: int, columns: int) -> NDArray[np.float64]:
    """Means over `rows` × `columns` equal parts of the sample; what is not finite counts as the sample's mean."""
    values = sample.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        values = np.where(finite, values, values[finite].mean() if finite.any() else 0.0)
    high, wide = values.shape[0] // rows, values.shape[1] // columns
    parts = values[: rows * high, : columns * wide].reshape(rows, high, columns, wide, *values.shape[2:])
    return parts.mean(axis=(1, 3))


def _smooth(means: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """Linear between the middles of the parts, to `rows` × `columns`."""
    for axis, wanted in ((0, rows), (1, columns)):
        have = means.shape[axis]
        places = np.clip((np.arange(wanted) + 0.5) * have / wanted - 0.5, 0, have - 1)
        below = np.minimum(places.astype(int), max(have - 2, 0))
        share = (places - below).reshape([-1 if each == axis else 1 for each in range(means.ndim)])
        above = np.minimum(below + 1, have - 1)
        lower, upper = (np.take(means, at, axis=axis) for at in (below, above))
        means = np.asarray(lower * (1 - share) + upper * share, np.float64)
    return means
