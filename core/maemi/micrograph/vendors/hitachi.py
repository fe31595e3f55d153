"""Hitachi SEM and TEM: a `.txt` beside the picture, one `Key=value` a line; bare lengths are in nanometres."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import VOLT_UNITS, quantity

_PHOTO_WIDTH_M = 0.127
"""Magnifications are those of a photograph of 4 × 5 inches: with 1280 columns, 1 × is 99,218.75 nm a pixel."""
_CONDITION = re.compile(r"(Vacc|Mag|WD)\s*=\s*(\S+)")


def read(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts from the text; None where it is not Hitachi's."""
    entries = {
        key.strip(): value.strip() for key, mark, value in (line.partition("=") for line in text.splitlines()) if mark
    }
    titled = "[SemImageFile]" in text or "[TemImageFile]" in text
    if not titled and not (
        "PixelSize" in entries and {"InstructName", "AcceleratingVoltage", "DataSize"} & entries.keys()
    ):
        return None
    condition = dict(_CONDITION.findall(entries.get("Condition", "")))
    magnification = positive(entries.get("Magnification"))
    scanned = re.fullmatch(r"\s*(\d+)\s*[xX*×]\s*(\d+)\s*", entries.get("DataSize", ""))
    scan_columns, scan_rows = (int(scanned[1]), int(scanned[2])) if scanned else (None, None)
    size, detail = quantity(entries.get("PixelSize"), default=1e-9), "PixelSize"
    if size is None and magnification and scan_columns and "[SemImageFile]" in text:
        size, detail = _PHOTO_WIDTH_M / magnification / scan_columns, "127 mm / Magnification / DataSize"
    # The pixel size is that of the data as the microscope stored them.
    scale = scale_of(rows, columns, scan_rows, scan_columns, None)
    warnings: list[str] = []
    if scale is None:
        size = None
        warnings.append(f"the text beside it is for {scan_columns} columns, the file has {columns}: it was cut")
    elif size is None:
        warnings.append("the text beside it has no pixel size")
    elif scale != 1.0:
        size /= scale
        warnings.append(f"the text beside it is for {scan_columns} columns, the file was resized to {columns}")
    return VendorFacts(
        vendor="Hitachi",
        pixel_size=calibrated(size, size, detail),
        acquisition=Acquisition(
            instrument=words(entries.get("InstructName")),
            accelerating_voltage_v=quantity(entries.get("AcceleratingVoltage"), VOLT_UNITS, 1.0)
            or quantity(condition.get("Vacc"), VOLT_UNITS, 1e3),
            magnification=magnification or quantity(condition.get("Mag", "").lstrip("xX"), {"k": 1e3}, 1.0),
            detector=words(entries.get("SignalName")) or words(entries.get("Signal")),
            working_distance_m=quantity(entries.get("WorkingDistance"), default=1e-6)
            or quantity(condition.get("WD"), default=1e-3),
            taken_at=any_date(f"{entries.get('Date', '')} {entries.get('Time', '')}"),
            technique="TEM" if "[TemImageFile]" in text else "SEM",
        ),
        scan_rows=round(scan_rows * scale) if scan_rows and scale and round(scan_rows * scale) < rows else None,
        warnings=tuple(warnings),
    )
