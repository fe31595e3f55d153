"""A frame by tiles at every size: from its pyramid in the cache, from the file itself, from smaller copies in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.first_look import FirstLook, first_look
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.regions import Span
from maemi.micrograph.pooling import pooled
from maemi.micrograph.pyramid import Pyramid, coarsest
from maemi.micrograph.pyramid_store import PyramidStore
from maemi.micrograph.reading import read_info, read_reduced
from maemi.micrograph.regions import open_regions

TILE = 512
"""Rows and columns of a tile, at every level."""
POOLED_HALVINGS = 2
"""Tiles this much coarser than what is stored are pooled when they are asked for; coarser ones read too much."""


class TiledFrame:
    """One frame, open. Level k has 2**k times fewer rows and columns, rounded down; `top` is the overview.

    Raises MicrographError where the file cannot be read; a broken cache is as good as none.
    """

    def __init__(self, path: Path, frame: int = 0, store: PyramidStore | None = None) -> None:
        self.path = Path(path)
        self.frame = frame
        self.store = store
        self.regions = open_regions(self.path, frame)
        self.rows, self.columns = self.regions.shape if self.regions else read_info(self.path).shape
        self.top = coarsest(self.rows, self.columns)
        self._pyramid: Pyramid | None = None

    @property
    def refined(self) -> bool:
        """Whether every level is means of pixels: nothing better will come."""
        if self._found() is not None:
            return True
        return all(self._source(level) is not None for level in range(self.top + 1))

    def overview(self) -> FirstLook:
        """The level `top`, whole; before there is a pyramid a first look instead of means."""
        shape = (self.rows >> self.top, self.columns >> self.top)
        made = self._part(self.top, (0, shape[0]), (0, shape[1]))
        if made is not None:
            return FirstLook(made, None)
        if self.regions is not None:
            return first_look(self.regions, self.top)
        # Some formats reduce to nearly that size; the nearest pixels make it exact.
        return FirstLook(_exactly(read_reduced(self.path, 1 << self.top, self.frame), shape), None)

    def tile(self, level: int, row: int, column: int) -> Pixels | None:
        """The tile whose first pixel is (row × TILE, column × TILE) of that level; None until there is a pyramid."""
        rows = (row * TILE, min((row + 1) * TILE, self.rows >> level))
        columns = (column * TILE, min((column + 1) * TILE, self.columns >> level))
        if not 0 <= level <= self.top or rows[0] >= rows[1] or columns[0] >= columns[1]:
            return None
        return self._part(level, rows, columns)

    def read_rows(self, first: int, last: int) -> Pixels:
        """Rows of the frame itself, of a file that can be read by parts."""
        if self.regions is None:
            raise MicrographError(f"{self.path} can only be decoded whole; export it as an uncompressed TIFF.")
        return self.regions.read((first, last), (0, self.columns))

    def place(self) -> Path:
        """Where this frame's pyramid belongs."""
        if self.store is None:
            raise FileNotFoundError("there is no folder for pyramids")
        return self.store.place(self.path, self.frame)

    def close(self) -> None:
        """Let go of the files."""
        if self.regions is not None:
            self.regions.close()
        if self._pyramid is not None:
            self._pyramid.close()

    def _part(self, level: int, rows: Span, columns: Span) -> Pixels | None:
        pyramid = self._found()
        if pyramid is not None and level >= pyramid.layout.first:
            try:
                return pyramid.read(level, rows, columns)
            except (OSError, EOFError):
                # Its disk is gone or it was cut short: the micrograph itself is still there.
                pyramid.close()
                self._pyramid = self.store = None
        source = self._source(level)
        if source is None or self.regions is None:
            return None
        halvings = level - source
        high, wide = ((first << halvings, last << halvings) for first, last in (rows, columns))
        return pooled(self.regions.read(high, wide, 1, source), halvings)

    def _source(self, level: int) -> int | None:
        """The stored level from which this one is pooled at once."""
        levels = self.regions.levels if self.regions else ()
        return max((each for each in levels if level - POOLED_HALVINGS <= each <= level), default=None)

    def _found(self) -> Pyramid | None:
        if self._pyramid is None and self.store is not None:
            found = self.store.find(self.path, self.frame)
            if found is not None and (found.layout.rows, found.layout.columns) == (self.rows, self.columns):
                self._pyramid = found
        return self._pyramid


def _exactly(pixels: Pixels, shape: tuple[int, int]) -> Pixels:
    if pixels.shape[:2] == shape:
        return pixels
    rows, columns = (
        np.minimum(np.arange(wanted) * have // wanted, have - 1)
        for wanted, have in zip(shape, pixels.shape[:2], strict=True)
    )
    return np.ascontiguousarray(pixels[rows][:, columns])
