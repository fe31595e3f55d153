"""A fine-tune's settings travel as JSON and refuse nonsense."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maemi.errors import InputError
from maemi.train.order import batch
from maemi.train.schedule import learning_rate
from maemi.train.spec import TrainSpec


def test_a_spec_survives_json() -> None:
    spec = TrainSpec(project="/p", ranks=(2, 8), steps=7, resume="train-1")
    assert TrainSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


def test_a_spec_of_a_newer_version_is_refused_and_named() -> None:
    with pytest.raises(InputError, match="colour"):
        TrainSpec.from_json({"project": "/p", "colour": "red"})


def test_a_spec_without_a_project_is_refused() -> None:
    with pytest.raises(InputError, match="project"):
        TrainSpec.from_json({"base": "embedded"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"steps": 0},
        {"batch": -1},
        {"ranks": (8, 4)},
        {"held_out": 0.0},
        {"held_out": 1.0},
        {"learning_rate": float("nan")},
        {"learning_rate": 0.0},
        {"alpha": 0.0},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        TrainSpec(project="/p", **wrong)


def test_steps_follow_from_epochs_unless_they_are_given() -> None:
    assert TrainSpec(project="/p", epochs=3, batch=8).total_steps(100) == 39
    assert TrainSpec(project="/p", epochs=3, batch=8, accumulation=2).total_steps(100) == 21
    assert TrainSpec(project="/p", epochs=3, steps=5).total_steps(100) == 5


def test_an_epoch_sees_every_pair_once_and_each_epoch_in_its_own_order() -> None:
    seen = [index for step in range(10) for index in batch(3, step, 4, 20)]
    first, second = seen[:20], seen[20:]
    assert sorted(first) == sorted(second) == list(range(20))
    assert first != second
    assert batch(3, 7, 4, 20) == seen[28:32]


def test_a_batch_may_be_larger_than_the_set() -> None:
    assert sorted(batch(0, 0, 6, 3)) == [0, 0, 1, 1, 2, 2]


def test_the_learning_rate_rises_then_falls_to_a_tenth() -> None:
    rates = [learning_rate(step, 100, 0.01, 0.1) for step in range(100)]
    assert rates[0] == pytest.approx(0.001)
    assert max(rates) == pytest.approx(0.01)
    assert rates.index(max(rates)) in (9, 10)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0.001, rel=0.01)
