"""All vendors whose metadata MAEMI understands; a new one is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from maemi.micrograph.record import PixelSize
from maemi.micrograph.vendors import (
    axiovision,
    digital_micrograph,
    epu,
    fei,
    fibics,
    hamamatsu,
    hitachi,
    imagej,
    jeol,
    jeol_text,
    maemi_figure,
    olympus,
    ome,
    orion,
    phenom,
    renishaw,
    resolution,
    serialem,
    tescan,
    thermo,
    tia,
    tvips,
    zeiss,
)
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts

VENDORS: tuple[Callable[[Page], VendorFacts | None], ...] = (
    fei.read,
    phenom.read,
    thermo.read,
    zeiss.read,
    orion.read,
    fibics.read,
    tescan.read,
    jeol.read,
    olympus.read,
    tvips.read,
    digital_micrograph.read,
    tia.read,
    hamamatsu.read,
    axiovision.read,
    maemi_figure.read,
)
"""Makers of microscopes and cameras: what they wrote was true when the picture was taken."""

LATER: tuple[Callable[[Page], VendorFacts | None], ...] = (ome.read, imagej.read)
"""Programs that save a picture again, with the pixel size that it has then and often with the tags it had before."""

TEXTS: tuple[Callable[[str, int, int], VendorFacts | None], ...] = (
    hitachi.read,
    jeol_text.read,
    phenom.read_text,
    thermo.read_text,
    epu.read,
    ome.read_text,
    fei.read_text,
    tescan.read_text,
    serialem.read,
    maemi_figure.read_text,
)
"""Readers of text, the rows and the columns: of a file beside the picture, or of a text inside a PNG or JPEG."""

_DATE, _SOFTWARE = 306, 305
_AGREE = 5e-3
_EDITORS = ("photoshop", "gimp", "paint", "irfanview", "xnview", "lightroom", "imagemagick", "graphicsmagick")


def facts_of(page: Page) -> VendorFacts | None:
    """What the vendors make of a page: the first that recognises it, and what a later program says of its size.

    The resolution tags of an ordinary TIFF (72 or 96 dots per inch, 1/1) are for printers: nobody reads them here.
    """
    facts = _first(VENDORS, page)
    later = _first(LATER, page)
    if facts is None:
        facts = later if later is not None and (later.pixel_size or later.reciprocal) else None
        return facts or _unsigned(later, resolution.read(page))
    return _dated(_with_later(facts, later, page), page)


def facts_of_texts(texts: Iterable[str], rows: int, columns: int) -> VendorFacts | None:
    """What the first reader of text that recognises one of them says of a picture of that size."""
    for text in texts:
        for read in TEXTS:
            facts = read(text, rows, columns)
            if facts is not None:
                return facts
    return None


def facts_of_exif(exif: Mapping[int, object], rows: int, columns: int) -> VendorFacts | None:
    """What EXIF entries of a picture say, by the number of their tag."""
    return renishaw.read(exif, rows, columns)


def _first(readers: Iterable[Callable[[Page], VendorFacts | None]], page: Page) -> VendorFacts | None:
    return next((facts for read in readers if (facts := read(page)) is not None), None)


def _unsigned(later: VendorFacts | None, fine: VendorFacts | None) -> VendorFacts | None:
    """A page of no vendor: what ImageJ or OME leave open, the resolution tags may say."""
    if fine is None or later is None:
        return later or fine
    return replace(later, pixel_size=fine.pixel_size)


def _with_later(facts: VendorFacts, later: VendorFacts | None, page: Page) -> VendorFacts:
    """The vendor's facts with the pixel size of the program that saved the file last, where both differ."""
    if later is None or later.pixel_size is None or facts.reciprocal:
        editor = page.text(_SOFTWARE)
        if facts.pixel_size is None or not any(name in editor.lower() for name in _EDITORS):
            return facts
        note = f"{editor.strip()} saved the file again: if it was resized there, the pixel size is another"
        return replace(facts, warnings=(*facts.warnings, note))
    if facts.pixel_size is not None and _agree(facts.pixel_size, later.pixel_size):
        return facts
    note = f"{later.vendor} saved the file again and gave it the pixel size; the metadata of {facts.vendor} are older"
    return replace(facts, pixel_size=later.pixel_size, scan_rows=None, warnings=(*facts.warnings, note))


def _agree(one: PixelSize, other: PixelSize) -> bool:
    return all(abs(a / b - 1) <= _AGREE for a, b in ((one.row_m, other.row_m), (one.column_m, other.column_m)))


def _dated(facts: VendorFacts, page: Page) -> VendorFacts:
    """With TIFF's own date, where the vendor's metadata have none."""
    if facts.acquisition.taken_at is not None:
        return facts
    return replace(facts, acquisition=replace(facts.acquisition, taken_at=any_date(page.text(_DATE))))
