"""What is asked of an HDF5 file before a value is read: nothing may lead out of it, or swell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from maemi.micrograph.formats.hdf5_types import Dataset, Group, library
from maemi.micrograph.limits import GIANT_BYTES

_MAX_OBJECTS = 20_000
_MAX_DEPTH = 24
_MAX_CHUNK = 2 << 30
_HONEST_RATIO = 200
"""Decoded bytes for each stored one, as for TIFF; asked only of data that would fill much memory."""


class UnsafeHdf5Error(ValueError):
    """A dataset that must not be read; the text says why."""


def child(group: Group, name: str) -> Any:
    """A group or dataset of a group, by a hard link only: others may name any file of this machine. None if missing."""
    within: Any = group
    if isinstance(within.get(name, getlink=True), library().HardLink):
        return within[name]
    return None


def subgroup(group: Group | None, *names: str) -> Group | None:
    """The group along names, or None."""
    for name in names:
        found = child(group, name) if group is not None else None
        group = found if isinstance(found, library().Group) else None
    return group


def dataset(group: Group, name: str) -> Dataset | None:
    """A dataset that `check` lets pass, or None where there is none."""
    found = child(group, name)
    if not isinstance(found, library().Dataset):
        return None
    check(found)
    return found


def walk(group: Group) -> Iterator[Group]:
    """This group and those below it by hard links, each once."""
    waiting: list[tuple[Any, int]] = [(group, 0)]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MAX_OBJECTS:
        each, depth = waiting.pop(0)
        place = library().h5o.get_info(each.id)
        if (place.fileno, place.addr) in seen or depth > _MAX_DEPTH:
            continue
        seen.add((place.fileno, place.addr))
        yield each
        below = (child(each, name) for name in each)
        waiting += [(found, depth + 1) for found in below if isinstance(found, library().Group)]


def check(data: Any) -> None:
    """Raise UnsafeHdf5Error for values kept in other files, chunks that fill the memory, and bombs."""
    if data.is_virtual or data.external:
        raise UnsafeHdf5Error("its values are in other files")
    if data.shape is None:
        raise UnsafeHdf5Error("it has no values")
    item = data.dtype.itemsize
    if data.chunks and math.prod(data.chunks) * item > _MAX_CHUNK:
        raise UnsafeHdf5Error("its chunks are larger than a micrograph")
    decoded, stored = math.prod(data.shape) * item, data.id.get_storage_size()
    if decoded > GIANT_BYTES and decoded > _HONEST_RATIO * max(1, stored):
        raise UnsafeHdf5Error(f"{decoded:,} bytes of values in {stored:,} stored ones")


def text(value: object) -> str:
    """An attribute or value as text, whatever of HDF5's ways was taken to store it; empty where it is none."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip(" \0")
    if isinstance(value, str):
        return value.strip(" \0")
    if isinstance(value, int):
        return str(int(value))
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "size", 0) == 1:
        return text(item())
    return ""
