"""The question list: what a teacher is asked about each micrograph, under the paper's ten headings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from maemi import resources
from maemi.errors import InputError

CAPTION, CLASS = "caption", "class"
TASKS = {CAPTION: "caption", CLASS: "classification"}
"""The task of a pair by its question's id; every other question is visual question answering."""
NEUTRAL_OBJECTS = "structures"
"""What questions call the objects where their own name would tell the class."""
OWN = "own"
"""How the ids of questions that a teacher writes itself begin."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question in several wordings."""

    id: str
    heading: str
    wordings: tuple[str, ...]
    needs: str = ""
    """Asked only where this quantity was measured, and only of a teacher that answers from measurements."""
    of_task: str = ""
    """The task of its pairs, where the id does not say it."""

    @property
    def task(self) -> str:
        return self.of_task or TASKS.get(self.id, "vqa")

    def worded(self, objects: str, rng: Random) -> Asked:
        """One of the wordings, with `{objects}` named."""
        return Asked(self.id, self.heading, rng.choice(self.wordings).replace("{objects}", objects), self.task)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is asked about one micrograph."""

    id: str
    heading: str
    text: str
    """Empty where the teacher writes the question itself."""
    task: str

    @property
    def is_own(self) -> bool:
        """Whether the teacher writes this question itself."""
        return not self.text


def own_slots(count: int, task: str) -> list[Asked]:
    """Places for questions that a teacher writes itself."""
    return [Asked(f"{OWN}-{number}", OWN, "", task) for number in range(1, count + 1)]


def load_questions(file: Path | None = None) -> tuple[Question, ...]:
    """The shipped list, or a person's own: JSON like the shipped one, or plain text with one question a line.

    Raises InputError where the file cannot be read or holds no question.
    """
    place = file or resources.path("prompts", "questions.json")
    try:
        text = place.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The question list {place} cannot be read: {error}.") from error
    questions = _from_json(text, place) if place.suffix.lower() == ".json" else _from_lines(text)
    if not questions:
        raise InputError(f"The question list {place} holds no question: write one question a line.")
    return questions


def _from_lines(text: str) -> tuple[Question, ...]:
    """A line that is one of the shipped wordings keeps its id, so that the measured teacher answers it."""
    lines = [line.strip() for line in text.splitlines()]
    asked = [line for line in lines if line and not line.startswith("#")]
    known = {wording.lower(): question for question in load_questions() for wording in question.wordings}
    found: list[Question] = []
    for number, line in enumerate(asked, start=1):
        shipped = known.get(line.lower())
        if shipped is None or any(one.id == shipped.id for one in found):
            found.append(Question(f"line-{number}", "own", (line,)))
        else:
            found.append(Question(shipped.id, shipped.heading, (line,)))
    return tuple(found)


def _from_json(text: str, place: Path) -> tuple[Question, ...]:
    try:
        data: dict[str, Any] = json.loads(text)
        found = [question_of(data[name], name) for name in ("caption", "classification") if name in data]
        for heading in data.get("headings", []):
            found += [question_of(one, str(heading["heading"])) for one in heading["questions"]]
        found += [question_of(one, str(one["heading"])) for one in data.get("measured", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The question list {place} is not understood ({type(error).__name__}: {error}): "
            "keep the form of the shipped questions.json, or write one question a line in a .txt file."
        ) from error
    return tuple(found)


def question_of(data: dict[str, Any], heading: str) -> Question:
    """A question of the list's JSON. Raises ValueError, KeyError for one that is none."""
    wordings = tuple(str(wording) for wording in data["wordings"] if str(wording).strip())
    if not wordings:
        raise ValueError(f"question {data['id']!r} has no wording")
    return Question(str(data["id"]), heading, wordings, str(data.get("needs", "")), str(data.get("task", "")))
