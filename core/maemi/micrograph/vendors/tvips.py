"""TVIPS cameras (EM-MENU): a binary header in tag 37706, pixel sizes in nanometres."""

from __future__ import annotations

from typing import cast

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, iso_date, positive, words

_TAG = 37706
_IMAGING = 0


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries the second version of the header; the first has no calibrated pixel size."""
    value = page.tags.get(_TAG)
    if not isinstance(value, dict) or "PixelSizeX" not in value:
        return None
    header = cast(dict[str, object], value)
    across, down = positive(header.get("PixelSizeX")), positive(header.get("PixelSizeY"))
    # In a diffraction mode the same fields hold another unit.
    imaging = header.get("TemMode") == _IMAGING
    size = calibrated(down and down * 1e-9, across and across * 1e-9, "TVIPS PixelSizeX") if imaging else None
    return VendorFacts(
        vendor="TVIPS",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(header.get("TemType")),
            accelerating_voltage_v=positive(header.get("TemHighTension")),
            magnification=positive(header.get("TemMagnification")),
            detector=words(header.get("CameraType")),
            taken_at=_taken_at(header.get("Date"), header.get("Time")),
            technique="TEM",
        ),
        warnings=() if size else ("the metadata have no pixel size of an imaging mode",),
    )


def _taken_at(date: object, time: object) -> str | None:
    """The date is year × 65536 + month × 256 + day, the time seconds since midnight."""
    if not isinstance(date, int):
        return None
    clock = ""
    if isinstance(time, int) and 0 <= time < 86400:
        clock = f"{time // 3600}:{time // 60 % 60:02d}:{time % 60:02d}"
    return iso_date(date >> 16, date >> 8 & 255, date & 255, clock)
