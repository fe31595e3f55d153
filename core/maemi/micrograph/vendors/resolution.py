"""The resolution tags of an ordinary TIFF: for printers, unless they are finer than any printer or scanner."""

from __future__ import annotations

from typing import cast

from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive

_X, _Y, _UNIT = 282, 283, 296
_METRES = {2: 0.0254, 3: 0.01}
FINEST_PRINT_M = 2.5e-6
"""Metres: 10,000 dots per inch. SerialEM, IMOD and camera software write pixels of the specimen into these tags."""


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose resolution tags can only mean the specimen."""
    metres = _METRES.get(int(positive(page.tags.get(_UNIT)) or 0))
    if metres is None:
        return None
    column, row = pixel_length(page, _X, metres), pixel_length(page, _Y, metres)
    if not (column and row and column < FINEST_PRINT_M and row < FINEST_PRINT_M):
        return None
    unit = "inch" if metres == _METRES[2] else "centimetre"
    detail = f"{metres / column:,.0f} pixels per {unit} in the resolution tags, more than any printer has"
    return VendorFacts(vendor="", pixel_size=calibrated(row, column, detail))


def pixel_length(page: Page, tag: int, metres: float) -> float | None:
    """Metres per pixel from pixels per `metres`, which TIFF stores as a fraction."""
    value = page.tags.get(tag)
    if not isinstance(value, tuple) or len(cast(tuple[object, ...], value)) != 2:
        return None
    above, below = (positive(part) for part in cast(tuple[object, object], value))
    return metres * below / above if above and below else None
