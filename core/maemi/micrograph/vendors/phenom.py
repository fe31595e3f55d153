"""Phenom desktop SEM: XML `<FeiImage>` in tag 34683 of a TIFF, or in the EXIF data of a JPEG."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.text import SECOND_UNITS, VOLT_UNITS, element, entry, quantity

_TAG = 34683


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries Phenom's XML."""
    return read_text(page.text(_TAG), page.rows, page.columns)


def read_text(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of the XML, wherever in the text it begins; `columns` is part of the form and not needed."""
    start = text.find("<FeiImage")
    if start < 0:
        return None
    xml = text[start:]
    size = calibrated(_of(xml, "pixelHeight"), _of(xml, "pixelWidth"), "pixelWidth")
    bar = positive(entry(xml, "databarHeight")) or 0
    return VendorFacts(
        vendor="Phenom",
        pixel_size=size,
        acquisition=Acquisition(
            instrument=words(entry(xml, "instrument", "edition")) or words(entry(xml, "instrument", "type")),
            # The column is at a negative voltage and says so.
            accelerating_voltage_v=_of(xml, "acquisition", "scan", "highVoltage", units=VOLT_UNITS),
            detector=words(entry(xml, "acquisition", "scan", "detector")),
            working_distance_m=_of(xml, "workingDistance"),
            dwell_time_s=_of(xml, "acquisition", "scan", "dwellTime", units=SECOND_UNITS),
            taken_at=any_date(entry(xml, "time")) or any_date(entry(xml, "acquisition", "time")),
            technique="SEM",
        ),
        scan_rows=rows - int(bar) if bar < rows else None,
        warnings=() if size else ("the metadata have no pixel size",),
    )


def _of(xml: str, *names: str, units: dict[str, float] | None = None) -> float | None:
    text, unit = element(xml, *names)
    return quantity(f"{text.lstrip('-')} {unit}".strip(), units)
