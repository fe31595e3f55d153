"""Images that come inside a message: decoded with limits, never fetched from anywhere."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from typing import TYPE_CHECKING

from maemi.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 32 * 2**20
"""Of an encoded image; a 16-bit scan of 4096 × 3072 as PNG stays below."""
MAX_PIXELS = 64_000_000
"""Of a decoded image: the model sees a fraction of that, and a bomb would fill the memory."""
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")


def image_of_url(url: str) -> Image.Image:
    """The image of a `data:` URL. InputError for any other address, for data that is no image, beyond the limits."""
    if not url.startswith("data:"):
        raise InputError("An image must come inside the message as a data: URL; MAEMI fetches nothing from addresses.")
    head, comma, body = url.partition(",")
    if not comma or not head.endswith(";base64"):
        raise InputError("The image's data: URL is not base64; send it as data:image/png;base64,…")
    if len(body) > MAX_BYTES * 4 // 3 + 4:
        raise InputError(f"The image is larger than {MAX_BYTES // 2**20} MiB; send it smaller.")
    try:
        data = base64.b64decode(body, validate=True)
    except binascii.Error:
        raise InputError("The image's data: URL is not valid base64; encode the file's bytes again.") from None
    return decode(data)


def decode(data: bytes) -> Image.Image:
    """The image in these bytes, fully decoded. InputError as `image_of_url`."""
    from PIL import Image

    if len(data) > MAX_BYTES:
        raise InputError(f"The image is larger than {MAX_BYTES // 2**20} MiB; send it smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own warning of large images: the limit below is ours
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise InputError(
                    f"The image has {image.width} × {image.height} pixels; send at most {MAX_PIXELS // 10**6} million."
                )
            image.load()
    except Image.DecompressionBombError:
        raise InputError(f"The image has too many pixels; send at most {MAX_PIXELS // 10**6} million.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise InputError("The attached image cannot be read; send a whole PNG or JPEG file.") from error
    return image
