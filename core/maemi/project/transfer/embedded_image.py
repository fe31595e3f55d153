"""Micrographs as PNG data URLs, which say in themselves of which file they are."""

from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path

from maemi.micrograph.picture import data_url, open_picture

HASH_ENTRY = "maemi-micrograph-sha256"


def png_url(path: Path, content_hash: str) -> str:
    """The scan of a micrograph, contrast stretched, at most 1024 pixels wide and high, as a data URL.

    The PNG carries the hash of the micrograph's file, so that an import finds it again. Raises MicrographError.
    """
    from PIL.PngImagePlugin import PngInfo

    entries = PngInfo()
    entries.add_text(HASH_ENTRY, content_hash)
    buffer = io.BytesIO()
    open_picture(path).save(buffer, "PNG", pnginfo=entries)
    return data_url(buffer.getvalue())


def hash_in(url: str) -> str:
    """The hash that such a data URL carries; "" for an image of another program."""
    from PIL import Image, UnidentifiedImageError

    try:
        data = base64.b64decode(url.partition(",")[2], validate=True)
        with Image.open(io.BytesIO(data)) as image:
            return str(image.info.get(HASH_ENTRY, ""))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return ""
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError):
        return ""
