"""TESCAN: `Key=value` lines behind a preview picture in tag 50431, in SI units."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words

_TAG = 50431
_LINE = re.compile(r"(?:^|[\r\n\0])([A-Za-z]\w*)=([^\r\n\0]*)")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries TESCAN's tag."""
    text = page.text(_TAG)
    # The lines stand behind a JPEG or JPEG 2000 preview, whose bytes may look like lines too.
    start = max((text.find(key) for key in ("PixelSizeX=", "Magnification=", "AccFrames=")), default=-1)
    if start < 0:
        return None
    return facts(dict(_LINE.findall(text)), page.rows)


def facts(entries: dict[str, str], rows: int) -> VendorFacts:
    """Facts from the entries; the `.hdr` file beside a picture holds the same ones."""
    strip = positive(entries.get("ImageStripSize"))
    size = calibrated(positive(entries.get("PixelSizeY")), positive(entries.get("PixelSizeX")), "PixelSizeX")
    device = words(entries.get("Device"))
    date, time = words(entries.get("Date")), words(entries.get("Time"))
    return VendorFacts(
        vendor="TESCAN",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=device,
            accelerating_voltage_v=positive(entries.get("HV")) or positive(entries.get("AcceleratorVoltage")),
            magnification=positive(entries.get("Magnification")),
            detector=words(entries.get("Detector")) or words(entries.get("Detector0")),
            working_distance_m=positive(entries.get("WD")),
            dwell_time_s=positive(entries.get("DwellTime")),
            taken_at=f"{date}T{time}" if date and time else date,
            technique="SEM",
        ),
        scan_rows=rows - int(strip) if strip and strip < rows else None,
        warnings=() if size else ("the metadata have no pixel size",),
    )
