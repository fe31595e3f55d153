"""All vendors whose metadata MAEMI understands; a new one is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable

from maemi.micrograph.vendors import digital_micrograph, fei, imagej, jeol, olympus, tescan, tvips, zeiss
from maemi.micrograph.vendors.facts import Page, VendorFacts

VENDORS: tuple[Callable[[Page], VendorFacts | None], ...] = (
    fei.read,
    zeiss.read,
    tescan.read,
    jeol.read,
    olympus.read,
    tvips.read,
    digital_micrograph.read,
    # Last: a picture that ImageJ saved again may still carry the tags of its microscope.
    imagej.read,
)


def facts_of(page: Page) -> VendorFacts | None:
    """What the first vendor that recognises the page makes of it.

    The resolution tags of an ordinary TIFF (72 or 96 dots per inch, 1/1) are for printers: nobody reads them here.
    """
    for read in VENDORS:
        facts = read(page)
        if facts is not None:
            return facts
    return None
