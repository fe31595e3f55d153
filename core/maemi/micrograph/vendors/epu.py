"""EPU and Tomography of Thermo Fisher: XML `<MicroscopeImage>` beside the micrograph, the pixel size in metres."""

from __future__ import annotations

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import VendorFacts, calibrated, positive, words
from maemi.micrograph.vendors.stored import scale_of
from maemi.micrograph.vendors.text import entry


def read(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts from the text; None where it is not EPU's."""
    if "<MicroscopeImage" not in text[:2000]:
        return None
    width, height = (positive(entry(text, "ReadoutArea", side)) for side in ("width", "height"))
    # EPU keeps a small JPEG beside the data under the same name: its pixels are larger.
    scale = scale_of(rows, columns, height, width)
    column, row = (positive(entry(text, "pixelSize", axis, "numericValue")) for axis in "xy")
    reciprocal = "Diffraction" in (entry(text, "ProjectorMode"), entry(text, "ProjectionMode"))
    size = None
    if scale and not reciprocal:
        size = calibrated(row and row / scale, column and column / scale, "pixelSize")
    return VendorFacts(
        vendor="FEI / Thermo Fisher",
        pixel_size=size,
        reciprocal=reciprocal,
        acquisition=Acquisition(
            instrument=words(entry(text, "InstrumentModel")),
            accelerating_voltage_v=positive(entry(text, "AccelerationVoltage")),
            magnification=positive(entry(text, "NominalMagnification")),
            detector=words(entry(text, "camera", "Name")),
            taken_at=any_date(entry(text, "acquisitionDateTime")),
            technique="TEM",
        ),
        warnings=() if size or reciprocal else ("the XML beside it is for another size of picture",),
    )
