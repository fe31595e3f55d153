"""The tree of tags of a DigitalMicrograph file (DM3, DM4), read within bounds.

The layout is that of the public descriptions by Chris Boothroyd (`dm3format`) and Greg Jefferis: a header, then groups
of named entries; an entry is a group again or data, whose type comes as a short list of numbers. Lengths are
big-endian, data as the header says; DM4 has 8 bytes where DM3 has 4, and the size of each entry before it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

import numpy as np

Tags = dict[str, Any]
"""Name (or number, where it has none) to a group, a number, a text, a tuple, or `Array`."""

_TYPES = {2: "i2", 3: "i4", 4: "u2", 5: "u4", 6: "f4", 7: "f8", 8: "u1", 9: "i1", 10: "u1", 11: "i8", 12: "u8"}
_STRUCT, _TEXT, _ARRAY = 15, 18, 20
_GROUP, _DATA = 20, 21
_MAX_DEPTH = 64
_MAX_ENTRIES = 200_000
_MAX_TEXT = 1 << 16
_MAX_FIELDS = 1024


class DamagedTagsError(ValueError):
    """The tree does not hold together."""


@dataclass(frozen=True, slots=True)
class Array:
    """Many equal values, left in the file: where they start, their type, how many."""

    offset: int
    dtype: np.dtype[np.generic]
    count: int


def read_tags(path: Path) -> Tags:
    """The whole tree of a file, arrays left where they are; raises DamagedTagsError."""
    with path.open("rb") as file:
        return _Reader(file, path.stat().st_size).root()


class _Reader:
    def __init__(self, file: BufferedReader, size: int) -> None:
        self._file = file
        self._size = size
        self._entries = 0
        version = struct.unpack(">I", self._bytes(4))[0]
        if version not in (3, 4):
            raise DamagedTagsError(f"version {version}")
        self._dm4 = version == 4
        self._length()
        self._order = "<" if struct.unpack(">I", self._bytes(4))[0] else ">"

    def root(self) -> Tags:
        return self._group(0)

    def _bytes(self, count: int) -> bytes:
        data = self._file.read(count) if 0 <= count <= self._size else b""
        if len(data) != count:
            raise DamagedTagsError("it ends within its tags")
        return data

    def _length(self) -> int:
        return struct.unpack(">Q", self._bytes(8))[0] if self._dm4 else struct.unpack(">I", self._bytes(4))[0]

    def _group(self, depth: int) -> Tags:
        if depth > _MAX_DEPTH:
            raise DamagedTagsError("its tags are nested too deeply")
        self._bytes(2)  # whether it is sorted and open in the program
        found: Tags = {}
        for index in range(self._length()):
            self._entries += 1
            if self._entries > _MAX_ENTRIES:
                raise DamagedTagsError("it has more tags than the program writes")
            kind = self._bytes(1)[0]
            name = self._bytes(struct.unpack(">H", self._bytes(2))[0]).decode("latin-1")
            if self._dm4:
                self._bytes(8)  # bytes of the entry, which its contents say too
            if kind == _GROUP:
                found[name or str(index)] = self._group(depth + 1)
            elif kind == _DATA:
                found[name or str(index)] = self._value()
            else:
                raise DamagedTagsError(f"a tag of unknown kind {kind}")
        return found

    def _value(self) -> object:
        if self._bytes(4) != b"%%%%":
            raise DamagedTagsError("a tag without its mark")
        count = self._length()
        if not 1 <= count <= 2 * _MAX_FIELDS + 4:
            raise DamagedTagsError("a tag of too many parts")
        return self._typed([self._length() for _ in range(count)])

    def _typed(self, parts: list[int]) -> object:
        kind = parts[0]
        if kind in _TYPES:
            dtype = self._dtype(kind)
            return np.frombuffer(self._bytes(dtype.itemsize), dtype)[0].item()
        if kind == _TEXT and len(parts) >= 2:
            return self._text(parts[1])
        if kind == _STRUCT:
            dtype = self._fields(parts)
            return tuple(np.frombuffer(self._bytes(dtype.itemsize), dtype)[0].item())
        if kind == _ARRAY and len(parts) >= 3:
            return self._array(self._fields(parts[1:-1]) if parts[1] == _STRUCT else self._dtype(parts[1]), parts[-1])
        raise DamagedTagsError(f"data of unknown type {kind}")

    def _text(self, length: int) -> str:
        # The length is that of UTF-16 characters; no text that anybody wrote is longer.
        if length > _MAX_TEXT:
            raise DamagedTagsError("a text without an end")
        return self._bytes(2 * length).decode("utf-16-le" if self._order == "<" else "utf-16-be", "replace")

    def _array(self, dtype: np.dtype[np.generic], count: int) -> Array:
        offset = self._file.tell()
        end = offset + count * dtype.itemsize
        if end > self._size:
            raise DamagedTagsError("it ends within its data")
        self._file.seek(end)
        return Array(offset, dtype, count)

    def _dtype(self, kind: int) -> np.dtype[np.generic]:
        if kind not in _TYPES:
            raise DamagedTagsError(f"data of unknown type {kind}")
        return cast("np.dtype[np.generic]", np.dtype(self._order + _TYPES[kind]))

    def _fields(self, parts: list[int]) -> np.dtype[np.generic]:
        """The type of a structure, [15, length of its name, fields, (length of a name, type) …]."""
        kinds = parts[4::2]
        if len(parts) < 3 or parts[2] != len(kinds) or not kinds or len(kinds) > _MAX_FIELDS:
            raise DamagedTagsError("a structure of impossible fields")
        return np.dtype([(f"f{index}", self._dtype(kind)) for index, kind in enumerate(kinds)])


def group(tags: object, *names: str) -> Tags:
    """The group along names; empty where there is none."""
    for name in names:
        tags = cast(Tags, tags).get(name) if isinstance(tags, dict) else None
    return cast(Tags, tags) if isinstance(tags, dict) else {}


def text_of(path: Path, value: object) -> str:
    """A text tag, which is an array of UTF-16; empty for anything else."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Array) or value.dtype.itemsize != 2 or value.dtype.kind != "u" or value.count > _MAX_TEXT:
        return ""
    with path.open("rb") as file:
        file.seek(value.offset)
        data = file.read(2 * value.count)
    return data.decode("utf-16-be" if value.dtype.str.startswith(">") else "utf-16-le", "replace").strip(" \0\r\n\t")
