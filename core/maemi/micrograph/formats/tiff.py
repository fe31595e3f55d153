"""TIFF: integers and floats of 8 to 64 bits, grey, RGB and palettes, pages as frames; through tifffile."""

from __future__ import annotations

import logging
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.regions import Regions
from maemi.micrograph.formats.tiff_pages import check_complete, frames_of, stacked, stacked_pixels
from maemi.micrograph.formats.tiff_regions import open_regions
from maemi.micrograph.formats.tiff_samples import interleaved, is_grey, upright
from maemi.micrograph.limits import check_size
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.vendors.applying import with_facts
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
            grey = is_grey(page)
            info = MicrographInfo(
                path=path,
                format=self.name,
                vendor=None,
                shape=(rows, columns),
                dtype="uint8" if page.dtype is not None and page.dtype.kind == "b" else str(page.dtype),
                channels=1 if grey else 3,
                frames=max(len(pages), stacked(path, file, page)),
                pixel_size=None,
            )
            return with_facts(info, facts)

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        from tifffile import TiffFile

        if step > 1 and (regions := open_regions(path, frame)) is not None:
            with closing(regions):
                rows, columns = regions.shape
                # Only what is wanted comes from the disk, or is decoded at least in pieces.
                check_size(path, -(-rows // step), -(-columns // step))
                return regions.read((0, rows), (0, columns), step)
        with TiffFile(path) as file:
            pages = frames_of(path, file)
            check_size(path, pages[0].imagelength, pages[0].imagewidth)
            images = stacked(path, file, pages[0])
            count = max(len(pages), images)
            if not 0 <= frame < count:
                raise MicrographError(f"{path} has {count} frames, counted from 0; frame {frame} does not exist.")
            if images > 1:
                return stacked_pixels(path, file, pages[0], frame)[::step, ::step]
            page = pages[frame]
            check_complete(path, page)
            return upright(page, interleaved(page, np.asarray(page.asarray())))[::step, ::step]

    def regions(self, path: Path, frame: int) -> Regions | None:
        return open_regions(path, frame)


def _tags(page: TiffPage) -> dict[int, object]:
    tags: dict[int, object] = {}
    for tag in page.tags:
        # A tag that cannot be parsed is as good as missing.
        with suppress(Exception):
            tags[int(tag.code)] = tag.value
    return tags
