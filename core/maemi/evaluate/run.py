"""Score a model's answers on held-out pairs, beside the same model's answers when it cannot see the micrograph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maemi.errors import MaemiError
from maemi.evaluate.blind import shuffled, without_picture
from maemi.evaluate.question import Answerer, Question
from maemi.evaluate.text_metrics import Scores, scores
from maemi.progress import Progress


def evaluate(
    answerer: Answerer, questions: Sequence[Question], progress: Progress, blind: bool = True
) -> dict[str, Any]:
    """What `maemi evaluate --json` prints: model, pairs, metrics, by_task, blind, answers.

    Each group of metrics is {name: {"value", "signature"}}; `blind` has `shuffled` (another micrograph's picture) and
    `none` (no picture), each null where it could not be had. Raises MaemiError where no question got an answer.
    """
    answered = _answered(answerer, questions, progress)
    if not answered:
        raise MaemiError(f"{answerer.name} answered none of the {len(questions)} questions: see the warnings above.")
    result: dict[str, Any] = {
        "model": answerer.name,
        "pairs": len(answered),
        "micrographs": len({question.micrograph for question, _ in answered}),
        "metrics": _scored(answered),
        "by_task": {task: _scored([row for row in answered if row[0].task == task]) for task in _tasks(answered)},
        "blind": {},
        "answers": [
            {"pair": question.pair_id, "question": question.question, "expected": question.expected, "answer": text}
            for question, text in answered
        ],
    }
    progress.event("scores", when="after", values=result["metrics"])
    if blind:
        seen = [question for question, _ in answered]
        for name, asked in (("shuffled", shuffled(seen)), ("none", without_picture(seen))):
            found = _answered(answerer, asked, progress) if asked and not progress.stop_requested() else []
            # Comparable only over the same pairs.
            result["blind"][name] = _scored(found) if len(found) == len(seen) else None
    return result


def _answered(answerer: Answerer, questions: Sequence[Question], progress: Progress) -> list[tuple[Question, str]]:
    answers = answerer.answer(questions, progress)
    return [(question, text) for question, text in zip(questions, answers, strict=True) if text is not None]


def _tasks(answered: Sequence[tuple[Question, str]]) -> list[str]:
    return sorted({question.task for question, _ in answered})


def _scored(answered: Sequence[tuple[Question, str]]) -> dict[str, dict[str, Any]]:
    return as_json(scores([question.expected for question, _ in answered], [text for _, text in answered]))


def as_json(values: Scores) -> dict[str, dict[str, Any]]:
    """Metrics with their signatures, as events and results hold them."""
    return {name: {"value": round(value, 4), "signature": signature} for name, (value, signature) in values.items()}
