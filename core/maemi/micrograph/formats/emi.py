"""The EMI file beside TIA's series: the XML in it says how they were taken."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import positive, words

_OBJECT = re.compile(rb"<ObjectInfo>.*?</ObjectInfo>", re.DOTALL)
_ENTRY = re.compile(r"<Label>([^<]{1,80})</Label>\s*<Value>([^<]{0,200})</Value>\s*<Unit>([^<]{0,20})</Unit>")
_NUMBER = re.compile(r"_(\d{1,5})$")
_MOST_BYTES = 512 << 20
"""EMI files hold the pictures too, in a form that is not public; larger ones are not searched."""


class Experiment:
    """The entries of one `ObjectInfo`, as text; empty ones where there is none."""

    def __init__(self, xml: str) -> None:
        self._xml = xml
        self._entries = {label.strip(): (value.strip(), unit.strip()) for label, value, unit in _ENTRY.findall(xml)}

    @property
    def is_known(self) -> bool:
        """Whether an EMI file with anything in it was found."""
        return bool(self._xml)

    @property
    def is_diffraction(self) -> bool:
        """Whether the projector showed a diffraction pattern to a camera."""
        mode = self._entries.get("Mode", ("", ""))[0].split()
        return "TEM" in mode and "Diffraction" in mode

    def acquisition(self) -> Acquisition:
        """What it says, in SI units."""
        kilovolts = positive(self._entries.get("High tension", ("", ""))[0])
        volts = positive(self._tag("AcceleratingVoltage"))
        mode = self._entries.get("Mode", ("", ""))[0].split()
        return Acquisition(
            instrument=words(self._entries.get("Microscope", ("", ""))[0].removeprefix("Microscope ")),
            accelerating_voltage_v=kilovolts * 1000 if kilovolts else volts,
            magnification=positive(self._entries.get("Magnification", ("", ""))[0]),
            detector=words(self._tag("DetectorName")) or words(self._tag("CameraNamePath")),
            # A camera's exposure stands under the same name: only a scan dwells.
            dwell_time_s=positive(self._tag("DwellTimePath")) if "STEM" in mode else None,
            taken_at=_date(self._tag("AcquireDate")),
            technique="STEM" if "STEM" in mode else "TEM" if "TEM" in mode else None,
        )

    def _tag(self, name: str) -> str:
        found = re.search(rf"<{name}>([^<]{{0,200}})</{name}>", self._xml)
        return found[1].strip() if found else ""


def emi_of(series: Path) -> Path | None:
    """`Name.emi` beside `Name_1.ser`; None where it is missing."""
    stem = _NUMBER.sub("", series.stem)
    return next((path for path in (series.with_name(stem + end) for end in (".emi", ".EMI")) if path.is_file()), None)


def series_of(emi: Path) -> list[Path]:
    """The series beside an EMI file, in their order."""
    found = [path for path in emi.parent.glob("*") if path.suffix.lower() == ".ser" and emi_of(path) == emi]
    return sorted(found, key=lambda path: (len(path.name), path.name))


def experiment_of(series: Path) -> Experiment:
    """What the EMI file beside a series says about it."""
    emi = emi_of(series)
    try:
        if emi is None or emi.stat().st_size > _MOST_BYTES:
            return Experiment("")
        objects = _OBJECT.findall(emi.read_bytes())
    except OSError:
        return Experiment("")
    if not objects:
        return Experiment("")
    place = _NUMBER.search(series.stem)
    index = min(max(int(place[1]) - 1, 0), len(objects) - 1) if place else 0
    return Experiment(objects[index].decode("latin-1"))


def _date(text: str) -> str | None:
    """`Sun Feb 21 17:50:18 2016` as ISO 8601."""
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").isoformat()
    except ValueError:
        return None
