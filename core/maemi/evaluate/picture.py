"""A micrograph as a model gets to see it, in training, in evaluation and in a chat alike."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 1024
"""Pixels."""


def open_picture(path: Path) -> Image:
    """The scan without its info bar, at its own contrast, in 8 bits of grey. Raises MicrographError."""
    from PIL import Image

    from maemi.micrograph.contrast import auto_limits, to_display
    from maemi.micrograph.grey import scan_pixels

    grey, _ = scan_pixels(path)
    image = Image.fromarray(to_display(grey, *auto_limits(grey)))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def data_url(path: Path) -> str:
    """The same as a PNG in the form that the chat protocol carries. Raises MicrographError."""
    buffer = io.BytesIO()
    open_picture(path).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
