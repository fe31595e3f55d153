"""The map: places in the plane at which look-alikes lie together.

Source: McInnes, Healy & Melville 2018, UMAP (arXiv 1802.03426): a fuzzy graph of nearest neighbours, laid out by
attraction along its edges and repulsion from others drawn by chance. Written from the formulas on numpy, since the
packages that do it bring a compiler or a hundred megabytes. It starts from the principal components, so that the large
distances mean something too.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maemi.similar.numerics import joined_both_ways

NEIGHBOURS = 15
REPELLED_BY = 5
"""Others that each attraction is answered with."""
SPREAD_A, SPREAD_B = 1.577, 0.8951
"""UMAP's curve for a least distance of 0.1."""
_CHUNKS = 6
"""Parts of an epoch: places move between them, as they would if each edge were taken alone."""
_STEP = 4.0
_HOMING = 0.01
"""Share of the way to the middle that every place goes in a part: groups without a common edge would drift apart."""


def lay_out(
    vectors: NDArray[np.float32],
    near: tuple[NDArray[np.int64], NDArray[np.float32]],
    seed: int = 0,
    tell: Callable[[float], bool] | None = None,
) -> NDArray[np.float64] | None:
    """[n, 2] places between -1 and 1, the same for the same vectors and seed.

    `near`: the `neighbours` of the vectors. `tell` hears the share that is done and answers whether to go on; None is
    returned where it said no.
    """
    total = len(vectors)
    places = principal_places(vectors)
    if total < 4:
        return _scaled(places)
    one, other, weight = fuzzy_graph(near[0][:, :NEIGHBOURS], near[1][:, :NEIGHBOURS])
    rng = np.random.default_rng(seed)
    places = (places * 10 + rng.normal(0, 1e-3, places.shape)).astype(np.float32)
    epochs = 200 if total > 10_000 else 400
    chance = weight / weight.max()
    for epoch in range(epochs):
        if tell is not None and not tell(epoch / epochs):
            return None
        chosen = np.flatnonzero(rng.random(len(one)) < chance)
        rng.shuffle(chosen)
        for part in np.array_split(chosen, _CHUNKS):
            _pull_and_push(places, one[part], other[part], 1 - epoch / epochs, rng)
    return _scaled(places.astype(np.float64))


def principal_places(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """[n, 2]: the first two principal components, the greatest value 1, of signs that are always the same."""
    if len(vectors) < 2 or vectors.shape[1] < 2:
        return np.zeros((len(vectors), 2))
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    found = centred @ directions[:, ::-1][:, :2]
    heaviest = found[np.abs(found).argmax(axis=0), [0, 1]]
    return found * np.where(heaviest < 0, -1, 1) / max(float(np.abs(found).max()), 1e-9)


def fuzzy_graph(
    rows: NDArray[np.int64], cosines: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Edges (one, other, weight) in both directions, from the nearest neighbours [n, k] and their cosines.

    A weight falls with the distance beyond the nearest neighbour, on a scale at which each point has about log2 k
    neighbours; both ends' opinions are joined as a probabilistic or.
    """
    total, count = int(rows.shape[0]), int(rows.shape[1])
    distance = np.sqrt(np.maximum(0, 2 - 2 * cosines.astype(np.float64)))
    beyond = np.maximum(0, distance - distance[:, :1])
    low, high = np.full(total, 1e-6), np.full(total, 8.0)
    for _ in range(40):
        scale = (low + high) / 2
        crowded = np.exp(-beyond / scale[:, None]).sum(axis=1) > np.log2(count + 1)
        high, low = np.where(crowded, scale, high), np.where(crowded, low, scale)
    weight = np.exp(-beyond / ((low + high) / 2)[:, None])
    return joined_both_ways(np.arange(total * count) // count, rows.ravel(), weight.ravel(), total)


def _pull_and_push(
    places: NDArray[np.float32],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    rate: float,
    rng: np.random.Generator,
) -> None:
    """Move the ends of edges together, and their first ends away from others drawn by chance; in place."""
    apart = places[one] - places[other]
    square = (apart * apart).sum(axis=1) + 1e-12
    pull = -2 * SPREAD_A * SPREAD_B * square ** (SPREAD_B - 1) / (1 + SPREAD_A * square**SPREAD_B)
    pulled = np.clip(pull[:, None] * apart, -_STEP, _STEP)
    total = len(places)
    moves = _summed(one, pulled, total) - _summed(other, pulled, total)
    many = np.repeat(one, REPELLED_BY)
    strangers = rng.integers(0, total, len(many))
    apart = places[many] - places[strangers]
    square = (apart * apart).sum(axis=1)
    push = 2 * SPREAD_B / ((0.001 + square) * (1 + SPREAD_A * square**SPREAD_B))
    push[many == strangers] = 0
    moves += _summed(many, np.clip(push[:, None] * apart, -_STEP, _STEP), total)
    moves = np.clip(moves, -2 * _STEP, 2 * _STEP) - np.float32(_HOMING) * places
    places += moves * np.float32(rate)


def _summed(rows: NDArray[np.int64], moves: NDArray[np.float32], total: int) -> NDArray[np.float32]:
    columns = [np.bincount(rows, moves[:, axis], minlength=total) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def _scaled(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Around 0 and within -1 to 1, the same scale along both axes."""
    if not len(places):
        return places
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    return (places - middle) / max(float(np.abs(places - middle).max()), 1e-9)
