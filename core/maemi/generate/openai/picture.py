"""The picture that is sent: the grey scan, encoded anew, so that no byte of the file's metadata leaves with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from maemi.micrograph.picture import LONGEST_SIDE, data_url, open_picture, png_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG and what it truly is."""

    data: bytes
    media_type: str
    rows: int
    columns: int

    @property
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
    shown = open_picture(path, side, info_bar)
    if media_type != "image/jpeg":
        return Picture(png_of(shown), media_type, shown.height, shown.width)
    buffer = BytesIO()
    shown.save(buffer, "JPEG", quality=92)
    return Picture(buffer.getvalue(), media_type, shown.height, shown.width)
