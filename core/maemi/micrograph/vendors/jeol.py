"""JEOL's SightX for TEM: XML in the description; its pixel size on the screen stands in the resolution tags."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.resolution import pixel_length
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import entry, quantity

_DESCRIPTION, _X, _Y = 270, 282, 283
_INCH_M = 0.0254


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose description is a `TemReporter`; entries are found by name, since the XML is often cut."""
    text = page.text(_DESCRIPTION)
    if "<TemReporter" not in text[:500]:
        return None
    reciprocal = entry(text, "ImageFormingMode") == "modeDIFF"
    # The beam of a scanning mode stands still for a Ronchigram: what the screen shows then is no specimen.
    of_specimen = not reciprocal and entry(text, "EosMode") == "eosTEM"
    magnification = quantity(entry(text, "SelectorString").lstrip("X"), {"k": 1e3, "m": 1e6}, 1.0)
    size = _pixel_size(text, page, magnification) if of_specimen and magnification else None
    mode = entry(text, "IlluminationSystem", "Mode")
    return VendorFacts(
        vendor="JEOL",
        pixel_size=size,
        reciprocal=reciprocal,
        acquisition=Acquisition(
            instrument=words(entry(text, "Instruments")),
            accelerating_voltage_v=positive(entry(text, "AccelerationVoltage")),
            magnification=None if reciprocal else magnification,
            detector=words(entry(text, "ImageSourceDetector")),
            taken_at=any_date(entry(text, "DateTime")),
            technique=mode.removeprefix("mode") if mode in ("modeTEM", "modeSTEM") else "TEM",
        ),
        warnings=() if size else ("the metadata have no pixel size of the specimen",),
    )


def _pixel_size(text: str, page: Page, magnification: float) -> PixelSize | None:
    """A pixel on the screen over the magnification; the tags hold it in whole dots per inch."""
    shown = (positive(entry(text, "DrawImageInformation", "ImageSize", side)) for side in ("Width", "Height"))
    columns, rows = shown
    scale = scale_of(page.rows, page.columns, rows, columns)
    column, row = pixel_length(page, _X, _INCH_M), pixel_length(page, _Y, _INCH_M)
    if scale is None or not (column and row):
        return None
    per_pixel = magnification * scale
    return calibrated(row / per_pixel, column / per_pixel, "resolution on the screen / magnification")
