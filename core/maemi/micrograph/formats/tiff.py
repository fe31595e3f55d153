"""TIFF: integers and floats of 8 to 64 bits, grey, RGB and palettes, pages as frames; through tifffile."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.palette import indices_or_colours
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.tiff_pages import check_complete, frames_of, stacked, stacked_pixels
from maemi.micrograph.record import Acquisition, MicrographInfo
from maemi.micrograph.vendors.facts import Page
from maemi.micrograph.vendors.registry import facts_of

if TYPE_CHECKING:
    from tifffile import TiffPage

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

# tifffile reports every oddity of a tag to a logger, which Python prints where nobody has set up logging.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


class TiffReader:
    """Every flavour of TIFF that tifffile and imagecodecs decode, with the metadata of `vendors`."""

    name = "TIFF"
    suffixes = frozenset({".tif", ".tiff"})

    def recognises(self, head: bytes) -> bool:
        return head.startswith(_MAGIC)

    def describe(self, path: Path) -> MicrographInfo:
        from tifffile import TiffFile

        with TiffFile(path) as file:
            pages = frames_of(path, file)
            page = pages[0]
            for each in pages:
                check_complete(path, each)
            rows, columns = page.imagelength, page.imagewidth
            facts = facts_of(Page(path, rows, columns, _tags(page)))
            grey = _is_grey(page)
            return MicrographInfo(
                path=path,
                format=self.name,
                vendor=facts.vendor if facts else None,
                shape=(rows, columns),
                dtype="uint8" if page.dtype is not None and page.dtype.kind == "b" else str(page.dtype),
                channels=1 if grey else 3,
                frames=max(len(pages), stacked(path, file, page)),
                pixel_size=facts.pixel_size if facts and not facts.reciprocal else None,
                reciprocal=facts.reciprocal if facts else False,
                acquisition=facts.acquisition if facts else Acquisition(),
                scan_rows=facts.scan_rows if facts else None,
                synthetic=facts.synthetic if facts else False,
                warnings=facts.warnings if facts else (),
            )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        from tifffile import TiffFile

        with TiffFile(path) as file:
            pages = frames_of(path, file)
            images = stacked(path, file, pages[0])
            count = max(len(pages), images)
            if not 0 <= frame < count:
                raise MicrographError(f"{path} has {count} frames, counted from 0; frame {frame} does not exist.")
            if images > 1:
                return stacked_pixels(path, file, pages[0], frame)[::step, ::step]
            page = pages[frame]
            check_complete(path, page)
            if step > 1 and page.is_memmappable and page.samplesperpixel == 1:
                # Only what is wanted comes from the disk.
                return _upright(page, np.array(page.asarray(out="memmap")[::step, ::step], dtype=page.dtype))
            return _upright(page, np.asarray(page.asarray()))[::step, ::step]


def _tags(page: TiffPage) -> dict[int, object]:
    tags: dict[int, object] = {}
    for tag in page.tags:
        # A tag that cannot be parsed is as good as missing.
        with suppress(Exception):
            tags[int(tag.code)] = tag.value
    return tags


def _palette(page: TiffPage) -> NDArray[np.uint8] | None:
    """The palette [entries, 3] of 8 bits; TIFF stores it as three rows of 16 bits."""
    if page.colormap is None:
        return None
    table = np.asarray(page.colormap)
    # Some programs write 8-bit entries into the 16-bit tag.
    scaled = table >> 8 if table.max(initial=0) > 255 else table
    return scaled.T.astype(np.uint8)


def _is_grey(page: TiffPage) -> bool:
    palette = _palette(page)
    if palette is not None:
        return indices_or_colours(np.zeros((1, 1), np.uint8), palette).ndim == 2
    return page.samplesperpixel < 3


def _upright(page: TiffPage, pixels: NDArray[Any]) -> Pixels:
    """[rows, columns] or [rows, columns, 3] from what tifffile decodes; white is the larger number."""
    if page.samplesperpixel > 1:
        if pixels.ndim == 3 and pixels.shape[0] == page.samplesperpixel and int(page.planarconfig) == 2:
            pixels = np.moveaxis(pixels, 0, -1)
        # Extra samples are transparency.
        pixels = pixels[..., :3] if page.samplesperpixel >= 3 else pixels[..., 0]
    palette = _palette(page)
    if palette is not None:
        return indices_or_colours(pixels, palette)
    if pixels.dtype.kind == "b":
        pixels = pixels.astype(np.uint8)
    if int(page.photometric) == 0 and pixels.dtype.kind == "u":
        pixels = np.asarray((1 << page.bitspersample) - 1, pixels.dtype) - pixels
    return pixels
