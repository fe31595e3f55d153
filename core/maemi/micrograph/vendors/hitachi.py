"""Hitachi SEM: a `.txt` beside the picture, one `Key=value` a line, lengths in nanometres unless they say otherwise."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.units import LENGTH_UNITS
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, iso_date, positive, words

_QUANTITY = re.compile(r"\s*([\d.,eE+-]+)\s*(\S*)\s*")


def read(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts from the text; None where it is not Hitachi's."""
    entries = {
        key.strip(): value.strip() for key, mark, value in (line.partition("=") for line in text.splitlines()) if mark
    }
    if "PixelSize" not in entries or not {"InstructName", "AcceleratingVoltage", "DataSize"} & entries.keys():
        return None
    size = _quantity(entries["PixelSize"], LENGTH_UNITS, "nm")
    warnings: list[str] = []
    scanned = re.fullmatch(r"\s*(\d+)\s*[x*]\s*(\d+)\s*", entries.get("DataSize", ""))
    if size is not None and scanned and int(scanned[1]) != columns:
        # The pixel size is that of the data as the microscope stored them.
        size = None
        warnings.append(
            f"the text beside it is for {scanned[1]} columns, the file has {columns}: it was resized or cut"
        )
    date = re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})", entries.get("Date", ""))
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", entries.get("Date", ""))
    taken_at = None
    if date:
        taken_at = iso_date(date[1], date[2], date[3], entries.get("Time", ""))
    elif american:
        taken_at = iso_date(american[3], american[1], american[2], entries.get("Time", ""))
    scan_rows = int(scanned[2]) if scanned and int(scanned[1]) == columns and int(scanned[2]) < rows else None
    return VendorFacts(
        vendor="Hitachi",
        pixel_size=calibrated(size, size, "PixelSize"),
        acquisition=Acquisition(
            instrument=words(entries.get("InstructName")),
            accelerating_voltage_v=_quantity(
                entries.get("AcceleratingVoltage", ""), {"V": 1.0, "Volt": 1.0, "kV": 1e3}, "V"
            ),
            magnification=positive(entries.get("Magnification")),
            detector=words(entries.get("SignalName")),
            working_distance_m=_quantity(entries.get("WorkingDistance", ""), LENGTH_UNITS, "µm"),
            taken_at=taken_at,
            technique="SEM",
        ),
        scan_rows=scan_rows,
        warnings=tuple(warnings),
    )


def _quantity(text: str, units: dict[str, float], default: str) -> float | None:
    parts = _QUANTITY.fullmatch(text)
    amount = positive(parts[1]) if parts else None
    if parts is None or amount is None:
        return None
    factor = units.get(parts[2].replace("μ", "µ").replace("um", "µm") or default)
    return amount * factor if factor else None
