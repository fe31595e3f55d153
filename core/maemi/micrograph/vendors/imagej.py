"""ImageJ: the unit in the description, pixels per unit in the resolution tags."""

from __future__ import annotations

import re

from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated
from maemi.micrograph.vendors.resolution import FINEST_PRINT_M, pixel_length
from maemi.micrograph.vendors.text import length_unit

_DESCRIPTION, _X, _Y = 270, 282, 283
_OF_PRINTERS = {"inch": 0.0254, "inches": 0.0254, "in": 0.0254, "cm": 0.01}
"""ImageJ writes them for any picture that came with a resolution for printers."""
_PER_LENGTH = ("1/", "^-1", "⁻¹")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose description is ImageJ's."""
    description = page.text(_DESCRIPTION)
    if not description.startswith("ImageJ="):
        return None
    unit = re.search(r"^unit=(.*)$", description, re.MULTILINE)
    # ImageJ may give the second axis a unit of its own.
    unit_y = re.search(r"^yunit=(.*)$", description, re.MULTILINE)
    column = _length(page, _X, unit[1] if unit else "")
    row = _length(page, _Y, (unit_y or unit or ("", ""))[1])
    return VendorFacts(
        vendor="ImageJ",
        pixel_size=calibrated(row, column, "ImageJ unit and resolution"),
        reciprocal=unit is not None and any(mark in unit[1] for mark in _PER_LENGTH),
    )


def _length(page: Page, tag: int, unit: str) -> float | None:
    """Metres per pixel from pixels per unit, a fraction."""
    unit = unit.strip()
    if unit.lower() in _OF_PRINTERS:
        length = pixel_length(page, tag, _OF_PRINTERS[unit.lower()])
        return length if length is not None and length < FINEST_PRINT_M else None
    metres = length_unit(unit)
    return pixel_length(page, tag, metres) if metres is not None else None
