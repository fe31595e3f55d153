"""A TIFF page stored in tiles or strips, compressed or not: only those that a part touches are decoded."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.regions import Span

if TYPE_CHECKING:
    from tifffile import TiffPage

LARGEST_CHUNK = 64 << 20
"""Bytes of one decoded tile or strip; a page whose pieces are larger is decoded whole or not at all."""
KEPT = 96 << 20
"""Bytes of decoded pieces kept, since neighbouring parts touch the same ones."""
_JPEG = {6, 7, 33007, 34892}


def can_be_chunked(page: TiffPage) -> bool:
    """Whether its pieces are small enough to be decoded for a part of them."""
    if page.dtype is None or page.imagedepth != 1:
        return False
    high, wide = _piece_size(page)
    samples = page.samplesperpixel if int(page.planarconfig) == 1 else 1
    return high * wide * samples * page.dtype.itemsize <= LARGEST_CHUNK


class ChunkedPage:
    """Decodes pieces as they are needed and keeps the last ones."""

    def __init__(self, path: Path, page: TiffPage) -> None:
        self.page = page
        self._path = path
        self.piece = _piece_size(page)
        self._high, self._wide = self.piece
        self._across = ceil(page.imagewidth / self._wide)
        self._plane = self._across * ceil(page.imagelength / self._high)
        self._planes = page.samplesperpixel if int(page.planarconfig) == 2 else 1
        self._options: dict[str, Any] = {"_fullsize": page.is_tiled}
        if int(page.compression) in _JPEG:
            self._options |= {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
        self._kept: OrderedDict[int, NDArray[Any]] = OrderedDict()
        self._kept_bytes = 0

    def read(self, rows: Span, columns: Span, step: int) -> NDArray[Any]:
        """[rows, columns] or [rows, columns, samples]."""
        wanted_rows = np.arange(rows[0], rows[1], step)
        wanted_columns = np.arange(columns[0], columns[1], step)
        samples = self.page.samplesperpixel
        result = np.empty((len(wanted_rows), len(wanted_columns), samples), self.page.dtype)
        for down, at_rows in _by_piece(wanted_rows, self._high):
            inside_rows = _as_slice(wanted_rows[at_rows] - down * self._high)
            for across, at_columns in _by_piece(wanted_columns, self._wide):
                inside_columns = _as_slice(wanted_columns[at_columns] - across * self._wide)
                for plane in range(self._planes):
                    piece = self._piece(plane * self._plane + down * self._across + across)
                    part = slice(plane, plane + 1) if self._planes > 1 else slice(None)
                    result[at_rows, at_columns, part] = piece[inside_rows, inside_columns]
        return result[..., 0] if samples == 1 else result

    def close(self) -> None:
        """Forget the pieces; the file belongs to whoever opened it."""
        self._kept.clear()
        self._kept_bytes = 0

    def _piece(self, index: int) -> NDArray[Any]:
        """[rows, columns, samples] of one decoded tile or strip; strips may end early."""
        kept = self._kept.get(index)
        if kept is not None:
            self._kept.move_to_end(index)
            return kept
        piece = self._decoded(index)
        self._kept[index] = piece
        self._kept_bytes += piece.nbytes
        while self._kept_bytes > KEPT and len(self._kept) > 1:
            self._kept_bytes -= self._kept.popitem(last=False)[1].nbytes
        return piece

    def _decoded(self, index: int) -> NDArray[Any]:
        page = self.page
        if index >= len(page.dataoffsets):
            raise MicrographError(f"{self._path} lacks a part of its pixels; copy it again from its source.")
        offset, count = page.dataoffsets[index], page.databytecounts[index]
        # A piece of no bytes is one that was left out: it counts as the page's own value for nothing.
        data = None
        if count:
            file = page.parent.filehandle
            file.seek(offset)
            data = file.read(count)
        decoded, _, shape = page.decode(data, index, **self._options)
        if decoded is None:
            return np.full(shape[1:], page.nodata, page.dtype)
        return np.asarray(decoded)[0]


def _piece_size(page: TiffPage) -> tuple[int, int]:
    if page.is_tiled:
        return page.tilelength, page.tilewidth
    return min(page.rowsperstrip, page.imagelength), page.imagewidth


def _by_piece(wanted: NDArray[np.intp], side: int) -> list[tuple[int, slice]]:
    """Pieces that hold some of the rising `wanted`, each with the slice of `wanted` that lies in it."""
    if not len(wanted):
        return []
    pieces = wanted // side
    starts = np.flatnonzero(np.diff(pieces, prepend=-1))
    ends = [*starts[1:], len(wanted)]
    return [(int(pieces[start]), slice(int(start), int(end))) for start, end in zip(starts, ends, strict=True)]


def _as_slice(evenly: NDArray[np.intp]) -> slice:
    """Evenly spaced positions as a slice, which numpy reads without a copy of the positions."""
    step = int(evenly[1] - evenly[0]) if len(evenly) > 1 else 1
    return slice(int(evenly[0]), int(evenly[-1]) + 1, step)
