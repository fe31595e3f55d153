"""Smaller copies of a frame that a TIFF holds: SubIFDs (OME), reduced pages, the pages of SVS."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage

_REDUCED = 1
_MOST_HALVINGS = 16


def reduced_pages(file: TiffFile, page: TiffPage, alone: bool) -> dict[int, TiffPage]:
    """Level → page with 2**level times fewer rows and columns than `page`, of the same kind of samples.

    `alone`: the file has one frame, so that reduced pages beside it are of it.
    """
    from tifffile import TiffPage

    below = page.pages
    candidates = list(below) if below is not None else []
    if alone:
        beside = (file.pages[index] for index in range(len(file.pages)))
        candidates += [
            other
            for other in beside
            # Only what says that it is a smaller copy, or is tiled like the whole: no label and no thumbnail.
            if isinstance(other, TiffPage) and (int(other.subfiletype) & _REDUCED or other.is_tiled)
        ]
    found: dict[int, TiffPage] = {}
    for other in candidates:
        if isinstance(other, TiffPage) and _same_kind(page, other):
            level = _halvings(page, other)
            if level:
                found.setdefault(level, other)
    return found


def _same_kind(page: TiffPage, other: TiffPage) -> bool:
    return (page.dtype, page.samplesperpixel, page.photometric) == (
        other.dtype,
        other.samplesperpixel,
        other.photometric,
    )


def _halvings(page: TiffPage, other: TiffPage) -> int:
    """How often `page` was halved to get `other`; 0 where it was not."""
    for level in range(1, _MOST_HALVINGS):
        rows, columns = page.imagelength >> level, page.imagewidth >> level
        # Programs round up or down; a smaller copy must cover all that we count.
        if min(rows, columns) > 0 and 0 <= other.imagelength - rows <= 1 and 0 <= other.imagewidth - columns <= 1:
            return level
    return 0
