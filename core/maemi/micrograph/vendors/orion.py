"""Zeiss Orion, a helium ion microscope: flat XML `<ImageTags>` in tag 65000, each entry a value with a unit."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import SECOND_UNITS, VOLT_UNITS, entry, quantity

_TAG = 65000


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries Orion's XML."""
    xml = page.text(_TAG)
    if "<ImageTags" not in xml[:1000]:
        return None
    columns, rows = positive(_value(xml, "ImageWidth")), positive(_value(xml, "ImageHeight"))
    scale = scale_of(page.rows, page.columns, rows, columns)
    size, warnings = None, ["the metadata have no field width and no pixel size"]
    if scale is None:
        warnings = [f"the metadata speak of {columns or 0:.0f} columns, the file has {page.columns}: it was cut"]
    elif size := _pixel_size(xml, page, scale):
        warnings = [] if scale == 1.0 else [f"the file was enlarged or reduced by {scale:.4g} after the scan"]
    return VendorFacts(
        vendor="Zeiss Orion",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(_value(xml, "System.Model")) or words(_value(xml, "System.Name")),
            accelerating_voltage_v=quantity(_with_unit(xml, "AccelerationVoltage"), VOLT_UNITS, 1.0)
            or quantity(_with_unit(xml, "GFIS.AccelerationVoltage"), VOLT_UNITS, 1.0),
            magnification=positive(_value(xml, "MagnificationDisplay"))
            or quantity(_value(xml, "MagnificationDisplay"), {"x": 1.0, "kx": 1e3}),
            detector=words(_value(xml, "DetectorName")),
            working_distance_m=quantity(_with_unit(xml, "WorkingDistance"), default=1e-3),
            dwell_time_s=quantity(_with_unit(xml, "DwellTime"), SECOND_UNITS, 1e-6),
            taken_at=any_date(_value(xml, "TimeStamp")),
            technique="HIM",
        ),
        warnings=tuple(warnings),
    )


def _pixel_size(xml: str, page: Page, scale: float) -> PixelSize | None:
    row, column = (quantity(_with_unit(xml, name), default=1.0) for name in ("ScalingY", "ScalingX"))
    if row or column:
        return calibrated(row and row / scale, column and column / scale, "ScalingX")
    for name in ("Fov", "GFIS.FieldOfView"):
        if width := quantity(_with_unit(xml, name), default=1e-6):
            return calibrated(None, width / page.columns, f"{name} / columns")
    return None


def _value(xml: str, name: str) -> str:
    """The value of an entry; a dot in its name is part of it or leads into an element."""
    return entry(xml, name, "Value") or entry(xml, *name.split("."), "Value") or entry(xml, name)


def _with_unit(xml: str, name: str) -> str:
    unit = entry(xml, name, "Units") or entry(xml, *name.split("."), "Units")
    return f"{_value(xml, name)} {unit}".strip()
