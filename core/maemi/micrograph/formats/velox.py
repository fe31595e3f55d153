"""Velox EMD of Thermo Fisher: each image under `Data/Image`, its metadata as JSON beside it, one column a frame."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.axis_units import Axis, Kind, axis
from maemi.micrograph.formats.hdf5_frames import Contents, Stack, is_complex, is_picture
from maemi.micrograph.formats.hdf5_safety import dataset, subgroup
from maemi.micrograph.formats.hdf5_types import Dataset, Group
from maemi.micrograph.record import Acquisition, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.facts import number, positive, words

_MAX_IMAGES = 4096
_MAX_JSON = 4 << 20


class _Image:
    """One image of a file, with what its JSON says."""

    def __init__(self, data: Dataset, said: dict[str, Any]) -> None:
        self.stack = Stack(data, 0, 1)
        self.said = said
        size = _under(said, "BinaryResult", "PixelSize")
        result = _under(said, "BinaryResult")
        self.columns = axis(number(size.get("width")), str(result.get("PixelUnitX", "")))
        self.rows = axis(number(size.get("height")), str(result.get("PixelUnitY", "")))

    @property
    def reciprocal(self) -> bool:
        return Kind.RECIPROCAL in (self.columns.kind, self.rows.kind) or is_complex(self.stack.data.dtype)

    @property
    def alike(self) -> tuple[object, ...]:
        """What must be equal for two images to be frames of one micrograph."""
        return self.stack.data.dtype, self.stack.rows, self.stack.columns, self.rows, self.columns


def contents(path: Path, file: Group) -> Contents | None:
    """The images that are frames of the micrograph: those like the first one of real space; None for other files."""
    folder = subgroup(file, "Data", "Image")
    if folder is None:
        if subgroup(file, "Data", "SpectrumStream") is not None or subgroup(file, "Data", "Spectrum") is not None:
            raise MicrographError(f"{path} is a Velox EMD of spectra and holds no picture; open it in Velox.")
        return None
    images = [each for name in list(folder)[:_MAX_IMAGES] if (each := _image(folder, name)) is not None]
    if not images:
        raise MicrographError(
            f"{path} is a Velox EMD without a picture; it was not written to its end or holds spectra."
        )
    first = next((each for each in images if not each.reciprocal), images[0])
    alike = [each for each in images if each.alike == first.alike]
    return Contents(
        format="Velox EMD",
        vendor="Thermo Fisher",
        stacks=tuple(each.stack for each in alike),
        pixel_size=_pixel_size(first.rows, first.columns),
        reciprocal=first.reciprocal,
        acquisition=_acquisition(alike),
        warnings=_warnings(first, len(images) - len(alike)),
    )


def _image(folder: Group, name: str) -> _Image | None:
    group = subgroup(folder, name)
    data = dataset(group, "Data") if group is not None else None
    if group is None or data is None or len(data.shape) != 3 or not is_picture(data.dtype) or min(data.shape) < 1:
        return None
    metadata = dataset(group, "Metadata")
    said: object = {}
    if metadata is not None and len(metadata.shape) == 2 and metadata.dtype == np.uint8 and metadata.shape[1]:
        text = np.asarray(metadata[:_MAX_JSON, 0]).tobytes().split(b"\0")[0]
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = {}
    return _Image(data, cast("dict[str, Any]", said) if isinstance(said, dict) else {})


def _under(said: object, *names: str) -> dict[str, Any]:
    for name in names:
        said = cast("dict[str, Any]", said).get(name) if isinstance(said, dict) else None
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}


def _pixel_size(rows: Axis, columns: Axis) -> PixelSize | None:
    if rows.metres is None or columns.metres is None:
        return None
    return PixelSize(rows.metres, columns.metres, PixelSizeSource.METADATA, "BinaryResult PixelSize")


def _acquisition(alike: list[_Image]) -> Acquisition:
    said = alike[0].said
    detectors = [words(_under(each.said, "BinaryResult").get("Detector")) for each in alike]
    named = list(dict.fromkeys(name for name in detectors if name))
    started = number(_under(said, "Acquisition", "AcquisitionStartDatetime").get("DateTime"))
    scan = _under(said, "Scan")
    magnification = _under(said, "CustomProperties", "StemMagnification").get("value")
    scanned = bool(positive(_under(scan, "ScanSize").get("width")))
    return Acquisition(
        instrument=words(_under(said, "Instrument").get("InstrumentModel")),
        accelerating_voltage_v=positive(_under(said, "Optics").get("AccelerationVoltage")),
        magnification=positive(magnification if scanned else _under(said, "Optics").get("NominalMagnification")),
        detector=", ".join(named) or None,
        dwell_time_s=positive(scan.get("DwellTime")),
        taken_at=datetime.fromtimestamp(started, UTC).isoformat() if started and 0 < started < 4.1e9 else None,
        technique="STEM" if scanned else "TEM",
    )


def _warnings(first: _Image, others: int) -> tuple[str, ...]:
    said: list[str] = []
    if is_complex(first.stack.data.dtype):
        said.append("The values are complex numbers; their magnitude is shown.")
    if others:
        said.append(f"{others} more images of another kind, size or calibration in the file are not shown.")
    return tuple(said)
