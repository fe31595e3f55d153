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
from maemi.micrograph.limits import check_size
from maemi.micrograph.record import Acquisition, MicrographInfo
from maemi.micrograph.vendors.facts import Page
from maemi.micrograph.vendors.registry import facts_of

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_REDUCED = 1
"""Bit of tag 254 that marks a page as a smaller copy of another one."""

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
            pages = _frames(path, file)
            page = pages[0]
            for each in pages:
                _check_complete(path, each)
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
                frames=len(pages),
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
            pages = _frames(path, file)
            if not 0 <= frame < len(pages):
                raise MicrographError(f"{path} has {len(pages)} frames, counted from 0; frame {frame} does not exist.")
            page = pages[frame]
            _check_complete(path, page)
            if step > 1 and page.is_memmappable and page.samplesperpixel == 1:
                # Only what is wanted comes from the disk.
                return _upright(page, np.array(page.asarray(out="memmap")[::step, ::step], dtype=page.dtype))
            return _upright(page, np.asarray(page.asarray()))[::step, ::step]


def _frames(path: Path, file: TiffFile) -> list[TiffPage]:
    """The pages that are frames of the micrograph: full-size ones of the first kind, sizes checked.

    Olympus SIS puts a coloured preview before the data: the page with its tag wins.
    """
    from tifffile import TiffPage

    pages = [page for page in (file.pages[index] for index in range(len(file.pages))) if isinstance(page, TiffPage)]
    first = next((page for page in pages if 33560 in page.tags), None)
    if first is None:
        first = next((page for page in pages if not int(page.subfiletype) & _REDUCED), pages[0] if pages else None)
    if first is None:
        raise MicrographError(f"{path} is a TIFF without a picture; the file is damaged or was not written to its end.")
    check_size(path, first.imagelength, first.imagewidth)
    if first.imagedepth != 1:
        raise MicrographError(f"{path} is a TIFF of volumes, which MAEMI does not read; export it as separate slices.")
    if first.dtype is None or first.dtype.kind not in "buif":
        raise MicrographError(f"{path} holds numbers that are no grey values; export it as an 8- or 16-bit TIFF.")
    kind = (first.imagelength, first.imagewidth, first.dtype, first.samplesperpixel)
    return [page for page in pages if (page.imagelength, page.imagewidth, page.dtype, page.samplesperpixel) == kind]


def _check_complete(path: Path, page: TiffPage) -> None:
    """Refuse a file that ends before its pixels do."""
    size = path.stat().st_size
    ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False)]
    if not ends or max(ends) > size:
        raise MicrographError(
            f"{path} is incomplete: it ends after {size:,} bytes, before its pixels do; copy it again from its source."
        )


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
