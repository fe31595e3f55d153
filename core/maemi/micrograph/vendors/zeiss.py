"""Zeiss SEM (SmartSEM): pairs of a key line and a value line in tag 34118."""

from __future__ import annotations

import re
from typing import cast

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.units import LENGTH_UNITS, TIME_UNITS
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, flag, iso_date, number, positive, words

_TAG = 34118
_VOLTS = {"V": 1.0, "kV": 1e3}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGREE = 0.01
"""Field width over columns is written with four digits: within 1 % both say the same."""

Entries = dict[str, tuple[object, ...]]


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries Zeiss' entries."""
    value = page.tags.get(_TAG)
    if not isinstance(value, dict) or len(cast(dict[object, object], value)) < 2:
        return None
    # tifffile gives {"ap_wd": ("WD", 3.9, "mm"), "dp_sem": ("Sem", "Merlin"), …}
    pairs = cast(dict[object, object], value).items()
    entries: Entries = {str(key): cast(tuple[object, ...], entry) for key, entry in pairs if isinstance(entry, tuple)}
    size, warnings = _pixel_size(entries, page)
    return VendorFacts(
        vendor="Zeiss",
        pixel_size=size,
        acquisition=_acquisition(entries),
        synthetic=flag(_value(entries, "ap_maemi_synthetic")),
        warnings=tuple(warnings),
    )


def _value(entries: Entries, key: str) -> object:
    entry = entries.get(key, ())
    return entry[1] if len(entry) > 1 else None


def _quantity(entries: Entries, key: str, units: dict[str, float]) -> float | None:
    """A positive number with its unit, in SI."""
    entry = entries.get(key, ())
    if len(entry) < 3:
        return None
    amount, unit = positive(entry[1]), units.get(str(entry[2]).replace("μ", "µ"))
    return amount * unit if amount is not None and unit is not None else None


def _pixel_size(entries: Entries, page: Page) -> tuple[PixelSize | None, list[str]]:
    """`AP_IMAGE_PIXEL_SIZE`, unless the file is stored smaller than it was scanned.

    A file of 512 columns may carry the pixel size of the 1024 that were scanned; `AP_WIDTH` over the stored columns
    is right in both cases, with fewer digits.
    """
    stated = _quantity(entries, "ap_image_pixel_size", LENGTH_UNITS)
    detail = "AP_IMAGE_PIXEL_SIZE"
    if stated is None:
        stated, detail = _quantity(entries, "ap_pixel_size", LENGTH_UNITS), "AP_PIXEL_SIZE"
    width = _quantity(entries, "ap_width", LENGTH_UNITS)
    across = width / page.columns if width else None
    stored = re.fullmatch(r"\s*(\d+)\s*\*\s*(\d+)\s*", str(_value(entries, "dp_image_store") or ""))
    if stored and abs(int(stored[1]) * page.rows - int(stored[2]) * page.columns) > 0.02 * int(stored[1]) * page.rows:
        return None, [
            f"the file holds {page.columns} × {page.rows} pixels of the {stored[1]} × {stored[2]} that were stored: "
            "it was cut, so its pixel size is not certain"
        ]
    if stated and across and abs(stated / across - 1) > _AGREE:
        height = _quantity(entries, "ap_height", LENGTH_UNITS)
        if height and abs(height / page.rows / across - 1) > 2 * _AGREE:
            return None, ["width and height of the field do not fit the file's columns and rows: it was cut"]
        return calibrated(across, across, "AP_WIDTH / columns"), [
            f"{detail} ({stated:.4g} m) is not for the {page.columns} columns stored here: AP_WIDTH over them is taken"
        ]
    if stated and not across and stored and int(stored[1]) != page.columns:
        return calibrated(None, stated * int(stored[1]) / page.columns, f"{detail} × stored columns"), []
    if stated:
        return calibrated(stated, stated, detail), []
    return calibrated(across, across, "AP_WIDTH / columns"), [] if across else ["the metadata have no pixel size"]


def _acquisition(entries: Entries) -> Acquisition:
    serial = words(_value(entries, "sv_serial_number"))
    return Acquisition(
        instrument=words(_value(entries, "dp_sem")) or serial,
        accelerating_voltage_v=_quantity(entries, "ap_actualkv", _VOLTS) or _quantity(entries, "ap_manualkv", _VOLTS),
        magnification=_magnification(_value(entries, "ap_mag")),
        detector=words(_value(entries, "dp_detector_channel")) or words(_value(entries, "dp_detector_type")),
        working_distance_m=_quantity(entries, "ap_wd", LENGTH_UNITS),
        dwell_time_s=_quantity(entries, "dp_dwell_time", TIME_UNITS),
        taken_at=_taken_at(entries),
        technique="SEM",
    )


def _magnification(value: object) -> float | None:
    """`50.00 K X` is 50,000; `105 X` and 105 are 105."""
    if number(value) is not None:
        return positive(value)
    parts = re.fullmatch(r"\s*([\d.,]+)\s*([KM]?)\s*X\s*", str(value or ""), re.IGNORECASE)
    amount = positive(parts[1]) if parts else None
    if parts is None or amount is None:
        return None
    return amount * {"": 1.0, "K": 1e3, "M": 1e6}[parts[2].upper()]


def _taken_at(entries: Entries) -> str | None:
    date = re.fullmatch(r"\s*(\d{1,2})\s+([A-Za-z]{3})\w*\s+(\d{4})\s*", str(_value(entries, "ap_date") or ""))
    if not date or date[2].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(date[2].lower()) + 1
    return iso_date(date[3], month, date[1], str(_value(entries, "ap_time") or ""))
