"""How an image of DigitalMicrograph was taken, from its `ImageTags`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from maemi.micrograph.formats.dm_tags import Tags, group, text_of
from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import number, positive, words

_FIRST_OF_WINDOWS = datetime(1601, 1, 1, tzinfo=UTC)


def acquisition_of(path: Path, tags: Tags) -> Acquisition:
    """What the tags say, in SI units."""
    if not group(tags, "Microscope Info"):
        # The Automatic Stack Builder keeps those of the images that it stacked there.
        tags = group(tags, "source", "Tags at creation") or tags
    microscope = group(tags, "Microscope Info")
    bar = group(tags, "DataBar")
    device = group(tags, "Acquisition", "Device")
    sample_time = positive(group(tags, "DigiScan").get("Sample Time"))
    return Acquisition(
        instrument=words(text_of(path, microscope.get("Name"))) or words(text_of(path, microscope.get("Microscope"))),
        accelerating_voltage_v=positive(microscope.get("Voltage")),
        magnification=positive(microscope.get("Indicated Magnification")),
        detector=words(text_of(path, bar.get("Signal Name")))
        or words(text_of(path, device.get("Name")))
        or words(text_of(path, bar.get("Device Name"))),
        # DigitalMicrograph writes microseconds.
        dwell_time_s=sample_time * 1e-6 if sample_time else None,
        taken_at=_taken_at(number(bar.get("Acquisition Time (OS)"))),
        technique=_technique(path, microscope),
    )


def in_diffraction(path: Path, tags: Tags) -> bool:
    """Whether the microscope projected a diffraction pattern onto the camera, or the image is a Fourier transform."""
    microscope = group(tags, "Microscope Info")
    mode = text_of(path, microscope.get("Imaging Mode")).upper()
    scanning = "SCAN" in text_of(path, microscope.get("Operation Mode")).upper()
    return ("DIFFRACTION" in mode and not scanning) or bool(group(tags, "Private", "FFT"))


def _technique(path: Path, microscope: Tags) -> str | None:
    said = text_of(path, microscope.get("Illumination Mode")).upper()
    return "STEM" if said.startswith("STEM") else "TEM" if said.startswith("TEM") else None


def _taken_at(ticks: float | None) -> str | None:
    """UTC from the clock of Windows: tenths of microseconds since 1601. The date as text depends on the country."""
    if ticks is None or not 1e17 < ticks < 2e17:
        return None
    return (_FIRST_OF_WINDOWS + timedelta(microseconds=ticks / 10)).isoformat(timespec="seconds")
