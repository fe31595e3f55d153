"""How large a micrograph may be; asked before a single pixel is decoded."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maemi.micrograph.errors import MicrographError

if TYPE_CHECKING:
    from maemi.micrograph.record import MicrographInfo

MAX_PIXELS = 400_000_000
"""Pixels of one frame that is decoded whole: 20,000 × 20,000. A scan of 16,384 × 16,384 fits."""
GIANT_PIXELS = 100_000_000_000
"""Pixels of one frame that is read by parts: 316,000 × 316,000."""
GIANT_BYTES = 128 << 20
"""Pixels of more bytes than this are never loaded whole for a look: 8,192 × 8,192 of 16 bits are not yet more."""
_HONEST_RATIO = 200
"""Decoded bytes for each stored one; noise of a detector never compresses so far, a bomb of zeros does."""


def is_giant(info: MicrographInfo) -> bool:
    """Whether a frame is looked at by parts, and at a reduced size where all of it is wanted."""
    return info.shape[0] * info.shape[1] * info.channels * np.dtype(info.dtype).itemsize > GIANT_BYTES


def check_size(path: Path, rows: int, columns: int) -> None:
    """Refuse a frame that is empty or has more than `MAX_PIXELS` pixels."""
    if rows < 1 or columns < 1:
        raise MicrographError(f"{path} says that it has {rows} × {columns} pixels; the file is damaged.")
    if rows * columns > MAX_PIXELS:
        raise too_large(path, f"{rows:,} × {columns:,} pixels, ")


def check_giant(path: Path, rows: int, columns: int, stored: int, decoded: int) -> None:
    """Refuse a frame to be read by parts that has more than `GIANT_PIXELS`, or much more pixels than its bytes hold."""
    if rows * columns > GIANT_PIXELS or decoded > _HONEST_RATIO * max(stored, 1):
        raise too_large(path, f"{rows:,} × {columns:,} pixels in {stored:,} bytes, ")


def too_large(path: Path, size: str = "") -> MicrographError:
    """The refusal of a frame above `MAX_PIXELS`."""
    side = math.isqrt(MAX_PIXELS)
    return MicrographError(
        f"{path} has {size}more than the {MAX_PIXELS // 1_000_000} million pixels that MAEMI reads; "
        f"export a part of it, or a smaller version of at most {side:,} × {side:,} pixels."
    )
