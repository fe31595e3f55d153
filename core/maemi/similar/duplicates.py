"""Near duplicates: one picture saved again, in another size, compression, contrast, turn or mirror."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.similar.collection import Collection
from maemi.similar.neighbours import neighbours
from maemi.similar.numerics import components
from maemi.similar.sketch import compared, turned

LOOKED_AT = 20
"""Nearest neighbours of each micrograph that are looked at closer."""
ALIKE = 0.7
"""Cosine of the vectors above which two are looked at closer; it only saves time."""
SAME = 0.85
"""Correlation of the sketches' detail above which two are one picture (benchmarks/similar.py prints what it costs)."""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Micrographs that are one picture."""

    ids: tuple[int, ...]
    """By id: the first was there first."""
    correlation: float
    """The lowest correlation of sketches that holds the group together."""


def find_duplicates(
    collection: Collection, near: tuple[NDArray[np.int64], NDArray[np.float32]] | None = None
) -> list[DuplicateGroup]:
    """Groups of near duplicates, each micrograph in one at most. `near`: `neighbours` of the vectors, if known.

    The vectors say which pairs may be one picture, the sketches which are: look-alikes are no duplicates.
    """
    total = len(collection.ids)
    if total < 2:
        return []
    rows, cosines = near if near is not None else neighbours(collection.vectors, LOOKED_AT)
    rows, cosines = rows[:, :LOOKED_AT], cosines[:, :LOOKED_AT]
    one = np.repeat(np.arange(total), rows.shape[1])
    other = rows.reshape(-1)
    worth = (cosines.reshape(-1) >= ALIKE) & ((one < other) | ~_mutual(rows, one, other))
    one, other = one[worth], other[worth]
    correlation = sketch_correlation(collection.sketches, one, other)
    same = correlation >= SAME
    one, other, correlation = one[same], other[same], correlation[same]
    labels = components(one, other, total)
    members: dict[int, list[int]] = {}
    for row in np.unique(np.concatenate([one, other])):
        members.setdefault(int(labels[row]), []).append(int(row))
    weakest = dict.fromkeys(members, 1.0)
    for row, value in zip(one, correlation, strict=True):
        weakest[int(labels[row])] = min(weakest[int(labels[row])], float(value))
    return [
        DuplicateGroup(tuple(int(collection.ids[row]) for row in group), round(weakest[label], 4))
        for label, group in sorted(members.items(), key=lambda item: item[1])
    ]


def sketch_correlation(
    sketches: NDArray[np.uint8], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float32]:
    """[pairs]: the best correlation of the sketches of rows `one` and `other`, over quarter turns and mirrors."""
    result = np.zeros(len(one), np.float32)
    block = 8192
    for first in range(0, len(one), block):
        some = slice(first, first + block)
        left, right = compared(sketches[one[some]]), compared(sketches[other[some]])
        result[some] = np.max([np.einsum("ij,ij->i", left, each) for each in turned(right)], axis=0)
    return result


def _mutual(rows: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether `one` is among the neighbours of `other` too: such a pair comes twice and is looked at once."""
    return (rows[other] == one[:, None]).any(axis=1)
