"""The grey values that a closed shape holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.luminance import to_grey
from maemi.micrograph.shapes import Shape


@dataclass(frozen=True, slots=True)
class ShapeGreys:
    """Statistics of the finite grey values of the pixels whose centre lies inside."""

    count: int
    mean: float
    deviation: float
    """Standard deviation of these pixels (divided by their count)."""
    smallest: float
    largest: float


def greys_within(pixels: NDArray[Any], shape: Shape) -> ShapeGreys | None:
    """Of pixels [rows, columns] or [rows, columns, 3] (then of their luminance); None where no pixel is inside."""
    first_row, first_column, inside = covered(shape, (int(pixels.shape[0]), int(pixels.shape[1])))
    if not shape.closed or not inside.any():
        return None
    rows, columns = inside.shape
    part = pixels[first_row : first_row + rows, first_column : first_column + columns]
    # Of 32-bit integers a float32 would lose the last digits.
    grey = to_grey(part) if part.ndim == 3 else part
    values = grey[inside].astype(np.float64)
    values = values[np.isfinite(values)]
    if values.size == 0:
        return None
    return ShapeGreys(values.size, float(values.mean()), float(values.std()), float(values.min()), float(values.max()))


def covered(shape: Shape, size: tuple[int, int]) -> tuple[int, int, NDArray[np.bool_]]:
    """First row, first column, and which pixels from there on have their centre inside, of a picture of this size."""
    c0, r0, c1, r1 = shape.box
    top, left = min(max(math.floor(r0), 0), size[0]), min(max(math.floor(c0), 0), size[1])
    bottom, right = max(min(math.ceil(r1), size[0]), top), max(min(math.ceil(c1), size[1]), left)
    rows = np.arange(top, bottom)[:, None] + 0.5
    columns = np.arange(left, right)[None, :] + 0.5
    if shape.kind == "rectangle":
        return top, left, (rows >= r0) & (rows < r1) & (columns >= c0) & (columns < c1)
    if shape.kind == "ellipse":
        across, down = (columns - (c0 + c1) / 2) / ((c1 - c0) / 2 or 1), (rows - (r0 + r1) / 2) / ((r1 - r0) / 2 or 1)
        return top, left, across**2 + down**2 <= 1
    return top, left, _even_odd(shape, rows, columns)


def _even_odd(shape: Shape, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Inside is where a ray along the row crosses the outline an odd number of times."""
    inside = np.zeros((rows.size, columns.size), bool)
    corners = shape.outline
    for (x0, y0), (x1, y1) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if y0 == y1:
            continue
        crosses = (rows >= min(y0, y1)) & (rows < max(y0, y1))
        where = x0 + (rows - y0) * (x1 - x0) / (y1 - y0)
        inside ^= crosses & (columns > where)
    return inside
