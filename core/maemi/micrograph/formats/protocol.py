"""What a reader of one kind of file offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from maemi.micrograph.record import MicrographInfo

Pixels = NDArray[Any]
"""[rows, columns] or [rows, columns, 3] in the file's own dtype."""


class FormatReader(Protocol):
    """One kind of file. A reader may raise anything on a damaged file: `reading` turns it into one sentence."""

    @property
    def name(self) -> str:
        """What people call it: `TIFF`."""
        ...

    @property
    def suffixes(self) -> frozenset[str]:
        """Lower-case suffixes with their dot."""
        ...

    def recognises(self, head: bytes) -> bool:
        """Whether the first bytes of a file (up to 512) are of this kind."""
        ...

    def describe(self, path: Path) -> MicrographInfo:
        """What the file says, without decoding its pixels.

        `scan_rows` equal to the rows says that there is no info bar; None leaves the question to the picture.
        """
        ...

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        """One frame, every `step`-th row and column of it; sizes are checked before anything is decoded."""
        ...


@runtime_checkable
class NamedReader(Protocol):
    """The capability of a reader whose files cannot be told by their first bytes alone."""

    def may_be(self, path: Path) -> bool:
        """Whether a file that `recognises` lets pass is of this kind by its name, too."""
        ...
