"""Hamamatsu HPD-TA, a streak camera: its axes are wavelength and time, and a wavelength in nm is no length."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, words

_DESCRIPTION, _SOFTWARE = 270, 305
_ENTRY = re.compile(r"\b(\w{1,60})=\"([^\"]*)\"")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose software is HPD-TA."""
    text = page.text(_DESCRIPTION)
    if not page.text(_SOFTWARE).startswith("HPD-TA") and 'Software="HPD-TA"' not in text[:500]:
        return None
    entries = dict(reversed(_ENTRY.findall(text)))
    date = entries.get("Date", "")
    # Day before month, as the maker in Germany writes it.
    parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", date)
    written = f"{parts[3]}-{parts[2]}-{parts[1]}" if parts else date
    return VendorFacts(
        vendor="Hamamatsu",
        acquisition=Acquisition(
            instrument=words(entries.get("DeviceName")),
            detector=words(entries.get("CameraName")),
            taken_at=any_date(f"{written} {entries.get('Time', '')}"),
            technique="streak camera",
        ),
        warnings=("it is a streak image: its axes are wavelength and time, so it has no pixel size",),
    )
