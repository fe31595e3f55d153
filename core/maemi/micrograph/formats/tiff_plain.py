"""A TIFF page stored plainly, row after row: parts of it are read from their place in the file."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.filling import fill
from maemi.micrograph.formats.regions import Span

if TYPE_CHECKING:
    from tifffile import TiffPage


class PlainPage:
    """Reads rather than maps: what is read once must not count as memory for ever, and a file that shrinks
    meanwhile must be an error, not a crash."""

    def __init__(self, path: Path, page: TiffPage, offset: int, byteorder: Literal["<", ">"]) -> None:
        if page.dtype is None:
            raise MicrographError(f"{path} holds numbers that are no grey values; export it as an 8- or 16-bit TIFF.")
        self.page = page
        self.piece: tuple[int, int] = (1, 1)
        self._path = path
        self._offset = offset
        self._dtype = page.dtype.newbyteorder(byteorder)
        self._samples = page.samplesperpixel
        self._pixel_bytes = page.dtype.itemsize * self._samples
        self._row_bytes = page.imagewidth * self._pixel_bytes
        self._file = FileIO(path)

    def read(self, rows: Span, columns: Span, step: int) -> NDArray[Any]:
        """[rows, columns] or [rows, columns, samples] in the machine's own byte order."""
        width = columns[1] - columns[0]
        wanted = range(rows[0], rows[1], step)
        if step == 1 and width == self.page.imagewidth:
            # Whole rows lie behind one another: one read.
            stored = np.empty((len(wanted), width, self._samples), self._dtype)
            self._fill(stored, self._offset + rows[0] * self._row_bytes)
            return self._native(stored)
        self._expect_jumps(step > 1)
        result = np.empty((len(wanted), len(range(0, width, step)), self._samples), self._dtype.newbyteorder("="))
        line = np.empty((width, self._samples), self._dtype)
        first = self._offset + columns[0] * self._pixel_bytes
        for index, row in enumerate(wanted):
            self._fill(line, first + row * self._row_bytes)
            result[index] = line[::step]
        return self._native(result)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _native(self, stored: NDArray[Any]) -> NDArray[Any]:
        pixels = stored.astype(self._dtype.newbyteorder("="), copy=False)
        return pixels[..., 0] if self._samples == 1 else pixels

    def _fill(self, target: NDArray[Any], offset: int) -> None:
        try:
            fill(target, self._file, offset)
        except EOFError:
            raise MicrographError(f"{self._path} ends before its pixels do; copy it again from its source.") from None

    def _expect_jumps(self, jumps: bool) -> None:
        """Tell the system not to read ahead what will be jumped over; where it can be told."""
        if hasattr(os, "posix_fadvise"):
            advice = os.POSIX_FADV_RANDOM if jumps else os.POSIX_FADV_NORMAL
            os.posix_fadvise(self._file.fileno(), 0, 0, advice)
