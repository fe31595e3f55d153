"""Parts of a frame, without decoding all of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from maemi.micrograph.formats.protocol import FormatReader, Pixels
from maemi.micrograph.formats.regions import RegionReader, Regions, Span
from maemi.micrograph.formats.registry import reader_for
from maemi.micrograph.reading import guarded


class OpenRegions:
    """One frame of a file by parts, whatever its format; every failure is a MicrographError. To be closed."""

    def __init__(self, path: Path, reader: FormatReader, regions: Regions) -> None:
        self._path = path
        self._reader = reader
        self._regions = regions
        self.shape = regions.shape
        self.levels = regions.levels
        self.piece = regions.piece

    def read(self, rows: Span, columns: Span, step: int = 1, level: int = 0) -> Pixels:
        """`whole[r0:r1:step, c0:c1:step]` of the frame, or of one of its smaller copies `levels`."""
        regions = self._regions
        return guarded(self._path, self._reader, lambda: np.ascontiguousarray(regions.read(rows, columns, step, level)))

    def close(self) -> None:
        """Let go of the file."""
        self._regions.close()


def open_regions(path: Path, frame: int = 0) -> OpenRegions | None:
    """A frame to read by parts; None where the format or this file can only be decoded whole. MicrographError."""
    path = Path(path)
    reader = reader_for(path)
    if not isinstance(reader, RegionReader):
        return None
    regions = guarded(path, reader, lambda: reader.regions(path, frame))
    return OpenRegions(path, reader, regions) if regions is not None else None


def read_region(path: Path, rows: Span, columns: Span, step: int = 1, frame: int = 0) -> Pixels | None:
    """`read_pixels(path, frame)[r0:r1:step, c0:c1:step]`; None as `open_regions`. Raises MicrographError."""
    regions = open_regions(path, frame)
    if regions is None:
        return None
    with closing(regions):
        return regions.read(rows, columns, step)
