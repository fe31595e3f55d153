"""Agglomeration: which objects touch, and the clusters that they form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.measure import imaging
from maemi.measure.imaging import Labels

SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1), (0, 2), (2, 0))
"""Objects touch where at most one pixel lies between them."""


@dataclass(frozen=True, slots=True)
class Agglomeration:
    """How labelled objects hang together."""

    share: float
    """Of the objects, those that touch another one, 0 … 1."""
    clusters: int
    """Groups of two or more objects that touch, one through another."""
    members: float
    """Mean number of objects in a cluster; 0 without one."""


def agglomeration(labels: Labels, count: int) -> Agglomeration:
    """Of the labels 1 … count."""
    pairs = touching_pairs(labels)
    if len(pairs) == 0:
        return Agglomeration(0.0, 0, 0.0)
    touching = np.unique(pairs)
    clusters = len(np.unique(imaging.groups_of(pairs, count + 1)[touching]))
    return Agglomeration(len(touching) / count, clusters, len(touching) / clusters)


def touching_pairs(labels: Labels) -> NDArray[np.int64]:
    """[pairs, 2] of labels that touch, the smaller one first, each pair once."""
    found: list[NDArray[np.int64]] = []
    rows, columns = labels.shape
    for down, right in SHIFTS:
        here = labels[: rows - down, max(0, -right) : columns - max(0, right)]
        there = labels[down:, max(0, right) : columns + min(0, right)]
        meet = (here != there) & (here > 0) & (there > 0)
        pair = np.stack([here[meet], there[meet]], axis=1).astype(np.int64)
        found.append(np.sort(pair, axis=1))
    return np.unique(np.concatenate(found), axis=0)
