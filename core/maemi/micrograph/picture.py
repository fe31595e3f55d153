"""A micrograph as people and models get to see it: the scan alone, in 8 bits, at its own contrast."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 1024
"""Pixels; models look at no more, and services charge for the bytes."""


def open_picture(path: Path, side: int = LONGEST_SIDE, info_bar: bool = False) -> Image:
    """The scan of a file of any size without its info bar, as `as_picture` shows it. Raises MicrographError.

    With `info_bar` the bar stays in the picture; giants are shown without it all the same.
    """
    from maemi.micrograph.limits import is_giant
    from maemi.micrograph.pooled_scan import pooled_scan
    from maemi.micrograph.reading import read_info, read_pixels

    if info_bar and not is_giant(read_info(path)):
        from maemi.micrograph.grey import to_grey

        return as_picture(to_grey(read_pixels(path)), side)
    return as_picture(pooled_scan(path)[0], side)


def as_picture(grey: NDArray[Any], side: int = LONGEST_SIDE) -> Image:
    """8 bits of grey from a scan [rows, columns], contrast set automatically, its longer side at most `side` pixels."""
    from PIL import Image

    from maemi.micrograph.contrast import auto_limits, to_display

    image = Image.fromarray(to_display(grey, *auto_limits(grey)))
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def png_of(image: Image) -> bytes:
    """The picture as a PNG that holds nothing of the file's metadata."""
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def data_url(encoded: bytes, media_type: str = "image/png") -> str:
    """An encoded picture in the form that the chat protocol carries."""
    return f"data:{media_type};base64,{base64.b64encode(encoded).decode('ascii')}"
