"""An evaluation tells a model that looks from one that guesses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from maemi.errors import MaemiError
from maemi.evaluate.blind import shuffled, without_picture
from maemi.evaluate.question import Question
from maemi.evaluate.run import evaluate
from maemi.progress import Progress, Silent

QUESTIONS = [
    Question(
        number, ("caption", "VQA")[number % 2], Path(f"m{number // 2}.png"), "", "What is it?", f"it is m{number // 2}"
    )
    for number in range(8)
]


class Looking:
    """Says the name of the file that it is shown."""

    name = "looking"

    def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
        return [f"it is {question.micrograph.stem if question.micrograph else 'dark'}" for question in questions]


class Guessing:
    """Says the same whatever it is shown."""

    name = "guessing"

    def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
        return ["it is m1" for _ in questions]


def rouge(metrics: dict[str, Any]) -> float:
    return float(metrics["ROUGE-1"]["value"])


def test_a_model_that_looks_beats_its_blind_self() -> None:
    result = evaluate(Looking(), QUESTIONS, Silent())
    assert rouge(result["metrics"]) == 1.0
    assert rouge(result["blind"]["shuffled"]) == pytest.approx(2 / 3, abs=1e-4)
    assert rouge(result["blind"]["none"]) == pytest.approx(2 / 3, abs=1e-4)
    assert (result["pairs"], result["micrographs"]) == (8, 4)
    assert set(result["by_task"]) == {"caption", "VQA"}


def test_a_model_that_guesses_does_not() -> None:
    result = evaluate(Guessing(), QUESTIONS, Silent())
    assert result["metrics"] == result["blind"]["shuffled"] == result["blind"]["none"]


def test_shuffling_gives_nobody_its_own_picture_and_uses_each_as_often() -> None:
    other = shuffled(QUESTIONS)
    assert other is not None
    assert all(mine.micrograph != theirs.micrograph for mine, theirs in zip(QUESTIONS, other, strict=True))
    assert sorted(str(q.micrograph) for q in other) == sorted(str(q.micrograph) for q in QUESTIONS)
    assert [q.expected for q in other] == [q.expected for q in QUESTIONS]


def test_one_micrograph_cannot_be_shuffled() -> None:
    assert shuffled(QUESTIONS[:2]) is None
    assert evaluate(Looking(), QUESTIONS[:2], Silent())["blind"]["shuffled"] is None


def test_without_a_picture_everything_else_is_the_same() -> None:
    assert {question.micrograph for question in without_picture(QUESTIONS)} == {None}
    assert [q.question for q in without_picture(QUESTIONS)] == [q.question for q in QUESTIONS]


def test_questions_without_an_answer_are_left_out_and_none_at_all_is_an_error() -> None:
    class Half(Looking):
        def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
            return [text if place % 2 else None for place, text in enumerate(super().answer(questions, progress))]

    assert evaluate(Half(), QUESTIONS, Silent(), blind=False)["pairs"] == 4

    class Mute(Looking):
        def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
            return [None for _ in questions]

    with pytest.raises(MaemiError, match="answered none"):
        evaluate(Mute(), QUESTIONS, Silent())
