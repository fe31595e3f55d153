"""Fibics NPVE and Zeiss Atlas: XML `<Fibics>` in tag 51023; steps of the scan are vectors in micrometres."""

from __future__ import annotations

import math
import re

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, number, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import SECOND_UNITS, VOLT_UNITS, element, entry, quantity

_TAG = 51023
_ITEM = re.compile(r"<item\s+name=\"([^\"]*)\"\s*>([^<]*)<")
_MAGNIFICATION = {"x": 1.0, "k x": 1e3, "kx": 1e3, "m x": 1e6}


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries Fibics' XML."""
    xml = page.text(_TAG)
    if "<Fibics" not in xml[:1000]:
        return None
    columns, rows = positive(entry(xml, "Image", "Width")), positive(entry(xml, "Image", "Height"))
    scale = scale_of(page.rows, page.columns, rows, columns)
    size, warnings = None, ["the metadata have no step and no field width of the scan"]
    if scale is None:
        warnings = [f"the metadata speak of {columns or 0:.0f} columns, the file has {page.columns}: it was cut"]
    elif size := _pixel_size(xml, columns or page.columns, rows or page.rows, scale):
        warnings = [] if scale == 1.0 else [f"the file was enlarged or reduced by {scale:.4g} after the scan"]
    # Written `=  5.0 kV` by Atlas and bare by NPVE.
    items = {name: text.strip().lstrip("=").strip() for name, text in _ITEM.findall(xml)}
    beam = entry(xml, "Image", "Beam") or entry(xml, "Beam") or entry(xml, "Scan", "Beam")
    return VendorFacts(
        vendor="Fibics",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(entry(xml, "Application", "Instrument")) or words(entry(xml, "Image", "Machine")),
            accelerating_voltage_v=_first(items, ("EHT", "BeamV", "BeamKV", "Voltage"), VOLT_UNITS, 1.0),
            magnification=_first(items, ("Mag", "Magnification"), _MAGNIFICATION, 1.0),
            detector=words(entry(xml, "Image", "Detector")) or words(entry(xml, "Detector")),
            working_distance_m=_first(items, ("WD", "Working Distance"), None, None),
            dwell_time_s=_dwell(xml),
            taken_at=any_date(entry(xml, "Application", "Date")) or any_date(entry(xml, "Image", "Date")),
            technique="HIM" if "orion" in beam.lower() else beam if beam in ("SEM", "FIB") else None,
        ),
        warnings=tuple(warnings),
    )


def _pixel_size(xml: str, columns: float, rows: float, scale: float) -> PixelSize | None:
    """The lengths of both step vectors: U from column to column, V from row to row, also in a rotated scan."""
    across, down = _step(xml, "U"), _step(xml, "V")
    if across or down:
        return calibrated(down and down / scale, across and across / scale, "Scan step U, V")
    width, height = _field(xml, "FOV_X"), _field(xml, "FOV_Y")
    if width is None:
        return None
    down = height / rows / scale if height else None
    return calibrated(down, width / columns / scale, "FOV_X / Width")


def _step(xml: str, vector: str) -> float | None:
    parts = [number(entry(xml, "Scan", f"{vector}{axis}")) for axis in "xy"]
    length = math.hypot(*(part or 0.0 for part in parts))
    return length * 1e-6 if math.isfinite(length) and length > 0 else None


def _field(xml: str, name: str) -> float | None:
    text, unit = element(xml, "Scan", name)
    return quantity(f"{text} {unit}".strip(), default=1e-6)


def _dwell(xml: str) -> float | None:
    text, unit = element(xml, "Scan", "Dwell")
    return quantity(f"{text} {unit}".strip(), SECOND_UNITS, 1e-9)


def _first(
    items: dict[str, str], names: tuple[str, ...], units: dict[str, float] | None, default: float | None
) -> float | None:
    return next((found for name in names if (found := quantity(items.get(name), units, default))), None)
