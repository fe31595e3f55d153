"""Formats that RosettaSciIO reads, where it is installed (`maemi[formats]`); it is GPL-3, so MAEMI does not bring it.

It is imported when such a file is read, never before. Its readers decide by a file's name, and so does this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.axis_units import Axis, Kind, axis
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.stored import check_frame, check_frames, native, product
from maemi.micrograph.limits import check_size
from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.facts import number, positive, words

_MODULES = {
    ".asw": ("jeol", "JEOL"),
    ".bcf": ("bruker", "Bruker"),
    ".blo": ("blockfile", "NanoMegas"),
    ".elid": ("phenom", "Phenom"),
    ".hspy": ("hspy", None),
    ".img": ("jeol", "JEOL"),
    ".map": ("jeol", "JEOL"),
    ".mib": ("quantumdetector", "Quantum Detectors"),
    ".prz": ("pantarhei", "CEOS"),
    ".pts": ("jeol", "JEOL"),
    ".rpl": ("ripple", None),
    ".sur": ("digitalsurf", "Digital Surf"),
    ".tvips": ("tvips", "TVIPS"),
    ".unf": ("semper", None),
}
"""Suffix to the module of `rsciio` and the vendor."""


@dataclass(frozen=True)
class _Signal:
    """One signal of a file that is a picture: values [frames …, rows, columns], the axes of rows and columns."""

    data: Pixels
    rows: Axis
    columns: Axis
    metadata: dict[str, Any]

    @property
    def alike(self) -> tuple[object, ...]:
        """What must be equal for two signals to be frames of one micrograph."""
        return self.data.dtype, self.data.shape[-2:], self.rows, self.columns

    @property
    def frames(self) -> int:
        """How many pictures."""
        return product(self.data.shape[:-2])


class RosettaSciIOReader:
    """Whatever two-dimensional RosettaSciIO finds in a file; pictures that are alike are frames."""

    name = "RosettaSciIO"
    suffixes = frozenset(_MODULES)

    def recognises(self, head: bytes) -> bool:
        return bool(head)

    def may_be(self, path: Path) -> bool:
        return path.suffix.lower() in _MODULES

    def describe(self, path: Path) -> MicrographInfo:
        alike, others = _signals(path)
        first = alike[0]
        shape = first.data.shape[-2], first.data.shape[-1]
        check_size(path, *shape)
        check_frames(path, sum(each.frames for each in alike))
        reciprocal = Kind.RECIPROCAL in (first.rows.kind, first.columns.kind)
        rows_m, columns_m = first.rows.metres, first.columns.metres
        size = PixelSize(rows_m, columns_m, PixelSizeSource.METADATA, "RosettaSciIO") if rows_m and columns_m else None
        colour = first.data.dtype.names is not None
        return MicrographInfo(
            path=path,
            format=path.suffix.lower().lstrip(".").upper(),
            vendor=_MODULES[path.suffix.lower()][1],
            shape=shape,
            dtype="uint8" if colour else _plain(first.data[..., :1, :1]).dtype.name,
            channels=3 if colour else 1,
            frames=sum(each.frames for each in alike),
            pixel_size=None if reciprocal else size,
            reciprocal=reciprocal,
            acquisition=_acquisition(first.metadata),
            scan_rows=shape[0],
            warnings=(f"{others} more signals of another kind, size or calibration are not shown.",) if others else (),
        )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        alike, _ = _signals(path)
        check_frame(path, frame, sum(each.frames for each in alike))
        for each in alike:
            if frame < each.frames:
                place = np.unravel_index(frame, each.data.shape[:-2]) if each.data.ndim > 2 else ()
                return _plain(np.asarray(each.data[place])[::step, ::step])
            frame -= each.frames
        raise MicrographError(f"{path} has no such frame.")


def _plain(pixels: Pixels) -> Pixels:
    """Grey values, or [rows, columns, 3] of a colour's named parts; of complex numbers the magnitude."""
    if pixels.dtype.names is not None:
        return np.stack([pixels[part] for part in pixels.dtype.names[:3]], axis=-1)
    pixels = native(pixels)
    return np.abs(pixels) if pixels.dtype.kind == "c" else pixels


def _signals(path: Path) -> tuple[list[_Signal], int]:
    """The pictures of a file that are frames of the micrograph, and how many signals are not."""
    module = import_module(f"rsciio.{_MODULES[path.suffix.lower()][0]}")
    try:
        read = cast("list[dict[str, Any]]", module.file_reader(str(path), lazy=False))
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise MicrographError(f"{path} points to {missing}, which is not beside it; copy the whole project.") from None
    found = [signal for each in read if (signal := _signal(each)) is not None]
    if not found:
        raise MicrographError(f"{path} holds spectra or profiles and no picture; open it in HyperSpy.")
    first = next((each for each in found if each.rows.kind is Kind.LENGTH), found[0])
    alike = [each for each in found if each.alike == first.alike]
    return alike, len(read) - len(alike)


def _signal(each: dict[str, Any]) -> _Signal | None:
    data, axes = np.asarray(each["data"]), cast("list[dict[str, Any]]", each["axes"])
    # A scan without spectra may have nothing but axes to navigate along.
    signal = [place for place, one in enumerate(axes) if not one.get("navigate")]
    pictured = signal or list(range(len(axes)))
    colour = data.dtype.names is not None and len(data.dtype.names) in (3, 4)
    if len(axes) != data.ndim or len(pictured) != 2 or not (data.dtype.kind in "buifc" or colour) or not data.size:
        return None
    rows, columns = (axis(_number(axes[place].get("scale")), str(axes[place].get("units"))) for place in pictured)
    if Kind.ENERGY in (rows.kind, columns.kind) or min(data.shape[place] for place in pictured) < 2:
        return None
    return _Signal(np.moveaxis(data, pictured, (-2, -1)), rows, columns, cast("dict[str, Any]", each.get("metadata")))


def _number(value: object) -> float | None:
    """A number, also one of numpy's."""
    item: Any = getattr(value, "item", None)
    return number(item() if callable(item) else value)


def _acquisition(metadata: dict[str, Any]) -> Acquisition:
    """HyperSpy's metadata: keV, millimetres, `date` and `time` apart."""
    instruments = cast("dict[str, Any]", metadata.get("Acquisition_instrument") or {})
    kind = "TEM" if "TEM" in instruments else "SEM"
    said = cast("dict[str, Any]", instruments.get(kind) or {})
    general = cast("dict[str, Any]", metadata.get("General") or {})
    energy, distance = _number(said.get("beam_energy")), _number(said.get("working_distance"))
    taken = "T".join(text for text in (words(general.get("date")), words(general.get("time"))) if text)
    return Acquisition(
        instrument=words(said.get("microscope")),
        accelerating_voltage_v=energy * 1000 if energy else None,
        magnification=positive(_number(said.get("magnification"))),
        working_distance_m=distance / 1000 if distance else None,
        taken_at=taken or None,
        technique=kind if said else None,
    )
