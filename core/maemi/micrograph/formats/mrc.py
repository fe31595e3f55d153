"""MRC and CCP4 maps, plain, gzipped or bzipped: sections as frames; plain ones are mapped into memory."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Generator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

import numpy as np

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.mrc_header import (
    COMPLEX_INTEGERS,
    FOUR_BITS,
    HEADER_BYTES,
    MrcHeader,
    parse_fei,
    parse_header,
)
from maemi.micrograph.formats.protocol import Pixels
from maemi.micrograph.formats.stored import check_frame, check_frames, native
from maemi.micrograph.limits import GIANT_BYTES, check_size, too_large
from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.vendors.facts import calibrated

_GZIP, _BZIP = b"\x1f\x8b", b"BZh"
_PACKED = (".gz", ".bz2")
_HONEST_RATIO = 200
_FEI_BYTES = 1024
_PIECE = 1 << 22


class MrcReader:
    """One section is one frame; JEOL's `.map` files are something else, and only the bytes decide."""

    name = "MRC"
    suffixes = frozenset({".mrc", ".mrcs", ".map", ".rec", ".st", ".ali", ".ccp4"})

    def recognises(self, head: bytes) -> bool:
        return len(head) >= 224 and parse_header(head) is not None

    def describe(self, path: Path) -> MicrographInfo:
        with _opened(path) as file:
            header = _header(path, file)
            extended = file.read(min(header.extended_bytes, _FEI_BYTES))
        _check(path, header)
        facts = parse_fei(extended, header.extended_kind, header.order)
        rows_m, columns_m = (fei or cell for fei, cell in zip(facts.pixel_m, header.pixel_m, strict=True))
        size = calibrated(rows_m, columns_m, "FEI extended header" if facts.pixel_m[1] else "MRC cell dimensions")
        warnings: list[str] = []
        if header.mode in (COMPLEX_INTEGERS, 4):
            warnings.append("The values are complex numbers; their magnitude is shown.")
        reciprocal = facts.reciprocal or header.mode in (COMPLEX_INTEGERS, 4)
        return MicrographInfo(
            path=path,
            format="MRC",
            vendor="FEI" if header.extended_kind in (b"FEI1", b"FEI2") else None,
            shape=(header.rows, header.columns),
            dtype=_shown(header),
            channels=1,
            frames=header.sections,
            pixel_size=None if reciprocal else size,
            reciprocal=reciprocal,
            acquisition=facts.acquisition,
            scan_rows=header.rows,
            warnings=tuple(warnings),
        )

    def pixels(self, path: Path, frame: int, step: int) -> Pixels:
        with _opened(path) as file:
            header = _header(path, file)
            _check(path, header)
            check_frame(path, frame, header.sections)
            size = header.rows * header.row_bytes
            start = header.start + frame * size
            if not _is_packed(path):
                raw = np.memmap(path, np.uint8, "r", start, (header.rows, header.row_bytes))
                return _values(header, raw[::step], step)
            _skip(path, file, start - HEADER_BYTES)
            data = _read(path, file, size)
        return _values(header, np.frombuffer(data, np.uint8).reshape(header.rows, header.row_bytes)[::step], step)


class PackedMrcReader(MrcReader):
    """The same, compressed: the first bytes only say that something is compressed, `describe` looks inside."""

    name = "compressed MRC"
    suffixes = frozenset(f"{inner}{outer}" for inner in (".mrc", ".mrcs", ".map", ".rec", ".ccp4") for outer in _PACKED)

    def recognises(self, head: bytes) -> bool:
        return head.startswith((_GZIP, _BZIP))

    def may_be(self, path: Path) -> bool:
        # Other formats are compressed as a whole, too, and say so by their names.
        return path.suffix.lower() in (*_PACKED, *MrcReader.suffixes)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3).startswith((_GZIP, _BZIP))


@contextmanager
def _opened(path: Path) -> Generator[IO[bytes]]:
    """The file, decompressed as it is read."""
    with path.open("rb") as raw:
        head = raw.read(3)
        raw.seek(0)
        if head.startswith(_GZIP):
            with gzip.GzipFile(fileobj=raw) as file:
                yield cast(IO[bytes], file)
        elif head.startswith(_BZIP):
            with bz2.BZ2File(raw) as file:
                yield cast(IO[bytes], file)
        else:
            yield raw


def _header(path: Path, file: IO[bytes] | BufferedIOBase) -> MrcHeader:
    head = file.read(HEADER_BYTES)
    header = parse_header(head) if len(head) == HEADER_BYTES else None
    if header is None:
        raise MicrographError(f"{path} is compressed and holds no MRC or map file; unpack it and add what is inside.")
    return header


def _check(path: Path, header: MrcHeader) -> None:
    check_size(path, header.rows, header.columns)
    check_frames(path, header.sections)
    size = path.stat().st_size
    needed = header.start + header.sections * header.rows * header.row_bytes
    if not _is_packed(path):
        if needed > size:
            raise MicrographError(
                f"{path} is incomplete: it ends after {size:,} bytes, before its pixels do; copy it again from its "
                f"source."
            )
    elif needed > GIANT_BYTES and needed > _HONEST_RATIO * size:
        raise too_large(path, f"{header.rows:,} × {header.columns:,} pixels in {size:,} bytes, ")


def _skip(path: Path, file: IO[bytes], count: int) -> None:
    while count > 0:
        piece = file.read(min(count, _PIECE))
        if not piece:
            raise _cut(path)
        count -= len(piece)


def _read(path: Path, file: IO[bytes], count: int) -> bytearray:
    data = bytearray()
    while len(data) < count:
        piece = file.read(min(count - len(data), _PIECE))
        if not piece:
            raise _cut(path)
        data += piece
    return data


def _cut(path: Path) -> MicrographError:
    return MicrographError(f"{path} is incomplete: its compressed data end before its pixels do; copy it again.")


def _values(header: MrcHeader, raw: Pixels, step: int) -> Pixels:
    """Pixels [rows, columns] from bytes [rows, bytes of a row]; every `step`-th column."""
    if header.mode == FOUR_BITS:
        # The first pixel of a pair is in the lower half of its byte.
        pairs = np.stack([raw & 15, raw >> 4], axis=-1).reshape(len(raw), -1)
        return np.array(pairs[:, : header.columns : step], np.uint8)
    values = np.ascontiguousarray(raw).view(header.dtype)
    if header.mode == COMPLEX_INTEGERS:
        parts = values.reshape(len(values), header.columns, 2)[:, ::step].astype(np.float32)
        return np.hypot(parts[..., 0], parts[..., 1])
    pixels = native(values[:, ::step])
    return np.abs(pixels) if pixels.dtype.kind == "c" else pixels


def _shown(header: MrcHeader) -> str:
    """The type of the pixels that are handed out."""
    return "float32" if header.mode in (COMPLEX_INTEGERS, 4) else header.dtype.newbyteorder("=").name
