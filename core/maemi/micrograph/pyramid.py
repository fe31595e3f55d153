"""A pyramid's file: a frame at falling sizes, means over squares of 2**level pixels, stored plainly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np

from maemi.micrograph.filling import fill
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.regions import Span

VERSION = 1
OVERVIEW_SIDE = 1024
"""Pixels that the longer side of the coarsest level has at most."""
HEADER_BYTES = 4096


def coarsest(rows: int, columns: int) -> int:
    """The level whose longer side has at most `OVERVIEW_SIDE` pixels, as long as the shorter side has any."""
    level = 0
    while max(rows, columns) >> level > OVERVIEW_SIDE and min(rows, columns) >> (level + 1) > 0:
        level += 1
    return level


@dataclass(frozen=True, slots=True)
class Layout:
    """Which levels a pyramid's file has and where."""

    rows: int
    columns: int
    channels: int
    dtype: np.dtype[Any]
    """The frame's own."""
    first: int
    """The finest level in the file; finer ones come from the micrograph itself."""

    @property
    def top(self) -> int:
        """The coarsest level."""
        return coarsest(self.rows, self.columns)

    def shape(self, level: int) -> tuple[int, ...]:
        """[rows, columns] or [rows, columns, 3] of a level."""
        sides = (self.rows >> level, self.columns >> level)
        return sides if self.channels == 1 else (*sides, self.channels)

    def row_bytes(self, level: int) -> int:
        return (self.columns >> level) * self.channels * self.dtype.itemsize

    def offset(self, level: int, row: int = 0) -> int:
        """Where a level's row begins in the file; of the level behind the last: the file's size."""
        before = sum((self.rows >> each) * self.row_bytes(each) for each in range(self.first, level))
        return HEADER_BYTES + before + row * self.row_bytes(level)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.offset(self.top + 1)

    def header(self, done: int) -> bytes:
        """The file's beginning; `done` rows of the frame are in its levels."""
        fields = {"rows": self.rows, "columns": self.columns, "channels": self.channels, "dtype": self.dtype.str}
        text = json.dumps({"maemi_pyramid": VERSION, **fields, "first": self.first, "done": done})
        return text.encode().ljust(HEADER_BYTES)


def read_header(file: FileIO) -> tuple[Layout, int] | None:
    """The layout and the rows that are done; None where the file is no pyramid of this version."""
    file.seek(0)
    try:
        said = json.loads(file.read(HEADER_BYTES))
        dtype = np.dtype(said["dtype"])
        layout = Layout(said["rows"], said["columns"], said["channels"], dtype, said["first"])
        whole = said["maemi_pyramid"] == VERSION and dtype.kind in "buif" and 0 <= layout.first <= layout.top
        return (layout, int(said["done"])) if whole else None
    except (ValueError, TypeError, KeyError):
        return None


class Pyramid:
    """A finished pyramid, open for reading. Raises OSError and EOFError as `fill` does."""

    def __init__(self, file: FileIO, layout: Layout) -> None:
        self._file = file
        self.layout = layout

    @classmethod
    def open(cls, path: Path) -> Pyramid | None:
        """None where there is none, or one that is not whole."""
        try:
            file = FileIO(path)
        except OSError:
            return None
        found = read_header(file)
        if found is None or found[1] != found[0].rows or path.stat().st_size != found[0].size:
            file.close()
            return None
        return cls(file, found[0])

    def read(self, level: int, rows: Span, columns: Span) -> Pixels:
        """A part of a level, in the frame's own dtype."""
        layout = self.layout
        across = layout.shape(level)[1]
        pixel_bytes = layout.channels * layout.dtype.itemsize
        result = np.empty((rows[1] - rows[0], columns[1] - columns[0], layout.channels), layout.dtype)
        start = layout.offset(level) + columns[0] * pixel_bytes
        if columns == (0, across):
            fill(result, self._file, start + rows[0] * layout.row_bytes(level))
        else:
            for index, row in enumerate(range(*rows)):
                fill(result[index], self._file, start + row * layout.row_bytes(level))
        return result[..., 0] if layout.channels == 1 else result

    def close(self) -> None:
        self._file.close()
