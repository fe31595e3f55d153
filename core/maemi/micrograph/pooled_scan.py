"""The scan of a micrograph of any size, small enough to be worked on in memory."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.grey import scan_pixels, to_grey, without_info_bar
from maemi.micrograph.limits import is_giant
from maemi.micrograph.pooling import pooled
from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.regions import OpenRegions, open_regions

MOST_PIXELS = 16_000_000
"""Of the reduced scan of a giant; measuring works on two million, models look at one."""
_BAND_BYTES = 16 << 20


def pooled_scan(path: Path) -> tuple[NDArray[np.float32], MicrographInfo, int]:
    """`scan_pixels`, of giants as means over squares; the last value is the side of such a square in pixels.

    1 for ordinary micrographs. The info is that of the file, unreduced. Memory is bounded where the file can be read
    by parts. Raises MicrographError.
    """
    info = read_info(path)
    if not is_giant(info):
        return *scan_pixels(path), 1
    halvings = 1
    while (info.shape[0] >> halvings) * (info.shape[1] >> halvings) > MOST_PIXELS:
        halvings += 1
    side = 1 << halvings
    regions = open_regions(path)
    if regions is None:
        grey = to_grey(pooled(read_pixels(path), halvings))
    else:
        with closing(regions):
            grey = to_grey(_pooled_by_bands(regions, halvings))
    bar = info.info_bar
    small = replace(info, info_bar=(bar[0] // side, min(bar[1] // side, grey.shape[0] - 1)) if bar else None)
    grey = without_info_bar(grey, small)
    finite = np.isfinite(grey)
    if not finite.all():
        grey = np.where(finite, grey, grey[finite].min() if finite.any() else np.float32(0))
        warning = f"some squares of {side} × {side} pixels hold no numbers; they count as the darkest"
        info = replace(info, warnings=(*info.warnings, warning))
    return np.ascontiguousarray(grey), info, side


def _pooled_by_bands(regions: OpenRegions, halvings: int) -> Pixels:
    rows, columns = regions.shape
    # A smaller copy in the file spares reading the frame itself.
    level = max(each for each in regions.levels if each <= halvings)
    rows, columns, left = rows >> level, columns >> level, halvings - level
    first = regions.read((0, 1), (0, columns), level=level)
    high = max(1, _BAND_BYTES // (first.nbytes << left)) << left
    bands = [
        pooled(regions.read((top, min(top + high, rows)), (0, columns), level=level), left)
        for top in range(0, rows >> left << left, high)
    ]
    return np.concatenate(bands)
