"""What an ordinary picture carries beside its pixels: EXIF entries, texts of a PNG, comments of a JPEG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

from PIL import Image

from maemi.micrograph.vendors.decoding import decoded
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive
from maemi.micrograph.vendors.registry import facts_of_exif, facts_of_texts
from maemi.micrograph.vendors.resolution import FINEST_PRINT_M

_EXIF_OF_EXPOSURE = 0x8769
_INCH_M = 0.0254
_MOST_CHARACTERS = 1_000_000
_XML_BEGINS = (b"<FeiImage", b"<MicroscopeImage", b"<OME", b"<Metadata")


def facts_of_picture(image: Image.Image) -> VendorFacts | None:
    """What the metadata of an opened, not yet decoded picture say; damaged ones are as good as missing."""
    rows, columns = image.height, image.width
    info = cast(dict[str, Any], image.info)
    return (
        facts_of_exif(_exif(image), rows, columns)
        or facts_of_texts(_texts(image, info), rows, columns)
        or _fine_resolution(image, info)
    )


def _exif(image: Image.Image) -> Mapping[int, object]:
    with suppress(Exception):
        entries = image.getexif()
        return {**entries, **entries.get_ifd(_EXIF_OF_EXPOSURE)}
    return {}


def _texts(image: Image.Image, info: dict[str, Any]) -> Iterator[str]:
    """Every text, cut to a length that no microscope needs."""
    blocks = [value for value in info.values() if isinstance(value, str | bytes)]
    # Segments of a JPEG, each with its name: EXIF and XMP data, and comments.
    segments = cast(list[tuple[str, bytes]], getattr(image, "applist", []))
    blocks += [data for name, data in segments if name in ("APP1", "COM")]
    for block in blocks:
        if isinstance(block, bytes):
            begin = min((at for mark in _XML_BEGINS if (at := block.find(mark)) >= 0), default=0)
            block = decoded(block[begin : begin + _MOST_CHARACTERS])
        yield block[:_MOST_CHARACTERS]


def _fine_resolution(image: Image.Image, info: dict[str, Any]) -> VendorFacts | None:
    """A PNG may say how many pixels a metre has: too many for a printer, they are the specimen's."""
    said = info.get("dpi")
    if image.format != "PNG" or not isinstance(said, tuple) or len(cast(tuple[object, ...], said)) != 2:
        return None
    column, row = (_INCH_M / dots if (dots := positive(each)) else None for each in cast(tuple[object, object], said))
    if not (column and row and column < FINEST_PRINT_M and row < FINEST_PRINT_M):
        return None
    return VendorFacts(vendor="", pixel_size=calibrated(row, column, "pixels per metre, more than any printer has"))
