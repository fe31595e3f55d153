"""What a reader offers for frames too large to decode whole: parts of them, one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from maemi.micrograph.formats.protocol import Pixels

Span = tuple[int, int]
"""First row (or column), and the one behind the last."""


class Regions(Protocol):
    """One frame of an open file. Methods may raise anything on a damaged file: `regions.py` makes it one sentence."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the frame."""
        ...

    @property
    def levels(self) -> tuple[int, ...]:
        """Rising; 0 is the frame itself, k a copy of it in the file that has 2**k times fewer rows and columns."""
        ...

    @property
    def piece(self) -> tuple[int, int]:
        """Rows and columns of the frame that are decoded together; (1, 1) where any pixel costs as little."""
        ...

    def read(self, rows: Span, columns: Span, step: int = 1, level: int = 0) -> Pixels:
        """Every `step`-th pixel of a part of a level, decoding little else: `whole[r0:r1:step, c0:c1:step]`."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


@runtime_checkable
class RegionReader(Protocol):
    """The capability that a `FormatReader` may have besides."""

    def regions(self, path: Path, frame: int) -> Regions | None:
        """One frame by parts; None where this file's frames can only be decoded whole."""
        ...
