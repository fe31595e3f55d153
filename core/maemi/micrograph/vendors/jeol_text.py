"""JEOL: a `.txt` beside the picture, in each line a key that begins with `$CM_`, `$$SM_` or `$$EM_`, and its value."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import VOLT_UNITS, quantity

_LINE = re.compile(r"^[ \t]*(\$\$?[A-Z]{2}_\w+)[ \t=]*(.*)$", re.MULTILINE)
_SIZES = ("$CM_FULL_SIZE", "$CM_IMAGE_RES", "$CM_FRAME_SIZE")
_ON_A_CAMERA_M = 2e-6
"""Metres: pixels of a camera are larger than that, pixels of the specimen in a TEM are smaller."""


def read(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts from the text; None where it is not JEOL's."""
    found = _LINE.findall(text) if "$CM_" in text or "$$SM_" in text else []
    entries = {key: value.strip() for key, value in found}
    if not entries:
        return None
    full = re.match(r"(\d+)\D+(\d+)", next((entries[key] for key in _SIZES if entries.get(key)), ""))
    scan_columns, scan_rows = (int(full[1]), int(full[2])) if full else (None, None)
    scale = scale_of(rows, columns, scan_rows, scan_columns, None)
    size = _pixel_size(entries, scale) if scale else None
    warnings = () if size else ("the text beside it has no scale bar and no pixel size",)
    if scale is None:
        warnings = (f"the text beside it is for {scan_columns} columns, the file has {columns}: it was cut",)
    elif size and scale != 1.0:
        warnings = (f"the text beside it is for {scan_columns} columns, the file was resized to {columns}",)
    scan = round(scan_rows * scale) if scan_rows and scale else None
    return VendorFacts(
        vendor="JEOL",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(entries.get("$CM_INSTRUMENT")),
            accelerating_voltage_v=quantity(entries.get("$CM_ACCEL_VOLT"), VOLT_UNITS, 1e3),
            magnification=positive(entries.get("$CM_MAG")),
            detector=words(entries.get("$CM_SIGNAL_NAME")) or words(entries.get("$CM_SIGNAL")),
            working_distance_m=quantity(entries.get("$$SM_WD"), default=1e-3),
            taken_at=any_date(f"{entries.get('$CM_DATE', '')} {entries.get('$CM_TIME', '')}"),
            technique="TEM" if "$$EM_PIXELSPERMETER_X" in entries else "SEM" if "$$SM_MICRON_BAR" in entries else None,
        ),
        scan_rows=scan if scan and scan < rows else None,
        warnings=warnings,
    )


def _pixel_size(entries: dict[str, str], scale: float) -> PixelSize | None:
    """The length of the scale bar over its pixels, whole ones; or, of a TEM camera, pixels per metre."""
    pixels, marker = positive(entries.get("$$SM_MICRON_BAR")), entries.get("$$SM_MICRON_MARKER", "")
    length = quantity(_mended(marker))
    if pixels and length:
        size = length / pixels / scale
        return calibrated(size, size, f"scale bar of {_mended(marker)} over {pixels:g} pixels")
    column, row = (positive(entries.get(f"$$EM_PIXELSPERMETER_{axis}")) for axis in "XY")
    if not column:
        return None
    magnification = 1.0
    if 1 / column > _ON_A_CAMERA_M:
        magnification = positive(entries.get("$CM_MAG")) or 0.0
    if not magnification:
        return None
    per_metre = magnification * scale
    return calibrated(1 / row / per_metre if row else None, 1 / column / per_metre, "$$EM_PIXELSPERMETER_X")


def _mended(marker: str) -> str:
    """The marker with its micro sign, which Japanese and old Western code pages write as other bytes."""
    return marker.replace("\x83\xca", "µ").replace("\x83Ê", "µ").replace("æ", "µ").replace("\ufffd", "µ")
