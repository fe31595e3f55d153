"""Olympus Soft Imaging Solutions (SIS): a private block behind tag 33560."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words

_TAG = 33560
_MODEL = 272


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries SIS' block; tifffile gives its pixel sizes in metres."""
    value = page.tags.get(_TAG)
    if not isinstance(value, dict):
        return None
    entries = cast(dict[str, object], value)
    taken = entries.get("datetime")
    return VendorFacts(
        vendor="Olympus SIS",
        pixel_size=calibrated(positive(entries.get("pixelsizey")), positive(entries.get("pixelsizex")), "SIS block"),
        acquisition=Acquisition(
            detector=words(entries.get("cameraname")) or words(page.text(_MODEL)),
            magnification=positive(entries.get("magnification")),
            taken_at=taken.isoformat() if isinstance(taken, datetime) else None,
        ),
    )
