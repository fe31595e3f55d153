"""Suggested classes: right where examples are, silent where they are not, humble where they are few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maemi.errors import InputError
from maemi.similar.collection import Collection
from maemi.similar.suggesting import suggest_classes


def clouds(examples: int, open_ones: int, spread: float = 0.25) -> tuple[Collection, list[str]]:
    """Three classes as clouds on the sphere; the first `examples` of each are labelled."""
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(3, 32))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    vectors, labels, truth = [], [], []
    for number, name in enumerate(("a", "b", "c")):
        for place in range(examples + open_ones):
            vector = centres[number] + rng.normal(size=32) * spread
            vectors.append(vector / np.linalg.norm(vector))
            labels.append(name if place < examples else None)
            truth.append(name)
    count = len(vectors)
    names = tuple(str(each) for each in range(count))
    made = Collection(
        ids=np.arange(count),
        names=names,
        hashes=names,
        classes=tuple(labels),
        pairs=("none",) * count,
        vectors=np.array(vectors, np.float32),
        sketches=np.zeros((count, 1), np.uint8),
        places=np.full((count, 2), np.nan),
        groups=np.zeros(count, np.int64),
    )
    return made, truth


def test_few_examples_suggest_the_right_class() -> None:
    collection, truth = clouds(examples=6, open_ones=40, spread=0.12)
    report = suggest_classes(collection, 0.6)
    assert len(report.suggestions) > 60
    assert all(truth[each.id] == each.class_name for each in report.suggestions)
    assert report.accuracy > 0.9 and report.by_chance == pytest.approx(1 / 3, abs=1e-3)
    assert len(report.suggestions) + report.unsure + report.unlike == 120


def test_confidence_is_honest() -> None:
    collection, truth = clouds(examples=25, open_ones=200, spread=0.33)
    report = suggest_classes(collection, 0.34)
    confidence = np.array([each.confidence for each in report.suggestions])
    right = np.array([truth[each.id] == each.class_name for each in report.suggestions])
    assert 0.5 < right.mean() < 1.0
    assert right.mean() >= confidence.mean() - 0.07


def test_few_right_answers_make_no_one_sure() -> None:
    collection, _ = clouds(examples=2, open_ones=20, spread=0.05)
    report = suggest_classes(collection, 0.5)
    assert max(each.confidence for each in report.suggestions) <= 7 / 8
    assert suggest_classes(collection, 0.9).suggestions == ()


def test_what_looks_like_no_example_gets_no_class() -> None:
    collection, _ = clouds(examples=8, open_ones=5, spread=0.12)
    vectors = collection.vectors.copy()
    strange = [row for row, name in enumerate(collection.classes) if name is None][:3]
    vectors[strange] = -vectors[strange]
    report = suggest_classes(replace(collection, vectors=vectors), 0.4)
    assert not {each.id for each in report.suggestions} & set(strange)
    assert report.unlike >= 3


def test_one_example_is_too_few() -> None:
    collection, _ = clouds(examples=1, open_ones=3)
    with pytest.raises(InputError, match="label some more"):
        suggest_classes(collection)
    with pytest.raises(InputError, match="confidence"):
        suggest_classes(collection, 1.5)
