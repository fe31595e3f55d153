"""The layout of a TIA series file (SER), read within bounds.

After the public description by Chris Boothroyd (`TIA series file format`): a little-endian header, the calibration of
each dimension of the series, a table of offsets, then elements, each with its own calibration before its data.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.stored import MAX_FRAMES, Stored

SPECTRA, IMAGES = 0x4120, 0x4122
_DTYPES = {1: "u1", 2: "<u2", 3: "<u4", 4: "i1", 5: "<i2", 6: "<i4", 7: "<f4", 8: "<f8", 9: "<c8", 10: "<c16"}
_WIDE_OFFSETS = 0x220
_HEADER = struct.Struct("<HHHiiii")
_ELEMENT = struct.Struct("<ddiddiHii")
_MAX_DIMENSIONS = 16
_MAX_TEXT = 1 << 16


@dataclass(frozen=True, slots=True)
class Element:
    """One image of a series: metres (or reciprocal metres) per column and row, and its pixels."""

    column_step: float
    row_step: float
    stored: Stored


@dataclass(frozen=True, slots=True)
class Series:
    """A file's header: what its elements are, where they start, and where their times are."""

    kind: int
    offsets: tuple[int, ...]
    tag_offsets: tuple[int, ...]


def read_series(path: Path) -> Series:
    """Header and table of offsets; raises ValueError or struct.error on damaged ones."""
    size = path.stat().st_size
    with path.open("rb") as file:
        order, _, version, kind, _, total, valid = _HEADER.unpack(_bytes(file, _HEADER.size, size))
        if order != 0x4949:
            raise ValueError("byte order")
        wide = version >= _WIDE_OFFSETS
        table = struct.unpack("<q" if wide else "<i", _bytes(file, 8 if wide else 4, size))[0]
        dimensions = struct.unpack("<i", _bytes(file, 4, size))[0]
        if not 0 <= dimensions <= _MAX_DIMENSIONS:
            raise ValueError("its number of dimensions")
        for _ in range(dimensions):
            _bytes(file, 24, size)
            for _ in range(2):
                _bytes(file, struct.unpack("<i", _bytes(file, 4, size))[0], size)
        if kind not in (SPECTRA, IMAGES) or not 0 <= valid <= total <= MAX_FRAMES:
            raise ValueError("its number of elements")
        file.seek(table)
        dtype = np.dtype("<i8" if wide else "<i4")
        data = np.frombuffer(_bytes(file, 2 * total * dtype.itemsize, size), dtype)
    return Series(kind, tuple(data[:valid].tolist()), tuple(data[total : total + valid].tolist()))


def read_element(path: Path, offset: int) -> Element:
    """One image, its size checked against the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, offset))
        _, column_step, _, _, row_step, _, kind, columns, rows = _ELEMENT.unpack(_bytes(file, _ELEMENT.size, size))
    if kind not in _DTYPES or offset < _HEADER.size:
        raise MicrographError(f"{path} holds an image of an unknown kind ({kind}); the file is damaged.")
    stored = Stored(offset + _ELEMENT.size, np.dtype(_DTYPES[kind]), rows, columns)
    stored.check(path, size)
    return Element(abs(column_step), abs(row_step), stored)


def read_time(path: Path, offset: int) -> int | None:
    """Seconds since 1970 at which an element was taken; None where it is not in the file."""
    with path.open("rb") as file:
        file.seek(max(0, offset))
        data = file.read(6)
    # The seconds follow the tag's kind, which two more bytes pad in some versions: only two bytes are certain.
    seconds = struct.unpack("<HI", data)[1] if len(data) == 6 else 0
    return seconds if 631_152_000 < seconds < 4_102_444_800 else None


def _bytes(file: BufferedReader, count: int, size: int) -> bytes:
    data = file.read(count) if 0 <= count <= size else b""
    if len(data) != count:
        raise ValueError("it ends within its header")
    return data
