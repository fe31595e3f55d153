"""The pixels of a figure: as many of the file's as it needs, in its contrast or as they are."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.figure.layout import FigureLayout
from maemi.micrograph.figure.options import FigureOptions
from maemi.micrograph.luminance import to_grey
from maemi.micrograph.reading import read_reduced
from maemi.micrograph.regions import read_region

if TYPE_CHECKING:
    from PIL.Image import Image

_PER_PIXEL = 2
"""Pixels read along an axis for each of the figure's, at least, where it is smaller than the scan."""


def own_greys(path: Path, layout: FigureLayout, frame: int) -> NDArray[Any]:
    """The file's own values of the part, not scaled. Raises MicrographError."""
    return _read(path, layout, frame, 1)[0]


def picture(path: Path, layout: FigureLayout, options: FigureOptions) -> Image:
    """8 bits of grey or RGB, `layout.rows` × `layout.columns`; means where it shrinks, nearest where it grows."""
    from PIL import Image

    scale = max(layout.column_scale, layout.row_scale)
    pixels, box = _read(path, layout, options.frame, max(1, math.floor(1 / (scale * _PER_PIXEL))))
    low, high, gamma = options.tone or (*_limits(pixels), 1.0)
    shown = Image.fromarray(to_display(pixels, low, high, gamma))
    if shown.size == (layout.columns, layout.rows) and box == (0, 0, *shown.size):
        return shown
    # Values between pixels are not invented: what is enlarged shows its pixels.
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.NEAREST
    return shown.resize((layout.columns, layout.rows), way, box=box)


def _limits(pixels: NDArray[Any]) -> tuple[float, float]:
    step = max(1, math.isqrt(pixels.shape[0] * pixels.shape[1] // 1_000_000))
    return auto_limits(to_grey(pixels[::step, ::step]))


def _read(
    path: Path, layout: FigureLayout, frame: int, step: int
) -> tuple[NDArray[Any], tuple[float, float, float, float]]:
    """Pixels that cover the part, every `step`-th, and the box of the part in them: left, top, right, bottom."""
    r0, c0, r1, c1 = layout.part
    pixels = read_region(path, (r0, r1), (c0, c1), step, frame)
    if pixels is None:
        r0, c0 = r0 // step * step, c0 // step * step
        pixels = read_reduced(path, step, frame)
        pixels = pixels[r0 // step : math.ceil(r1 / step), c0 // step : math.ceil(c1 / step)]
    rows, columns = pixels.shape[:2]
    right, bottom = min((c1 - c0) / step, columns), min((r1 - r0) / step, rows)
    left, top = (layout.part[1] - c0) / step, (layout.part[0] - r0) / step
    return np.ascontiguousarray(pixels), (left, top, float(right), float(bottom))
