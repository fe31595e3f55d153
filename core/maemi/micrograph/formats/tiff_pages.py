"""Which pages of a TIFF are frames of the micrograph, and whether their pixels are in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.tiff_chunks import can_be_chunked
from maemi.micrograph.limits import MAX_PIXELS, check_giant, check_size

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage

_REDUCED = 1
"""Bit of tag 254 that marks a page as a smaller copy of another one."""
_DESCRIPTION = 270
_OLYMPUS_SIS = 33560


def frames_of(path: Path, file: TiffFile) -> list[TiffPage]:
    """The pages that are frames of the micrograph: full-size ones of the first kind, sizes checked.

    Olympus SIS puts a coloured preview before the data: the page with its tag wins.
    """
    from tifffile import TiffPage

    pages = [page for page in (file.pages[index] for index in range(len(file.pages))) if isinstance(page, TiffPage)]
    first = next((page for page in pages if _OLYMPUS_SIS in page.tags), None)
    if first is None:
        first = next((page for page in pages if not int(page.subfiletype) & _REDUCED), pages[0] if pages else None)
    if first is None:
        raise MicrographError(f"{path} is a TIFF without a picture; the file is damaged or was not written to its end.")
    _check_sizes(path, first)
    if first.imagedepth != 1:
        raise MicrographError(f"{path} is a TIFF of volumes, which MAEMI does not read; export it as separate slices.")
    if first.dtype is None or first.dtype.kind not in "buif":
        raise MicrographError(f"{path} holds numbers that are no grey values; export it as an 8- or 16-bit TIFF.")
    kind = (first.imagelength, first.imagewidth, first.dtype, first.samplesperpixel)
    return [page for page in pages if (page.imagelength, page.imagewidth, page.dtype, page.samplesperpixel) == kind]


def _check_sizes(path: Path, page: TiffPage) -> None:
    """Refuse what is too large to decode whole, unless it can honestly be read by parts."""
    rows, columns = page.imagelength, page.imagewidth
    if rows * columns <= MAX_PIXELS or page.dtype is None:
        check_size(path, rows, columns)
        return
    plain = page.is_final and (page.samplesperpixel == 1 or int(page.planarconfig) == 1)
    if not plain and not can_be_chunked(page):
        check_size(path, rows, columns)
    check_giant(
        path, rows, columns, sum(page.databytecounts), rows * columns * page.samplesperpixel * page.dtype.itemsize
    )


def check_complete(path: Path, page: TiffPage) -> None:
    """Refuse a file that ends before its pixels do."""
    size = path.stat().st_size
    pieces = list(zip(page.dataoffsets, page.databytecounts, strict=False))
    if not _all_there(page, pieces, size):
        raise MicrographError(
            f"{path} is incomplete: it ends after {size:,} bytes, before its pixels do; copy it again from its source."
        )


def _all_there(page: TiffPage, pieces: list[tuple[int, int]], size: int) -> bool:
    """Whether the strips or tiles, each an offset and a count of bytes, lie in the file and suffice."""
    present = sum(count for _, count in pieces)
    if present == 0 or max(offset + count for offset, count in pieces) > size:
        return False
    if int(page.compression) != 1:
        return True
    bits_per_row = page.imagewidth * page.samplesperpixel * page.bitspersample
    needed = page.imagelength * (bits_per_row // 8)
    # Some programs write a wrong count for their only strip, whose pixels are all there.
    return present >= needed or (len(pieces) == 1 and pieces[0][0] + needed <= size)


def stacked(path: Path, file: TiffFile, page: TiffPage) -> int:
    """How many images follow one another behind a single page: ImageJ's way with large stacks; 1 elsewhere."""
    if not file.is_imagej or len(file.pages) > 1 or int(page.compression) != 1 or page.dtype is None:
        return 1
    said = re.search(r"^images=(\d+)$", str(page.tags.valueof(_DESCRIPTION, default="")), re.MULTILINE)
    if said is None:
        return 1
    room = (path.stat().st_size - page.dataoffsets[0]) // max(1, page.nbytes)
    return int(said[1]) if 1 < int(said[1]) <= room else 1


def stacked_pixels(path: Path, file: TiffFile, page: TiffPage, frame: int) -> Pixels:
    """One image of such a stack."""
    if page.dtype is None:
        raise MicrographError(f"{path} holds numbers that are no grey values; export it as an 8- or 16-bit TIFF.")
    start = page.dataoffsets[0] + frame * page.nbytes
    stored = np.memmap(path, dtype=page.dtype.newbyteorder(file.byteorder), mode="r", offset=start, shape=page.shape)
    return np.array(stored, dtype=page.dtype)
