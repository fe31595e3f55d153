"""Zeiss AxioVision, a camera of a light microscope: the exported TIFF has no pixel size, which stays in its ZVI."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, words

_MODEL, _DATE = 272, 306


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that an AxioCam took."""
    model = words(page.text(_MODEL)) or ""
    if not model.startswith("AxioCam"):
        return None
    return VendorFacts(
        vendor="Zeiss AxioVision",
        acquisition=Acquisition(detector=model, taken_at=any_date(page.text(_DATE)), technique="light microscope"),
        warnings=("the metadata have no pixel size: the resolution is for a printer",),
    )
