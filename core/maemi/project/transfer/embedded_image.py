"""Micrographs as PNG data URLs, which say in themselves of which file they are."""

from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path

MAX_SIDE = 1024
"""Pixels; services scale larger images down themselves, and charge for the bytes."""
HASH_ENTRY = "maemi-micrograph-sha256"
PNG_URL = "data:image/png;base64,"


def png_url(path: Path, content_hash: str) -> str:
    """The scan of a micrograph, contrast stretched, at most MAX_SIDE pixels wide and high, as a data URL.

    The PNG carries the hash of the micrograph's file, so that an import finds it again. Raises MicrographError.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from maemi.micrograph.contrast import auto_limits, to_display
    from maemi.micrograph.grey import scan_pixels

    grey, _info = scan_pixels(path)
    image = Image.fromarray(to_display(grey, *auto_limits(grey)))
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    entries = PngInfo()
    entries.add_text(HASH_ENTRY, content_hash)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=entries)
    return PNG_URL + base64.b64encode(buffer.getvalue()).decode()


def hash_in(url: str) -> str:
    """The hash that such a data URL carries; "" for an image of another program."""
    from PIL import Image, UnidentifiedImageError

    try:
        data = base64.b64decode(url.partition(",")[2], validate=True)
        with Image.open(io.BytesIO(data)) as image:
            return str(image.info.get(HASH_ENTRY, ""))
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError):
        return ""
