"""The header of an MRC or CCP4 map file (CCP-EM's MRC2014 standard), and FEI's extended header behind it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

from maemi.micrograph.formats.stored import MAX_FRAMES
from maemi.micrograph.record import Acquisition
from maemi.micrograph.vendors.facts import positive, words

HEADER_BYTES = 1024
_DTYPES = {0: "i1", 1: "i2", 2: "f4", 3: "i2", 4: "c8", 6: "u2", 12: "f2", 101: "u1"}
COMPLEX_INTEGERS, FOUR_BITS = 3, 101
_MAX_SIDE = 1 << 20
_MAX_EXTENDED = 1 << 28
_UNSIGNED = 2
"""Bit of IMOD's flags at byte 156: mode 0 holds unsigned bytes where they are not signed."""
_IMOD = b"IMOD"


@dataclass(frozen=True, slots=True)
class MrcHeader:
    """What the first 1024 bytes say."""

    columns: int
    rows: int
    sections: int
    mode: int
    dtype: np.dtype[np.generic]
    extended_bytes: int
    extended_kind: bytes
    pixel_m: tuple[float | None, float | None]
    """Metres per pixel along rows and columns, None where not said."""
    order: str = "<"
    labels: tuple[str, ...] = field(default=())

    @property
    def start(self) -> int:
        """Byte of the first pixel."""
        return HEADER_BYTES + self.extended_bytes

    @property
    def row_bytes(self) -> int:
        """Bytes of a row; two pixels share a byte in mode 101."""
        if self.mode == FOUR_BITS:
            return (self.columns + 1) // 2
        return self.columns * self.dtype.itemsize * (2 if self.mode == COMPLEX_INTEGERS else 1)


def parse_header(head: bytes) -> MrcHeader | None:
    """The header in a file's first bytes (at least 224); None where these are no MRC header.

    Files before 2000 lack the letters `MAP `, so that only sizes, mode and axes tell.
    """
    for order in "<>":
        columns, rows, sections, mode = struct.unpack_from(f"{order}4i", head)
        axes = struct.unpack_from(f"{order}3i", head, 64)
        extended = struct.unpack_from(f"{order}i", head, 92)[0]
        plausible = (
            all(0 < size <= _MAX_SIDE for size in (columns, rows))
            and 0 < sections <= MAX_FRAMES
            and mode in _DTYPES
            and 0 <= extended <= _MAX_EXTENDED
        )
        signed = head[208:212] == b"MAP " and head[212:213] in (b"\x44", b"\x11", b"\x00")
        if plausible and (sorted(axes) == [1, 2, 3] or (signed and axes == (0, 0, 0))):
            break
    else:
        return None
    if head[208:212] != b"MAP " and head[212:216] not in (b"\x44\x41\0\0", b"\x44\x44\0\0", b"\x11\x11\0\0", bytes(4)):
        return None
    dtype = _DTYPES[mode]
    if mode == 0 and head[152:156] == _IMOD and not struct.unpack_from(f"{order}i", head, 156)[0] & 1:
        dtype = "u1"
    axes = axes if sorted(axes) == [1, 2, 3] else (1, 2, 3)
    grid = struct.unpack_from(f"{order}3i", head, 28)
    cell = struct.unpack_from(f"{order}3f", head, 40)
    return MrcHeader(
        columns,
        rows,
        sections,
        mode,
        np.dtype(order + dtype),
        extended,
        head[104:108],
        (_metres(cell, grid, axes[1] - 1), _metres(cell, grid, axes[0] - 1)),
        order,
    )


def _metres(cell: tuple[float, ...], grid: tuple[int, ...], place: int) -> float | None:
    """The cell's length in ångström over its number of grid steps; Direct Electron writes negative ones for unknown."""
    length, steps = positive(cell[place]), grid[place]
    return length / steps * 1e-10 if length is not None and steps > 0 else None


@dataclass(frozen=True, slots=True)
class FeiFacts:
    """What FEI's extended header says of the first section."""

    pixel_m: tuple[float | None, float | None] = (None, None)
    reciprocal: bool = False
    acquisition: Acquisition = field(default_factory=Acquisition)


def parse_fei(data: bytes, kind: bytes, order: str) -> FeiFacts:
    """FEI1 and FEI2 (Thermo Fisher's `EPU and Tomography MRC2014 extended header`): entries at fixed places."""
    if kind not in (b"FEI1", b"FEI2") or len(data) < 768:
        return FeiFacts()

    def real(at: int) -> float | None:
        return positive(struct.unpack_from(f"{order}d", data, at)[0])

    def whole(at: int) -> int:
        return struct.unpack_from(f"{order}i", data, at)[0]

    def name(at: int) -> str | None:
        return words(data[at : at + 16].split(b"\0")[0].decode("latin-1"))

    scanned = whole(244) == 2
    # A projection mode of 1 is diffraction, which in a scanning microscope is the ordinary state.
    reciprocal = whole(248) == 1 and not scanned
    return FeiFacts(
        (real(164), real(156)),
        reciprocal,
        Acquisition(
            instrument=name(20),
            accelerating_voltage_v=real(84),
            magnification=real(289),
            detector=name(519) if scanned else name(435),
            dwell_time_s=real(571) if scanned else None,
            technique="STEM" if scanned else "TEM" if whole(244) == 1 else None,
        ),
    )
