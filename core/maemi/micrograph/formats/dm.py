"""DM3 and DM4 of Gatan's DigitalMicrograph: images, stacks and 4-D data as frames, mapped into memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.axis_units import Axis, Kind, axis
from maemi.micrograph.formats.dm_facts import acquisition_of, in_diffraction
from maemi.micrograph.formats.dm_tags import Array, Tags, group, read_tags, text_of
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.stored import Stored, check_frame, product
from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.facts import number

_MAGIC = (b"\x00\x00\x00\x03", b"\x00\x00\x00\x04")
_DTYPES = {
    1: "i2",
    2: "f4",
    3: "c8",
    6: "u1",
    7: "i4",
    9: "i1",
    10: "u2",
    11: "u4",
    12: "f8",
    13: "c16",
    14: "u1",
    39: "i8",
    40: "u8",
}
"""`ImageData.DataType` as DigitalMicrograph's scripting help numbers it."""
_COLOUR = (8, 23)
_PACKED = (5, 27, 28)


@dataclass(frozen=True, slots=True)
class _Image:
    """One image of a file: its pixels, its axes [columns, rows], its own tags."""

    stored: Stored
    axes: tuple[Axis, Axis]
    tags: Tags
    colour: bool
    frame_kind: Kind

    @property
    def alike(self) -> tuple[Any, ...]:
        """What must be equal for two images to be frames of one micrograph."""
        return self.stored.dtype, self.stored.rows, self.stored.columns, self.axes, self.colour


class DigitalMicrographReader:
    """DM3 and DM4. The preview that the program puts before its images is no frame."""

    name = "DigitalMicrograph"
    suffixes = frozenset({".dm3", ".dm4"})

    def recognises(self, head: bytes) -> bool:
        # The byte order follows the length: a number of 4 (DM3) or 8 (DM4) bytes.
        order = {3: head[8:12], 4: head[12:16]}.get(head[3]) if len(head) >= 16 and head[:3] == b"\0\0\0" else None
        return order in (b"\0\0\0\0", b"\0\0\0\x01")

    def describe(self, path: Path) -> MicrographInfo:
        images, others = _images(path)
        first = images[0]
        stored = first.stored
        complex_values = stored.dtype.kind == "c"
        columns, rows = first.axes
        reciprocal = any(each.kind is Kind.RECIPROCAL for each in first.axes) or in_diffraction(path, first.tags)
        reciprocal = reciprocal and not all(each.kind is Kind.LENGTH for each in first.axes)
        warnings: list[str] = []
        if complex_values:
            warnings.append("The values are complex numbers; their magnitude is shown.")
        if first.frame_kind is Kind.ENERGY:
            warnings.append("This is a spectrum image: each frame is the picture at one energy.")
        if others:
            warnings.append(f"{others} more images of another size or calibration in the file are not shown.")
        return MicrographInfo(
            path=path,
            format=_format(path),
            vendor="Gatan",
            shape=(stored.rows, stored.columns),
            dtype="uint8" if first.colour else _shown(stored.dtype).name,
            channels=3 if first.colour else 1,
            frames=sum(each.stored.frames for each in images),
            pixel_size=None if reciprocal else _pixel_size(rows, columns),
            reciprocal=reciprocal,
            acquisition=acquisition_of(path, first.tags),
            scan_rows=stored.rows,
            warnings=tuple(warnings),
        )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        images, _ = _images(path)
        check_frame(path, frame, sum(each.stored.frames for each in images))
        for image in images:
            if frame < image.stored.frames:
                pixels = image.stored.frame(path, frame, step)
                if image.colour:
                    # A Windows colour: blue, green, red, unused.
                    return pixels.view(np.uint8).reshape(*pixels.shape, 4)[..., 2::-1]
                return np.abs(pixels) if pixels.dtype.kind == "c" else pixels
            frame -= image.stored.frames
        raise MicrographError(f"{path} has no such frame.")


def _format(path: Path) -> str:
    with path.open("rb") as file:
        return "DM3" if file.read(4) == _MAGIC[0] else "DM4"


def _shown(dtype: np.dtype[np.generic]) -> np.dtype[Any]:
    return np.dtype(f"f{dtype.itemsize // 2}") if dtype.kind == "c" else np.dtype(dtype.newbyteorder("="))


def _pixel_size(rows: Axis, columns: Axis) -> PixelSize | None:
    if rows.metres is None or columns.metres is None:
        return None
    return PixelSize(rows.metres, columns.metres, PixelSizeSource.METADATA, "ImageData Calibrations")


def _images(path: Path) -> tuple[list[_Image], int]:
    """The images that are frames of the micrograph, and how many others are not shown."""
    tags = read_tags(path)
    listed = {key: each for key, each in group(tags, "ImageList").items() if group(each, "ImageData")}
    previews = {str(group(each).get("ImageIndex")) for each in group(tags, "Thumbnails").values()}
    wanted = [each for key, each in listed.items() if key not in previews] or list(listed.values())
    if not wanted:
        raise MicrographError(f"{path} holds no image; the file is damaged or was not written to its end.")
    found: list[_Image] = []
    problems: list[MicrographError] = []
    for each in wanted:
        try:
            found.append(_image(path, each))
        except MicrographError as problem:
            problems.append(problem)
    if not found:
        raise problems[0]
    alike = [each for each in found if each.alike == found[0].alike]
    return alike, len(wanted) - len(alike)


def _image(path: Path, tags: Tags) -> _Image:
    data = group(tags, "ImageData")
    sizes = [int(number(size) or 0) for size in group(data, "Dimensions").values()]
    kind = int(number(data.get("DataType")) or 0)
    array = data.get("Data")
    if not isinstance(array, Array) or not sizes:
        raise MicrographError(f"{path} holds no pixels; the file is damaged or was not written to its end.")
    scales = list(group(data, "Calibrations", "Dimension").values())
    axes = [axis(number(group(each).get("Scale")), text_of(path, group(each).get("Units"))) for each in scales]
    axes += [Axis(Kind.UNKNOWN)] * (len(sizes) - len(axes))
    if len(sizes) < 2 or min(sizes[:2]) == 1 or Kind.ENERGY in (axes[0].kind, axes[1].kind):
        what = "spectra" if any(each.kind is Kind.ENERGY for each in axes[:2]) else "a profile"
        raise MicrographError(
            f"{path} holds {what} ({' × '.join(map(str, sizes))} values) and no picture; open it in DigitalMicrograph."
        )
    if kind in _PACKED:
        raise MicrographError(
            f"{path} holds a Fourier transform in DigitalMicrograph's packed form, which MAEMI does not read; "
            f"save its magnitude as an image."
        )
    if kind not in _DTYPES and kind not in _COLOUR:
        raise MicrographError(f"{path} holds numbers of a kind that MAEMI does not know ({kind}); export it as TIFF.")
    dtype = np.dtype(array.dtype.str[0].replace("|", "=") + ("u4" if kind in _COLOUR else _DTYPES[kind]))
    stored = Stored(array.offset, dtype, sizes[1], sizes[0], product(tuple(sizes[2:])))
    stored.check(path)
    if stored.frames * stored.frame_bytes > array.count * array.dtype.itemsize:
        raise MicrographError(f"{path} has fewer pixels than it says; copy it again from its source.")
    return _Image(
        stored,
        (axes[0], axes[1]),
        group(tags, "ImageTags"),
        kind in _COLOUR,
        axes[2].kind if len(sizes) == 3 else Kind.UNKNOWN,
    )
