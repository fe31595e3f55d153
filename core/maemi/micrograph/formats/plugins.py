"""Readers that others add: entry points of the group `maemi.formats`, and RosettaSciIO where it is installed.

An entry point names a reader (`protocol.FormatReader`), a class of one, or a tuple of them. Built-in readers are asked
first, so that none of them can be shadowed. A plug-in that does not load is a sentence for `maemi doctor`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from typing import cast

from maemi.micrograph.formats.protocol import FormatReader
from maemi.plug_ins import does_not_load, points_of

GROUP = "maemi.formats"
_PARTS = ("name", "suffixes", "recognises", "describe", "pixels")


@cache
def plugins() -> tuple[tuple[FormatReader, ...], tuple[str, ...]]:
    """Every reader that could be loaded, and a sentence for each plug-in that could not."""
    readers: list[FormatReader] = []
    problems: list[str] = []
    for point in points_of(GROUP):
        try:
            readers += _loaded(point)
        except Exception as error:  # a plug-in may fail in any way of its own, and harms nobody
            problems.append(does_not_load(point, error))
    if find_spec("rsciio") is not None:
        from maemi.micrograph.formats.rosettasciio import RosettaSciIOReader

        readers.append(RosettaSciIOReader())
    return tuple(readers), tuple(problems)


def _loaded(point: EntryPoint) -> list[FormatReader]:
    thing: object = point.load()
    several = cast("Iterable[object]", thing) if isinstance(thing, tuple | list) else (thing,)
    found: list[FormatReader] = []
    for each in several:
        reader = each() if isinstance(each, type) else each
        missing = [part for part in _PARTS if not hasattr(reader, part)]
        if missing:
            raise TypeError(f"it is no reader: it has no {', '.join(missing)}")
        reader = cast(FormatReader, reader)
        if not all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.suffixes):
            raise ValueError("its suffixes are not lower-case ones with a dot")
        found.append(reader)
    return found
