"""The picture that is sent: the grey scan, encoded anew, so that no byte of the file's metadata leaves with it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path


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
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


def picture_of(path: Path, side: int = 1024, media_type: str = "image/png") -> Picture:
    """A micrograph's scan without its info bar, contrast stretched, its longer side at most `side` pixels.

    Raises MicrographError where the file cannot be read.
    """
    from PIL import Image

    from maemi.micrograph.contrast import auto_limits, to_display
    from maemi.micrograph.grey import scan_pixels

    grey, _ = scan_pixels(path)
    shown = Image.fromarray(to_display(grey, *auto_limits(grey)))
    shown.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    if media_type == "image/jpeg":
        shown.save(buffer, "JPEG", quality=92)
    else:
        shown.save(buffer, "PNG")
    return Picture(buffer.getvalue(), media_type, shown.height, shown.width)
