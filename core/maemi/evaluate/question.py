"""What a model is asked in an evaluation, and who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from maemi.progress import Progress


@dataclass(frozen=True, slots=True)
class Question:
    """One held-out pair, as it is put to a model."""

    pair_id: int
    task: str
    micrograph: Path | None
    """What the model gets to see; None: no picture at all."""
    facts: str
    """The system message: what the file says and what was measured."""
    question: str
    expected: str
    """The approved answer."""


class Answerer(Protocol):
    """A model under evaluation."""

    name: str

    def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
        """One answer for each question, None where none could be had (an unreadable micrograph, a stop).

        Raises MaemiError where the model cannot be asked at all.
        """
        ...
