"""Parts of a TIFF's frame: straight from the disk where it is stored plainly, else only the tiles or strips touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.regions import Span
from maemi.micrograph.formats.tiff_chunks import ChunkedPage, can_be_chunked
from maemi.micrograph.formats.tiff_pages import check_complete, frames_of, stacked
from maemi.micrograph.formats.tiff_plain import PlainPage
from maemi.micrograph.formats.tiff_reduced import reduced_pages
from maemi.micrograph.formats.tiff_samples import upright

if TYPE_CHECKING:
    from tifffile import TiffFile, TiffPage


class _Source(Protocol):
    """A page that can be read by parts, as samples of the file."""

    page: TiffPage
    piece: tuple[int, int]

    def read(self, rows: Span, columns: Span, step: int) -> NDArray[Any]: ...

    def close(self) -> None: ...


class TiffRegions:
    """One frame of an open TIFF, and the smaller copies of it that the file holds."""

    def __init__(self, file: TiffFile, levels: dict[int, _Source]) -> None:
        self._file = file
        self._sources = levels

    @property
    def shape(self) -> tuple[int, int]:
        page = self._sources[0].page
        return page.imagelength, page.imagewidth

    @property
    def levels(self) -> tuple[int, ...]:
        return tuple(sorted(self._sources))

    @property
    def piece(self) -> tuple[int, int]:
        return self._sources[0].piece

    def read(self, rows: Span, columns: Span, step: int = 1, level: int = 0) -> Pixels:
        source = self._sources[level]
        return upright(source.page, source.read(rows, columns, step))

    def close(self) -> None:
        for source in self._sources.values():
            source.close()
        self._file.close()


def open_regions(path: Path, frame: int) -> TiffRegions | None:
    """One frame by parts; None where its pixels lie in pieces too large to decode for a part."""
    from tifffile import TiffFile

    file = TiffFile(path)
    try:
        pages = frames_of(path, file)
        images = stacked(path, file, pages[0])
        count = max(len(pages), images)
        if not 0 <= frame < count:
            raise MicrographError(f"{path} has {count} frames, counted from 0; frame {frame} does not exist.")
        page = pages[0] if images > 1 else pages[frame]
        check_complete(path, page)
        source = _source(path, file, page, frame * page.nbytes if images > 1 else 0)
        if source is None:
            file.close()
            return None
        levels = {0: source}
        for level, smaller in reduced_pages(file, page, alone=count == 1).items():
            check_complete(path, smaller)
            found = _source(path, file, smaller, 0)
            if found is not None:
                levels[level] = found
        return TiffRegions(file, levels)
    except BaseException:
        file.close()
        raise


def _source(path: Path, file: TiffFile, page: TiffPage, further: int) -> _Source | None:
    """A page's pixels; `further` bytes behind their beginning, where a stack follows a single page."""
    if page.is_final and (page.samplesperpixel == 1 or int(page.planarconfig) == 1):
        return PlainPage(path, page, page.dataoffsets[0] + further, "<" if file.byteorder == "<" else ">")
    return ChunkedPage(path, page) if not further and can_be_chunked(page) else None
