"""Grey values along a line, averaged across it."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.luminance import to_grey
from maemi.micrograph.record import PixelSize
from maemi.micrograph.shapes import Point


@dataclass(frozen=True, slots=True)
class Profile:
    """Grey values at even steps from the start of a line to its end."""

    distance: NDArray[np.float64]
    """From the start, in metres, or in pixels where no pixel size is known."""
    grey: NDArray[np.float64]
    """Not a number where the line leaves the picture."""
    in_metres: bool

    def to_csv(self) -> str:
        """Two columns under a heading."""
        lines = [f"distance_{'m' if self.in_metres else 'px'},grey"]
        lines += [f"{x:.9g},{y:.9g}" for x, y in zip(self.distance, self.grey, strict=True)]
        return "\n".join(lines) + "\n"


def line_profile(
    pixels: NDArray[Any], start: Point, end: Point, pixel_size: PixelSize | None = None, width: int = 1
) -> Profile:
    """Along a line, one value about every pixel, between pixels by bilinear interpolation.

    `pixels`: [rows, columns] or [rows, columns, 3] (then their luminance). `width`: so many lines side by side, a
    column's width apart and at a right angle in the specimen, are averaged; values that are not finite are left out.
    """
    across, down = (pixel_size.column_m, pixel_size.row_m) if pixel_size is not None else (1.0, 1.0)
    columns, rows = end[0] - start[0], end[1] - start[1]
    long = math.hypot(columns * across, rows * down)
    count = max(2, round(math.hypot(columns, rows)) + 1)
    share = np.linspace(0.0, 1.0, count)
    # At a right angle in the specimen, one column wide, back in pixels.
    step = (-rows * down / long, columns * across * across / (down * long)) if long else (0.0, 0.0)
    beside = np.arange(width) - (width - 1) / 2
    x = start[0] + columns * share[None, :] + step[0] * beside[:, None]
    y = start[1] + rows * share[None, :] + step[1] * beside[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a step with no finite value at all stays not a number
        grey = np.nanmean(_between(pixels, x - 0.5, y - 0.5), axis=0)
    return Profile(share * long, grey, pixel_size is not None)


def _between(pixels: NDArray[Any], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bilinear values at (x, y), whole numbers being centres of pixels; at the rim the nearest, beyond it none."""
    rows, columns = int(pixels.shape[0]), int(pixels.shape[1])
    outside = (x < -0.5) | (y < -0.5) | (x > columns - 0.5) | (y > rows - 0.5)
    x, y = np.clip(x, 0, columns - 1), np.clip(y, 0, rows - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, bottom = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    dx, dy = x - left, y - top

    def at(row: NDArray[Any], column: NDArray[Any]) -> NDArray[np.float64]:
        found = pixels[row, column]
        values = (to_grey(found) if found.ndim == 3 else found).astype(np.float64)
        values[~np.isfinite(values)] = np.nan
        return values

    upper = at(top, left) * (1 - dx) + np.where(dx > 0, at(top, right), 0) * dx
    lower = at(bottom, left) * (1 - dx) + np.where(dx > 0, at(bottom, right), 0) * dx
    result = upper * (1 - dy) + np.where(dy > 0, lower, 0) * dy
    result[outside] = np.nan
    return result
