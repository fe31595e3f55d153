"""JEOL: a `.txt` beside the picture, in each line a key that begins with `$CM_`, `$$SM_` or `$$EM_`, and its value."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.units import format_length
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import VOLT_UNITS, quantity

_LINE = re.compile(r"^[ \t]*(\$\$?[A-Z]{2}_\w+)[ \t=]*(.*)$", re.MULTILINE)
_SIZES = ("$CM_FULL_SIZE", "$CM_IMAGE_RES", "$CM_FRAME_SIZE")
_PHOTO_WIDTHS_M = (0.120, 0.128)
_FINE_BAR = 200
"""Pixels: a bar of so many is right to 0.5 % however it was rounded."""
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
    size, note = _pixel_size(entries, scan_columns or columns, scale) if scale else (None, "")
    warnings = (note,) if note else () if size else ("the text beside it has no scale bar and no pixel size",)
    if scale is None:
        warnings = (f"the text beside it is for {scan_columns} columns, the file has {columns}: it was cut",)
    elif size and scale != 1.0:
        warnings += (f"the text beside it is for {scan_columns} columns, the file was resized to {columns}",)
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


def _pixel_size(entries: dict[str, str], columns: float | None, scale: float) -> tuple[PixelSize | None, str]:
    """From the scale bar and the magnification, or from a TEM camera's pixels per metre; a note where it is coarse.

    A bar is written in whole pixels, which leaves up to some per cent open: 10 µm over 106 pixels may be 10 µm over
    106.67. The width of the photograph that JEOL's magnification is meant for, 120 or 128 mm, says it exactly, where
    the bar agrees.
    """
    pixels, length = positive(entries.get("$$SM_MICRON_BAR")), quantity(entries.get("$$SM_MICRON_MARKER"))
    magnification = positive(entries.get("$CM_MAG"))
    if pixels and length:
        # Some versions cut off what is behind the point, some round.
        least, most = length / (pixels + 1), length / max(pixels - 0.5, 0.5)
        widths = [width / magnification / columns for width in _PHOTO_WIDTHS_M] if magnification and columns else []
        exact = [size for size in widths if least <= size <= most]
        if len(exact) == 1:
            size = exact[0] / scale
            return calibrated(size, size, f"$CM_MAG, which fits the scale bar of {pixels:g} pixels"), ""
        size = length / pixels / scale
        note = "" if pixels >= _FINE_BAR else f"the scale bar is {pixels:g} whole pixels: to {100 / pixels:.1g} %"
        return calibrated(size, size, f"scale bar of {format_length(length)} over {pixels:g} pixels"), note
    column, row = (positive(entries.get(f"$$EM_PIXELSPERMETER_{axis}")) for axis in "XY")
    if not column:
        return None, ""
    on_a_camera = 1 / column > _ON_A_CAMERA_M
    per_metre = scale * (magnification or 0.0) if on_a_camera else scale
    if not per_metre:
        return None, ""
    return calibrated(1 / row / per_metre if row else None, 1 / column / per_metre, "$$EM_PIXELSPERMETER_X"), ""
