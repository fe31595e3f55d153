"""Contrast limits and gamma: how the file's values become grey on the screen, and nowhere else."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from maemi.micrograph.contrast import to_display
from maemi_gui.browse.levels import Levels, Pixels, TileKey

TILES_KEPT = 96


@dataclass(frozen=True, slots=True)
class Tone:
    """Which values are black and white on the screen, and the gamma between them."""

    low: float
    high: float
    gamma: float = 1.0


class Toner:
    """Turns values into 8-bit grey or RGB for one dtype and tone; integers of 8 and 16 bits by a look-up table."""

    def __init__(self, dtype: np.dtype[Any], tone: Tone) -> None:
        self._tone = tone
        self._table: NDArray[np.uint8] | None = None
        self._first = 0
        if dtype.kind in "iu" and dtype.itemsize <= 2:
            limits = np.iinfo(dtype)
            self._first = int(limits.min)
            every = np.arange(limits.min, int(limits.max) + 1, dtype=np.float32)
            self._table = to_display(every[None, :], tone.low, tone.high, tone.gamma)[0]

    def __call__(self, values: Pixels) -> NDArray[np.uint8]:
        """uint8 of the same shape."""
        if self._table is None:
            return to_display(values, self._tone.low, self._tone.high, self._tone.gamma)
        if self._first:
            return self._table[values.astype(np.int32) - self._first]
        return self._table[values]


class Tiles:
    """The image cut into squares for the screen, made when they are first seen and kept while there is room."""

    def __init__(self, levels: Levels, tone: Tone) -> None:
        self._levels = levels
        self._toner = Toner(levels.dtype, tone)
        self._made: OrderedDict[TileKey, QImage] = OrderedDict()

    def image(self, key: TileKey) -> QImage | None:
        """A tile as it looks on the screen; None while its values are on their way."""
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found
        values = self._levels.tile(key)
        if values is None:
            return None
        made = to_image(self._toner(values))
        self._made[key] = made
        while len(self._made) > TILES_KEPT:
            self._made.popitem(last=False)
        return made


def to_image(display: NDArray[np.uint8]) -> QImage:
    """A QImage that owns its bytes, of uint8 [rows, columns] or [rows, columns, 3]."""
    display = np.ascontiguousarray(display)
    rows, columns = display.shape[:2]
    grey = display.ndim == 2
    form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    return QImage(display.data, columns, rows, columns * (1 if grey else 3), form).copy()
