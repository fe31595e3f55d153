"""From the samples of a TIFF page to grey values or RGB: palettes, transparency, white as zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.formats.palette import indices_or_colours
from maemi.micrograph.formats.protocol import Pixels

if TYPE_CHECKING:
    from tifffile import TiffPage


def is_grey(page: TiffPage) -> bool:
    """Whether the page is shown as one value a pixel."""
    palette = _palette(page)
    if palette is not None:
        return indices_or_colours(np.zeros((1, 1), np.uint8), palette).ndim == 2
    return page.samplesperpixel < 3


def interleaved(page: TiffPage, pixels: NDArray[Any]) -> NDArray[Any]:
    """What tifffile decodes of a whole page as [rows, columns] or [rows, columns, samples]."""
    separate = page.samplesperpixel > 1 and int(page.planarconfig) == 2
    if separate and pixels.ndim == 3 and pixels.shape[0] == page.samplesperpixel:
        return np.moveaxis(pixels, 0, -1)
    return pixels


def upright(page: TiffPage, pixels: NDArray[Any]) -> Pixels:
    """[rows, columns] or [rows, columns, 3] from interleaved samples; white is the larger number."""
    if page.samplesperpixel > 1:
        # Extra samples are transparency.
        pixels = pixels[..., :3] if page.samplesperpixel >= 3 else pixels[..., 0]
    if pixels.dtype.kind == "b":
        pixels = pixels.astype(np.uint8)
    palette = _palette(page)
    if palette is not None:
        return indices_or_colours(pixels, palette)
    if int(page.photometric) == 0 and pixels.dtype.kind == "u":
        pixels = np.asarray((1 << page.bitspersample) - 1, pixels.dtype) - pixels
    return pixels


def _palette(page: TiffPage) -> NDArray[np.uint8] | None:
    """The palette [entries, 3] of 8 bits; TIFF stores it as three rows of 16 bits."""
    if page.colormap is None:
        return None
    table = np.asarray(page.colormap)
    # Some programs write 8-bit entries into the 16-bit tag.
    scaled = table >> 8 if table.max(initial=0) > 255 else table
    return scaled.T.astype(np.uint8)
