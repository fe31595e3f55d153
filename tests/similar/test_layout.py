"""The map: groups of vectors stay together, and neighbours stay neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.similar.layout import lay_out
from maemi.similar.neighbours import neighbours


def groups_of_vectors(each: int = 60) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(5, 64))
    labels = np.repeat(np.arange(5), each)
    vectors = centres[labels] + rng.normal(size=(len(labels), 64)) * 0.6
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def test_neighbours_are_exact() -> None:
    vectors, _ = groups_of_vectors(20)
    rows, cosines = neighbours(vectors, 7)
    all_cosines = vectors @ vectors.T
    np.fill_diagonal(all_cosines, -2)
    assert np.allclose(cosines, -np.sort(-all_cosines, axis=1)[:, :7], atol=1e-6)
    assert (rows != np.arange(len(vectors))[:, None]).all()


def test_groups_stay_together() -> None:
    vectors, labels = groups_of_vectors()
    near = neighbours(vectors, 20)
    places = lay_out(vectors, near)
    assert places is not None and places.shape == (300, 2)
    away = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(away, np.inf)
    nearest = np.argsort(away, axis=1)[:, :10]
    assert (labels[nearest] == labels[:, None]).mean() > 0.98
    again = lay_out(vectors, near)
    assert again is not None and np.array_equal(places, again)
    other = lay_out(vectors, near, seed=1)
    assert other is not None and not np.array_equal(places, other)


def test_it_can_be_stopped() -> None:
    vectors, _ = groups_of_vectors(4)
    assert lay_out(vectors, neighbours(vectors, 15), tell=lambda _share: False) is None


def test_few_vectors_have_places_too() -> None:
    for count in range(5):
        vectors = groups_of_vectors(4)[0][:count]
        places = lay_out(vectors, neighbours(vectors, 15))
        assert places is not None and places.shape == (count, 2) and np.isfinite(places).all()
