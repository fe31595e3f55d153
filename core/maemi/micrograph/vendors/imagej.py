"""ImageJ: the unit in the description, pixels per unit in the resolution tags."""

from __future__ import annotations

import re
from typing import cast

from maemi.micrograph.units import LENGTH_UNITS
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive

_DESCRIPTION, _X, _Y = 270, 282, 283
# Not inch and cm: ImageJ writes them for any picture that came with a resolution for printers.
_UNITS = {
    **{unit: metres for unit, metres in LENGTH_UNITS.items() if unit != "cm"},
    "micron": 1e-6,
    "microns": 1e-6,
    "um": 1e-6,
    "\\u00B5m": 1e-6,
}


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
    return VendorFacts(vendor="ImageJ", pixel_size=calibrated(row, column, "ImageJ unit and resolution"))


def _length(page: Page, tag: int, unit: str) -> float | None:
    """Metres per pixel from pixels per unit, a fraction."""
    metres = _UNITS.get(unit.strip().replace("μ", "µ"))
    value = page.tags.get(tag)
    if metres is None or not isinstance(value, tuple) or len(cast(tuple[object, ...], value)) != 2:
        return None
    above, below = (positive(part) for part in cast(tuple[object, object], value))
    return metres * below / above if above and below else None
