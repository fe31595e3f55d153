"""TIFFs that Gatan's DigitalMicrograph exports: scale and unit per axis in private tags, its tag tree in another."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.dm_tags import value_of
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.text import length_unit

_UNITS = (65003, 65004)
_SCALES = (65009, 65010)
_TREE = 65027
_PER_LENGTH = ("1/", "^-1", "-1", "⁻¹")
_TECHNIQUES = ("STEM", "TEM", "SEM")


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries DigitalMicrograph's axis tags; the first axis runs along the columns."""
    if not all(code in page.tags for code in (*_UNITS, *_SCALES)):
        return None
    units = [words(page.tags[code]) or "" for code in _UNITS]
    column, row = (
        scale * metres if (scale := positive(page.tags[code])) and (metres := length_unit(unit)) else None
        for code, unit in zip(_SCALES, units, strict=True)
    )
    reciprocal = any(mark in unit for unit in units for mark in _PER_LENGTH)
    size = calibrated(row, column, "DigitalMicrograph scale") if row and column and not reciprocal else None
    return VendorFacts(
        vendor="Gatan",
        pixel_size=size,
        reciprocal=reciprocal,
        acquisition=_acquisition(page.tags.get(_TREE)),
        warnings=()
        if size or reciprocal
        else (f"the axes are in “{units[0]}” and “{units[1]}”, which are no lengths",),
    )


def _acquisition(block: object) -> Acquisition:
    if not isinstance(block, bytes):
        return Acquisition()
    mode = words(value_of(block, "Illumination Mode")) or words(value_of(block, "Operation Mode")) or ""
    date, time = words(value_of(block, "Acquisition Date")), words(value_of(block, "Acquisition Time"))
    return Acquisition(
        instrument=words(value_of(block, "Microscope")),
        accelerating_voltage_v=positive(value_of(block, "Voltage")),
        magnification=positive(value_of(block, "Indicated Magnification")),
        detector=words(value_of(block, "Device Name")) or words(value_of(block, "Signal Name")),
        taken_at=any_date(f"{date} {time}") if date else None,
        technique=next((name for name in _TECHNIQUES if mode.upper().startswith(name)), None),
    )
