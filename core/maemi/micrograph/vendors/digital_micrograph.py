"""TIFFs that Gatan's DigitalMicrograph exports: scale and unit per axis in private tags 65003 to 65011."""

from __future__ import annotations

from maemi.micrograph.units import LENGTH_UNITS
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words

_UNITS = (65003, 65004)
_SCALES = (65009, 65010)
_PER_LENGTH = ("1/", "^-1", "-1")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries DigitalMicrograph's axis tags; the first axis runs along the columns."""
    if not all(code in page.tags for code in (*_UNITS, *_SCALES)):
        return None
    units = [(words(page.tags[code]) or "").replace("μ", "µ") for code in _UNITS]
    scales = [positive(page.tags[code]) for code in _SCALES]
    column, row = (
        scale * LENGTH_UNITS[unit] if scale and unit in LENGTH_UNITS else None
        for scale, unit in zip(scales, units, strict=True)
    )
    return VendorFacts(
        vendor="Gatan",
        pixel_size=calibrated(row, column, "DigitalMicrograph scale") if row and column else None,
        reciprocal=any(mark in unit for unit in units for mark in _PER_LENGTH),
    )
