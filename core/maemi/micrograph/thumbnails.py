"""Small pictures of micrographs; thumbnail_cache.py keeps them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.first_look import look_at
from maemi.micrograph.limits import is_giant
from maemi.micrograph.luminance import to_grey
from maemi.micrograph.reading import read_info, read_reduced
from maemi.micrograph.record import MicrographInfo

_OVERSAMPLING = 4
"""Pixels read for each pixel of the thumbnail along an axis, at most about twice this; the rest is strided over."""

_AFFORDED = 512 << 20
"""Bytes decoded for the thumbnail of a giant; beyond that it is a rough one."""


def thumbnail_png(path: Path, side: int = 256) -> bytes:
    """A PNG of the first frame, the info bar included, its longer side `side` pixels, contrast set automatically.

    The contrast comes from the scan alone, not from the info bar. Raises MicrographError.
    """
    return render(read_info(path), side)


def render(info: MicrographInfo, side: int) -> bytes:
    """The thumbnail of a micrograph whose info is known already."""
    rows, columns = info.shape
    step = max(1, min(rows, columns, max(rows, columns) // (side * _OVERSAMPLING)))
    dear = is_giant(info)
    pixels = look_at(info.path, step.bit_length() - 1, _AFFORDED) if dear else read_reduced(info.path, step)
    # Limits need no more than a fair sample.
    sample = pixels[:: max(1, pixels.shape[0] // 512), :: max(1, pixels.shape[1] // 512)]
    scan = to_grey(sample)
    if info.info_bar is not None:
        first = info.info_bar[0] * scan.shape[0] // rows
        scan = scan[:first] if first else scan
    low, high = auto_limits(scan)
    image = Image.fromarray(to_display(pixels, low, high))
    image.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
