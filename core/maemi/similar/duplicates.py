"""Near duplicates: one picture saved again, in another size, compression, contrast, turn or mirror."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.similar.collection import Collection
from maemi.similar.neighbours import neighbours
from maemi.similar.numerics import components
from maemi.similar.sketch import coarse, compared, turned

LOOKED_AT = 20
"""Micrographs with the nearest vectors that each is compared with: turned and mirrored copies are among them."""
SKETCHED = 4
"""Micrographs with the nearest sketches that each is compared with: compression and a smaller size change fine texture
more than they change the picture."""
ALIKE = 0.5
"""Cosine of the vectors, or of coarse sketches, below which two are not compared; it only saves time."""
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

    Vectors and sketches say which pairs may be one picture, the sketches which are: look-alikes are no duplicates.
    """
    total = len(collection.ids)
    if total < 2:
        return []
    rows, cosines = near if near is not None else neighbours(collection.vectors, LOOKED_AT)
    sketched = neighbours(coarse(compared(collection.sketches)), SKETCHED)
    pairs = np.concatenate([_pairs(rows[:, :LOOKED_AT], cosines[:, :LOOKED_AT]), _pairs(*sketched)])
    pairs = np.unique(pairs, axis=0)
    one, other = pairs[:, 0], pairs[:, 1]
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


def _pairs(rows: NDArray[np.int64], cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """[pairs, 2], the lower row first, of neighbours that are alike enough to be compared."""
    one = np.repeat(np.arange(len(rows)), rows.shape[1])
    pairs = np.sort(np.stack([one, rows.reshape(-1)], axis=1), axis=1)
    return pairs[cosines.reshape(-1) >= ALIKE]
