"""TESCAN: `Key=value` lines behind a preview picture in tag 50431, and in the `.hdr` beside it, in SI units."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words

_TAG = 50431
_LINE = re.compile(r"(?:^|[\r\n\0])([A-Za-z]\w*)=([^\r\n\0]*)")
_OWN_KEYS = {"AccFrames", "AccType", "HV", "Magnification", "ImageStripSize", "Detector0", "ViewFieldsCountX"}
"""A text with `PixelSizeX` and one of these is TESCAN's."""


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries TESCAN's tag."""
    # The lines stand behind a JPEG or JPEG 2000 preview, whose bytes may look like lines too.
    text = page.text(_TAG)
    start = min(
        (at for key in ("AccFrames=", "Magnification=", "PixelSizeX=") if (at := text.find(key)) >= 0), default=0
    )
    entries = dict(_LINE.findall("\n" + text[start:]))
    return facts(entries, page.rows) if _OWN_KEYS & entries.keys() else None


def read_text(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of the lines beside a picture, or inside a PNG; `columns` is part of the form and not in them."""
    lines = (line.partition("=") for line in text.splitlines())
    entries = {key.strip(): value.strip() for key, mark, value in lines if mark}
    return facts(entries, rows) if "PixelSizeX" in entries and _OWN_KEYS & entries.keys() else None


def facts(entries: dict[str, str], rows: int) -> VendorFacts:
    """Facts from the entries."""
    strip = positive(entries.get("ImageStripSize"))
    size = calibrated(positive(entries.get("PixelSizeY")), positive(entries.get("PixelSizeX")), "PixelSizeX")
    return VendorFacts(
        vendor="TESCAN",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(entries.get("Device")),
            accelerating_voltage_v=positive(entries.get("HV")) or positive(entries.get("AcceleratorVoltage")),
            magnification=positive(entries.get("Magnification")),
            detector=words(entries.get("Detector")) or words(entries.get("Detector0")),
            working_distance_m=positive(entries.get("WD")),
            dwell_time_s=positive(entries.get("DwellTime")),
            taken_at=any_date(f"{entries.get('Date', '')} {entries.get('Time', '')}"),
            technique="FIB" if "FIB" in (words(entries.get("Gun")) or "").upper() else "SEM",
        ),
        scan_rows=rows - int(strip) if strip and strip < rows else None,
        warnings=() if size else ("the metadata have no pixel size",),
    )
