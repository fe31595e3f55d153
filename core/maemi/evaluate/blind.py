"""The blind baseline: the same questions with another picture, and with none. What a model gains over it, it sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maemi.evaluate.question import Question


def without_picture(questions: Sequence[Question]) -> list[Question]:
    """The same questions and facts, and nothing to look at."""
    return [replace(question, micrograph=None) for question in questions]


def shuffled(questions: Sequence[Question]) -> list[Question] | None:
    """The same questions and facts with the picture of another micrograph; None where there is only one.

    Each micrograph gets the one half-way round the list: none keeps its own, and each is used as often as before.
    """
    micrographs = sorted({question.micrograph for question in questions if question.micrograph is not None})
    if len(micrographs) < 2:
        return None
    shift = len(micrographs) // 2
    other = {path: micrographs[(place + shift) % len(micrographs)] for place, path in enumerate(micrographs)}
    return [
        replace(question, micrograph=other[question.micrograph]) if question.micrograph else question
        for question in questions
    ]
