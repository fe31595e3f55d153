"""SerialEM: a `.mdoc` beside the stack, `Key = value` lines; `PixelSpacing` is in ångström."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of

_LINE = re.compile(r"^(\w+)[ \t]*=(.*)$", re.MULTILINE)


def read(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts from the text; None where it is not SerialEM's. Of several sections the first counts."""
    entries = {key: value.strip() for key, value in reversed(_LINE.findall(text))}
    if "PixelSpacing" not in entries or not {"Voltage", "Magnification", "ImageSize", "TiltAngle"} & entries.keys():
        return None
    said = re.match(r"(\d+)\s+(\d+)", entries.get("ImageSize", ""))
    scale = scale_of(rows, columns, int(said[2]), int(said[1])) if said else 1.0
    spacing = positive(entries.get("PixelSpacing"))
    size = spacing * 1e-10 / scale if spacing and scale else None
    voltage = positive(entries.get("Voltage"))
    date = re.match(r"(\d{1,2}-[A-Za-z]{3}-)(\d{2})(\s.*)?$", entries.get("DateTime", ""))
    return VendorFacts(
        vendor="SerialEM",
        pixel_size=calibrated(size, size, "PixelSpacing"),
        acquisition=Acquisition(
            instrument=words(entries.get("T")) if "SerialEM" not in entries.get("T", "SerialEM") else None,
            accelerating_voltage_v=voltage * 1e3 if voltage else None,
            magnification=positive(entries.get("Magnification")),
            detector=words(entries.get("CameraName")),
            taken_at=any_date(f"{date[1]}20{date[2]}{date[3] or ''}" if date else entries.get("DateTime")),
            technique="TEM",
        ),
        warnings=() if size else ("the .mdoc beside it is for another size of picture",),
    )
