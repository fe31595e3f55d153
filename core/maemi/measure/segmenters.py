"""Segmenters that others add: entry points of the group `maemi.segmenters`, e.g. a learned one with its weights.

The name of the entry point is the name that a person gives (`Settings.segmenter`); its value is a segmenter or a class
of one. Which there are is read from the installed distributions; nothing of theirs is imported before it is to segment.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from maemi.errors import InputError, MaemiError
from maemi.measure.result import COUNTED, Kind
from maemi.measure.settings import BUILT_IN
from maemi.plug_ins import does_not_load, points_of

if TYPE_CHECKING:
    from maemi.measure.imaging import Labels, Plane

GROUP = "maemi.segmenters"
_PARTS = ("name", "kinds", "segment")
MOST = np.iinfo(np.int32).max


class Segmenter(Protocol):
    """Tells objects apart; MAEMI measures them."""

    name: str
    """As a methods section calls it, e.g. `Cellpose-SAM`."""
    kinds: frozenset[Kind]
    """Of `result.COUNTED` those that it can find."""

    def segment(self, grey: Plane, kind: Kind) -> NDArray[Any]:
        """Whole numbers [rows, columns]: 0 background, each object another number, in any order.

        `grey` [rows, columns] float32: the scan without info bar and burned-in boxes, not smoothed, 0 … 1 for all but
        half a per cent of the pixels at either end; means over squares of pixels where the scan has over two million.
        """
        ...


@cache
def installed() -> dict[str, EntryPoint]:
    """By name; of two of one name the first, and none that is called as a built-in one is."""
    found: dict[str, EntryPoint] = {}
    for point in points_of(GROUP):
        if point.name not in BUILT_IN:
            found.setdefault(point.name, point)
    return found


def added() -> tuple[str, ...]:
    """Names of those that others add."""
    return tuple(installed())


def names() -> tuple[str, ...]:
    """All that `Settings.segmenter` may be."""
    return (*BUILT_IN, *added())


def is_added(name: str | None) -> bool:
    """Whether this segmenter is one that others add."""
    return name is not None and name not in BUILT_IN


def source_of(name: str) -> str:
    """Distribution and version that it comes from: `maemi-cellpose 1.2`; empty where nobody knows."""
    point = installed().get(name)
    return f"{point.dist.name} {point.dist.version}" if point is not None and point.dist is not None else ""


def tried() -> tuple[list[str], list[str]]:
    """Names of those that load, and a sentence for each one that does not, or whose name is taken; imports them all."""
    good: list[str] = []
    found: list[str] = []
    for point in points_of(GROUP):
        kept = installed().get(point.name)
        if kept is None or kept.value != point.value:
            found.append(f"The segmenter {point.name} ({point.value}) has a name that is taken: have it renamed.")
            continue
        try:
            load(point.name)
            good.append(point.name)
        except MaemiError as error:
            found.append(str(error))
    return good, found


@cache
def load(name: str) -> Segmenter:
    """The segmenter, ready. Raises InputError where there is none of that name, or it does not load."""
    point = installed().get(name)
    if point is None:
        raise InputError(unknown(name))
    try:
        return _checked(point.load())
    except Exception as error:  # a plug-in may fail in any way of its own
        raise InputError(does_not_load(point, error)) from error


def unknown(name: str) -> str:
    """The sentence for a name that there is not."""
    *first, last = names()
    return f"There is no segmenter {name!r}: choose {', '.join(first)} or {last}."


def labels_by(name: str, grey: Plane, kind: Kind) -> Labels:
    """What an added segmenter finds of a kind: [rows, columns] int32, 0 background, checked.

    Raises InputError for a kind that it does not find, and MaemiError where it fails or hands back no label image.
    """
    segmenter = load(name)
    if kind not in segmenter.kinds:
        finds = ", ".join(one for one in COUNTED if one in segmenter.kinds)
        raise InputError(f"The segmenter {name} finds {finds}, not {kind}: measure one of these, or leave it out.")
    try:
        found = segmenter.segment(grey.copy(), kind)
    except Exception as error:  # as above
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        raise MaemiError(f"The segmenter {name} failed ({told}): update it, or measure without it.") from error
    wrong = wrong_with(found, grey.shape)
    if wrong:
        raise MaemiError(f"The segmenter {name} handed back no labels ({wrong}): update it, or measure without it.")
    return np.asarray(found).astype(np.int32)


def wrong_with(found: object, shape: tuple[int, ...]) -> str:
    """Why something is no label image of that shape, in a few words; empty where it is one."""
    if not isinstance(found, np.ndarray):
        return f"a {type(found).__name__}, not an array"
    labels = cast("NDArray[Any]", found)
    if labels.shape != shape:
        return f"its shape is {labels.shape}, the scan's {shape}"
    if labels.dtype.kind == "b":
        return "a mask of true and false tells no objects apart"
    if labels.dtype.kind not in "iuf":
        return f"{labels.dtype} are no whole numbers"
    if labels.dtype.kind == "f" and not (np.isfinite(labels).all() and (labels == np.floor(labels)).all()):
        return "some are no whole numbers"
    if labels.min(initial=0) < 0:
        return "some are negative"
    return "some are too large" if labels.max(initial=0) > MOST else ""


def _checked(thing: object) -> Segmenter:
    segmenter = thing() if isinstance(thing, type) else thing
    missing = [part for part in _PARTS if not hasattr(segmenter, part)]
    if missing:
        raise TypeError(f"it is no segmenter: it has no {', '.join(missing)}")
    segmenter = cast(Segmenter, segmenter)
    if not segmenter.kinds or not set(segmenter.kinds) <= set(COUNTED):
        raise ValueError(f"its kinds are not of {', '.join(COUNTED)}")
    return segmenter
