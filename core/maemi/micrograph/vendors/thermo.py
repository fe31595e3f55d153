"""Thermo Fisher's newer XML `<Metadata>` in tag 34683 (xT, Velox and Maps), in SI units.

Older TEM software keeps pairs of `<Label>` and `<Value>` in the same tag.
"""

from __future__ import annotations

import html
import re

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import VOLT_UNITS, element, entry, quantity

_TAG = 34683
_PAIR = re.compile(r"<Label>([^<]*)</Label>\s*<Value>([^<]*)</Value>(?:\s*<Unit>([^<]*)</Unit>)?")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries the XML."""
    return read_text(page.text(_TAG), page.rows, page.columns)


def read_text(xml: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of the XML in a text, for a file of that size."""
    pairs = {html.unescape(label).strip(): (value.strip(), unit.strip()) for label, value, unit in _PAIR.findall(xml)}
    if "<Metadata" not in xml[:2000] and "High tension" not in pairs:
        return None
    stored = _pair(xml, "ImageSize")
    scan_columns, scan_rows = (positive(part[0]) for part in stored)
    scale = scale_of(rows, columns, scan_rows, scan_columns, None)
    size = _pixel_size(xml, columns, scale) if scale else None
    reciprocal = "1/" in _pair(xml, "PixelSize")[0][1] or "1/" in entry(xml, "PixelUnitX")
    warnings = () if size or reciprocal else ("the metadata have no pixel size",)
    if scale is None:
        warnings = (f"the metadata speak of {scan_columns or 0:.0f} columns, the file has {columns}: it was cut",)
    return VendorFacts(
        vendor="FEI / Thermo Fisher",
        pixel_size=None if reciprocal else size,
        reciprocal=reciprocal,
        acquisition=Acquisition(
            instrument=words(entry(xml, "Instrument", "InstrumentModel"))
            or words(entry(xml, "Instrument", "InstrumentClass"))
            or words(pairs.get("Microscope", ("",))[0]),
            accelerating_voltage_v=positive(entry(xml, "Optics", "AccelerationVoltage"))
            or quantity(" ".join(pairs.get("High tension", ())), VOLT_UNITS, 1e3),
            magnification=positive(entry(xml, "Optics", "NominalMagnification"))
            or quantity(" ".join(pairs.get("Magnification", ())).strip(), {"x": 1.0, "kx": 1e3}, 1.0),
            detector=words(entry(xml, "Acquisition", "Detector"))
            or words(entry(xml, "BinaryResult", "Detector"))
            or words(entry(xml, "DetectorName")),
            working_distance_m=positive(entry(xml, "Optics", "WorkingDistance")),
            dwell_time_s=positive(entry(xml, "ScanSettings", "DwellTime")) or positive(entry(xml, "Scan", "DwellTime")),
            taken_at=any_date(entry(xml, "AcquisitionDatetime")) or any_date(entry(xml, "AcquisitionStartDatetime")),
        ),
        warnings=warnings,
    )


def _pixel_size(xml: str, columns: int, scale: float) -> PixelSize | None:
    across, down = _pair(xml, "PixelSize")
    default = quantity(f"1 {entry(xml, 'PixelUnitX')}") or 1.0
    column, row = (quantity(f"{text} {unit}".strip(), default=default) for text, unit in (across, down))
    if column or row:
        return calibrated(row and row / scale, column and column / scale, "PixelSize")
    width = positive(entry(xml, "ScanFieldOfView", "X"))
    return calibrated(None, width / columns, "ScanFieldOfView / columns") if width else None


def _pair(xml: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both numbers of an element with their units: `X` and `Y`, or `width` and `height`."""
    across = element(xml, name, "X") if entry(xml, name, "X") else element(xml, name, "width")
    down = element(xml, name, "Y") if entry(xml, name, "Y") else element(xml, name, "height")
    return across, down
