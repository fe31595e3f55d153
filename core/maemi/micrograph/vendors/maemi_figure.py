"""Figures that MAEMI wrote itself: the pixel size of the exported pixels in the description."""

from __future__ import annotations

from maemi.micrograph.figure.metadata import read_description
from maemi.micrograph.vendors.facts import Page, VendorFacts

_DESCRIPTION = 270


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose description is that of a figure."""
    return read_text(page.text(_DESCRIPTION), page.rows, page.columns)


def read_text(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of a figure's description, for a picture of that size."""
    facts = read_description(text)
    if facts is None:
        return None
    scan_rows = None if facts.info_bar else rows
    return VendorFacts(vendor="MAEMI", pixel_size=facts.pixel_size, scan_rows=scan_rows, synthetic=facts.synthetic)
