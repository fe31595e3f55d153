"""The micrograph as a model sees it: the scan alone, contrast as Auto, a PNG of limited size."""

from __future__ import annotations

import base64
from typing import Any

from numpy.typing import NDArray

from maemi.micrograph.record import MicrographInfo

MOST_PIXELS = 1024
"""Longer side of what is sent."""


def encoded_png(pixels: NDArray[Any], info: MicrographInfo | None, most: int = MOST_PIXELS) -> bytes:
    """8-bit grey PNG of `pixels` [rows, columns] or [rows, columns, 3], its longer side at most `most` pixels."""
    from io import BytesIO

    from PIL import Image

    from maemi.micrograph.contrast import auto_limits, to_display
    from maemi.micrograph.luminance import to_grey

    grey = to_grey(pixels)
    if info is not None and info.info_bar is not None and info.info_bar[0] > 0:
        grey = grey[: info.info_bar[0]]
    image = Image.fromarray(to_display(grey, *auto_limits(grey)))
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def data_url(png: bytes) -> str:
    """A PNG as the chat protocol carries it."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
