"""The only door of this room to scipy: what is used of it, with types, and imported late."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def _ndimage() -> Any:
    # scipy ships no types.
    return import_module("scipy.ndimage")


def median_of_columns(array: Floats, size: int) -> Floats:
    """Each pixel's median with its neighbours over and under it."""
    return np.asarray(_ndimage().median_filter(array, size=(size, 1), mode="nearest"), np.float32)


def median_of_rows(array: Floats, size: int) -> Floats:
    """Each pixel's median with its neighbours left and right of it."""
    return np.asarray(_ndimage().median_filter(array, size=(1, size), mode="nearest"), np.float32)


def mean_of_columns(array: Floats, size: int) -> Floats:
    """Each pixel's mean with its neighbours over and under it."""
    return np.asarray(_ndimage().uniform_filter1d(array, size, axis=0, mode="nearest"), np.float32)


def blobs(array: Floats, threshold: float) -> list[tuple[int, int, int, int, float]]:
    """Connected parts above a threshold: first row, first column, rows, columns, and their mean value."""
    ndimage = _ndimage()
    labels, _ = ndimage.label(array > threshold, structure=np.ones((3, 3)))
    found: list[tuple[int, int, int, int, float]] = []
    for index, place in enumerate(ndimage.find_objects(labels), start=1):
        inside: NDArray[np.bool_] = np.asarray(labels[place] == index)
        rows, columns = inside.shape
        mean = float(array[place][inside].mean())
        found.append((int(place[0].start), int(place[1].start), int(rows), int(columns), mean))
    return found
