"""The pictures that are sent: the grey scan, encoded anew, so that no byte of the file's metadata leaves with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from maemi.micrograph.picture import LONGEST_SIDE, data_url, open_picture, png_of

if TYPE_CHECKING:
    from PIL.Image import Image

QUARTERS = ("Upper left quarter", "Upper right quarter", "Lower left quarter", "Lower right quarter")


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG and what it truly is."""

    data: bytes
    media_type: str
    rows: int
    columns: int

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def url(self) -> str:
        """As the chat protocol carries it."""
        return data_url(self.data, self.media_type)


def picture_of(path: Path, side: int = LONGEST_SIDE, media_type: str = "image/png", info_bar: bool = False) -> Picture:
    """A micrograph's scan, contrast stretched, its longer side at most `side` pixels; the info bar is cut off.

    With `info_bar` it stays. Raises MicrographError where the file cannot be read.
    """
    return _encoded(open_picture(path, side, info_bar), media_type)


def quarters_of(
    path: Path, side: int = LONGEST_SIDE, media_type: str = "image/png", info_bar: bool = False
) -> tuple[Picture, ...]:
    """The four quarters of the same scan in the order of QUARTERS, each at most `side` / 2 pixels a side.

    At the contrast of the whole, so that one that is darker stays darker. Raises MicrographError.
    """
    whole = open_picture(path, 2 * side, info_bar)
    half_rows, half_columns = whole.height // 2, whole.width // 2
    boxes = [
        (left, top, left + half_columns, top + half_rows)
        for top in (0, whole.height - half_rows)
        for left in (0, whole.width - half_columns)
    ]
    return tuple(_fitted(whole.crop(box), max(side // 2, 1), media_type) for box in boxes)


def shown_size(rows: int, columns: int, side: int) -> tuple[int, int]:
    """Rows and columns of the picture of a scan of that size."""
    share = min(1.0, side / max(rows, columns, 1))
    return max(1, round(rows * share)), max(1, round(columns * share))


def _fitted(shown: Image, side: int, media_type: str) -> Picture:
    from PIL import Image

    shown.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _encoded(shown, media_type)


def _encoded(shown: Image, media_type: str) -> Picture:
    if media_type != "image/jpeg":
        return Picture(png_of(shown), media_type, shown.height, shown.width)
    buffer = BytesIO()
    shown.save(buffer, "JPEG", quality=92)
    return Picture(buffer.getvalue(), media_type, shown.height, shown.width)
