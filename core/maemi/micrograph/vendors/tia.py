"""FEI TIA: private tags 65450 to 65452 whose meaning nobody has published; who knows the file is told so."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import Page, VendorFacts

_TAGS = (65450, 65451, 65452)


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that TIA exported: no pixel size."""
    if not any(code in page.tags for code in _TAGS):
        return None
    return VendorFacts(
        vendor="FEI / Thermo Fisher",
        acquisition=Acquisition(technique="TEM"),
        warnings=("TIA exported it: its pixel size is in the .ser or .emi that it came from",),
    )
