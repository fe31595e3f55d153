"""The nearest neighbours of every vector, by comparing all with all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 512


def neighbours(vectors: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows [n, count] of the most similar others of each vector, nearest first, and their cosines [n, count].

    Exact; 21,000 vectors of 64 values take some seconds. Fewer columns where there are fewer others.
    """
    total = len(vectors)
    count = max(0, min(count, total - 1))
    rows = np.zeros((total, count), np.int64)
    cosines = np.zeros((total, count), np.float32)
    if not count:
        return rows, cosines
    for first in range(0, total, _BLOCK):
        block = vectors[first : first + _BLOCK] @ vectors.T
        here = np.arange(len(block))
        block[here, first + here] = -2
        some = np.argpartition(-block, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(block, some, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        rows[first : first + _BLOCK] = np.take_along_axis(some, order, axis=1)
        cosines[first : first + _BLOCK] = np.take_along_axis(values, order, axis=1)
    return rows, cosines
