"""OME-TIFF: XML in the description, the pixel size as `PhysicalSizeX` with a unit (micrometres where it has none)."""

from __future__ import annotations

import html
import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import entry, quantity

_DESCRIPTION = 270


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose description is OME's."""
    return read_text(page.text(_DESCRIPTION), page.rows, page.columns)


def read_text(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of OME's XML for a picture of that size."""
    if not re.search(r"<(?:\w+:)?OME[\s>]", text[:2000]):
        return None
    pixels = _attributes(text, "Pixels")
    scale = scale_of(rows, columns, positive(pixels.get("SizeY")), positive(pixels.get("SizeX")))
    size = None
    if scale is not None:
        across, down = (
            quantity(f"{pixels.get(f'PhysicalSize{axis}', '')} {pixels.get(f'PhysicalSize{axis}Unit') or 'µm'}")
            for axis in "XY"
        )
        size = calibrated(down and down / scale, across and across / scale, "OME PhysicalSizeX")
    microscope, detector = _attributes(text, "Microscope"), _attributes(text, "Detector")
    warnings = () if size or scale is not None else ("the OME metadata are for another size of picture",)
    return VendorFacts(
        vendor=words(microscope.get("Manufacturer")) or "OME",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(microscope.get("Model")),
            magnification=positive(_attributes(text, "Objective").get("NominalMagnification")),
            detector=words(detector.get("Model")),
            taken_at=any_date(entry(text, "AcquisitionDate")),
        ),
        warnings=warnings,
    )


def _attributes(xml: str, name: str) -> dict[str, str]:
    """The attributes of the first element of that name."""
    opening = re.search(rf"<(?:\w+:)?{name}\s([^<>]*)>", xml)
    found = re.findall(r"\b([\w:]{1,60})\s{0,9}=\s{0,9}\"([^\"]*)\"", opening[1]) if opening else []
    return {key: html.unescape(value) for key, value in found}
