"""JEOL's SightX for TEM: XML in the description. It has no pixel size of the specimen, but says what was imaged."""

from __future__ import annotations

import re

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import Page, VendorFacts, positive, words

_DESCRIPTION = 270


def read(page: Page) -> VendorFacts | None:
    """Facts of a page whose description is a `TemReporter`; entries are found by name, since the XML is often cut."""
    text = page.text(_DESCRIPTION)
    if "<TemReporter" not in text[:500]:
        return None
    magnification = re.fullmatch(r"X([\d.]+)([kM]?)", _entry(text, "SelectorString"))
    factor = {"": 1.0, "k": 1e3, "M": 1e6}
    amount = positive(magnification[1]) if magnification else None
    date = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", _entry(text, "DateTime"))
    mode = _entry(text, "IlluminationSystem>\\s*<Mode")
    return VendorFacts(
        vendor="JEOL",
        reciprocal=_entry(text, "ImageFormingMode") == "modeDIFF",
        acquisition=Acquisition(
            instrument=words(_entry(text, "Instruments")),
            accelerating_voltage_v=positive(_entry(text, "AccelerationVoltage")),
            magnification=amount * factor[magnification[2]] if magnification and amount else None,
            detector=words(_entry(text, "ImageSourceDetector")),
            taken_at=date[0] if date else None,
            technique=mode.removeprefix("mode") if mode in ("modeTEM", "modeSTEM") else "TEM",
        ),
        warnings=("the metadata have no pixel size of the specimen",),
    )


def _entry(text: str, name: str) -> str:
    """The text of the first element of that name."""
    found = re.search(f"<{name}>([^<]*)<", text)
    return found[1].strip() if found else ""
