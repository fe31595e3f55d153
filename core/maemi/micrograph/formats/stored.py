"""Pixels that lie plainly in a file, frame behind frame: mapped into memory, never read whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.limits import check_size

MAX_FRAMES = 100_000_000
"""Frames of one file: a 4-D scan of 10,000 × 10,000 positions."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Frames of [rows, columns] in the order of the file, the first at byte `offset`."""

    offset: int
    dtype: np.dtype[np.generic]
    rows: int
    columns: int
    frames: int = 1

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame."""
        return self.rows * self.columns * self.dtype.itemsize

    def check(self, path: Path, size: int | None = None) -> None:
        """Refuse sizes that are absurd, too large, or not in a file of `size` bytes (its own where None)."""
        check_size(path, self.rows, self.columns)
        check_frames(path, self.frames)
        have = path.stat().st_size if size is None else size
        if self.offset < 0 or self.offset + self.frames * self.frame_bytes > have:
            raise MicrographError(
                f"{path} is incomplete: it ends after {have:,} bytes, before its pixels do; copy it again from its "
                f"source."
            )

    def frame(self, path: Path, index: int, step: int) -> Pixels:
        """Every `step`-th row and column of a frame, in this machine's byte order; only those come from the disk."""
        check_frame(path, index, self.frames)
        self.check(path)
        offset = self.offset + index * self.frame_bytes
        mapped = np.memmap(path, self.dtype, "r", offset, (self.rows, self.columns))
        return native(mapped[::step, ::step])


def native(pixels: Pixels) -> Pixels:
    """A copy in this machine's byte order, with yes and no as 1 and 0."""
    if pixels.dtype.kind == "b":
        return np.array(pixels, np.uint8)
    return np.array(pixels, pixels.dtype.newbyteorder("="))


def check_frames(path: Path, frames: int) -> None:
    """Refuse a count of frames that no microscope writes."""
    if not 1 <= frames <= MAX_FRAMES:
        raise MicrographError(f"{path} says that it has {frames:,} frames; the file is damaged.")


def check_frame(path: Path, index: int, frames: int) -> None:
    """Refuse a frame that is not there."""
    if not 0 <= index < frames:
        raise MicrographError(f"{path} has {frames} frames, counted from 0; frame {index} does not exist.")


def product(sizes: tuple[int, ...]) -> int:
    """How many frames the axes beyond rows and columns make; 1 without any."""
    return math.prod(sizes)
