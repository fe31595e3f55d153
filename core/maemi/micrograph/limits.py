"""How large a micrograph may be; asked before a single pixel is decoded."""

from __future__ import annotations

import math
from pathlib import Path

from maemi.micrograph.errors import MicrographError

MAX_PIXELS = 400_000_000
"""Pixels of one frame: 20,000 × 20,000. A scan of 16,384 × 16,384 fits."""


def check_size(path: Path, rows: int, columns: int) -> None:
    """Refuse a frame that is empty or has more than `MAX_PIXELS` pixels."""
    if rows < 1 or columns < 1:
        raise MicrographError(f"{path} says that it has {rows} × {columns} pixels; the file is damaged.")
    if rows * columns > MAX_PIXELS:
        raise too_large(path, f"{rows:,} × {columns:,} pixels, ")


def too_large(path: Path, size: str = "") -> MicrographError:
    """The refusal of a frame above `MAX_PIXELS`."""
    side = math.isqrt(MAX_PIXELS)
    return MicrographError(
        f"{path} has {size}more than the {MAX_PIXELS // 1_000_000} million pixels that MAEMI reads; "
        f"export a part of it, or a smaller version of at most {side:,} × {side:,} pixels."
    )
