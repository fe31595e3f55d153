"""Renishaw WiRE: the white-light picture beside a Raman map, a JPEG whose EXIF data hold the field in micrometres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words

_MAKE, _FIELD = 271, 0xFEA1
_UNIT, _MICROMETRES = 0xA210, 5


def read(exif: Mapping[int, object], rows: int, columns: int) -> VendorFacts | None:
    """Facts of EXIF entries of a picture of that size."""
    if (words(exif.get(_MAKE)) or "") != "Renishaw":
        return None
    field = exif.get(_FIELD)
    width, height = None, None
    if isinstance(field, tuple) and len(cast(tuple[object, ...], field)) == 2 and exif.get(_UNIT) == _MICROMETRES:
        width, height = (positive(part) for part in cast(tuple[object, object], field))
    size = calibrated(height and height * 1e-6 / rows, width and width * 1e-6 / columns, "FieldOfViewXY / columns")
    return VendorFacts(
        vendor="Renishaw",
        pixel_size=size,
        acquisition=Acquisition(technique="light microscope"),
        warnings=() if size else ("the metadata have no field width",),
    )
