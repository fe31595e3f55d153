"""Zeiss SEM (SmartSEM): pairs of a key line and a value line in tag 34118."""

from __future__ import annotations

import re
from typing import cast

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, flag, number, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import SECOND_UNITS, VOLT_UNITS, quantity

_TAG = 34118
_UNNAMED_SIZE, _UNNAMED_COLUMNS = 3, 1024
"""Before the first name stand bare numbers, of which this one is metres per pixel of a scan of so many columns."""
_LONGEST = 200
_AGREE = 0.01
"""Field width over columns is written with four digits: within 1 % both say the same."""

Entries = dict[str, tuple[object, ...]]


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries Zeiss' entries."""
    value = page.tags.get(_TAG)
    if not isinstance(value, dict):
        return None
    # tifffile gives {"ap_wd": ("WD", 3.9, "mm"), "dp_sem": ("Sem", "Merlin"), …}
    pairs = cast(dict[object, object], value).items()
    entries: Entries = {str(key): cast(tuple[object, ...], entry) for key, entry in pairs if isinstance(entry, tuple)}
    if len(entries) < 2 and len(entries.get("", ())) <= _UNNAMED_SIZE:
        return None
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
    value = entry[1] if len(entry) > 1 else None
    return value[:_LONGEST] if isinstance(value, str) else value


def _quantity(entries: Entries, key: str, units: dict[str, float] | None = None) -> float | None:
    """A positive number with its unit, in SI; tifffile leaves `5,825 nm` in one piece."""
    entry = entries.get(key, ())
    return quantity(" ".join(str(part) for part in entry[1:3]), units)


def _pixel_size(entries: Entries, page: Page) -> tuple[PixelSize | None, list[str]]:
    """`AP_IMAGE_PIXEL_SIZE`, unless the file is stored smaller than it was scanned.

    A file of 512 columns may carry the pixel size of the 1024 that were scanned; `AP_WIDTH` over the stored columns
    is right in both cases, with fewer digits.
    """
    stated, detail = _quantity(entries, "ap_image_pixel_size"), "AP_IMAGE_PIXEL_SIZE"
    if stated is None:
        stated, detail = _quantity(entries, "ap_pixel_size"), "AP_PIXEL_SIZE"
    width, height = _quantity(entries, "ap_width"), _quantity(entries, "ap_height")
    across = width / page.columns if width else None
    stored = re.fullmatch(r"\s*(\d+)\s*\*\s*(\d+)\s*", str(_value(entries, "dp_image_store") or ""))
    scan_columns, scan_rows = (int(stored[1]), int(stored[2])) if stored else (None, None)
    scale = scale_of(page.rows, page.columns, scan_rows, scan_columns)
    if scale is None:
        return None, [
            f"the file holds {page.columns} × {page.rows} pixels of the {scan_columns} × {scan_rows} that were stored: "
            "it was cut, so its pixel size is not certain"
        ]
    if stated and across and abs(stated / across - 1) > _AGREE:
        if not stored and height and abs(height / page.rows / across - 1) > 2 * _AGREE:
            return None, ["width and height of the field do not fit the file's columns and rows: it was cut"]
        return calibrated(across, across, "AP_WIDTH / columns"), [
            f"{detail} ({stated:.4g} m) is not for the {page.columns} columns stored here: AP_WIDTH over them is taken"
        ]
    if stated:
        return calibrated(stated / scale, stated / scale, detail if scale == 1.0 else f"{detail} × stored columns"), []
    if across:
        return calibrated(across, across, "AP_WIDTH / columns"), []
    unnamed = entries.get("", ())
    if len(unnamed) > _UNNAMED_SIZE and (size := positive(unnamed[_UNNAMED_SIZE])):
        per_pixel = size * _UNNAMED_COLUMNS / page.columns
        return calibrated(per_pixel, per_pixel, f"the entry without a name, for {_UNNAMED_COLUMNS} columns"), []
    return None, ["the metadata have no pixel size"]


def _acquisition(entries: Entries) -> Acquisition:
    serial = words(_value(entries, "sv_serial_number"))
    return Acquisition(
        instrument=words(_value(entries, "dp_sem")) or serial,
        accelerating_voltage_v=_quantity(entries, "ap_actualkv", VOLT_UNITS)
        or _quantity(entries, "ap_manualkv", VOLT_UNITS),
        magnification=_magnification(_value(entries, "ap_mag")),
        detector=words(_value(entries, "dp_detector_channel")) or words(_value(entries, "dp_detector_type")),
        working_distance_m=_quantity(entries, "ap_wd"),
        dwell_time_s=_quantity(entries, "dp_dwell_time", SECOND_UNITS),
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
    return any_date(f"{_value(entries, 'ap_date') or ''} {_value(entries, 'ap_time') or ''}")
