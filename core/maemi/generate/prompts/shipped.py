"""The templates and tasks that ship with MAEMI, from resources/prompts/tasks.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from maemi import resources
from maemi.generate.questions import Question, question_of
from maemi.project.prompts import hash_of

Pictures = Literal["one", "same class", "other class", "quarters"]
"""What goes with a micrograph in one request: nothing, one of its class, one of another class, its own quarters."""
SYSTEM = "system"
DEFAULT_TASK = "questions"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One template, and what it is for."""

    name: str
    title: str
    about: str
    text: str
    is_system: bool = False
    pictures: Pictures = "one"
    questions: tuple[Question, ...] = ()
    """What the pairs ask; empty for the project's question list, or where the teacher asks itself."""
    own: int = 0
    """How many questions the teacher writes itself."""
    task: str = "vqa"
    """Of the pairs that it brings."""
    facts: frozenset[str] | None = None
    """The kinds of facts that it may tell at most, where more would give the answer away; None is all."""

    @property
    def hash(self) -> str:
        return hash_of(self.text)

    @property
    def takes_list(self) -> bool:
        """Whether it asks the project's question list."""
        return not self.is_system and not self.questions and not self.own


@cache
def shipped_prompts() -> dict[str, Shipped]:
    """All by name, the system prompt first, then the tasks in their order."""
    found: dict[str, Any] = json.loads(resources.path("prompts", "tasks.json").read_text("utf-8"))
    made = [_shipped(entry, is_system=True) for entry in found["system"]]
    made += [_shipped(entry, is_system=False) for entry in found["tasks"]]
    return {one.name: one for one in made}


@cache
def earlier_documents() -> dict[str, dict[str, Any]]:
    """Texts of earlier versions by the hash in pairs of then."""
    found: dict[str, Any] = json.loads(resources.path("prompts", "earlier.json").read_text("utf-8"))
    return {key: cast("dict[str, Any]", entry) for key, entry in found.items() if isinstance(entry, dict)}


def _shipped(entry: dict[str, Any], is_system: bool) -> Shipped:
    name, task = str(entry["name"]), str(entry.get("task", "vqa"))
    facts = entry.get("facts")
    return Shipped(
        name,
        str(entry["title"]),
        str(entry["about"]),
        resources.path("prompts", f"{name}.jinja").read_text("utf-8"),
        is_system,
        cast("Pictures", entry.get("pictures", "one")),
        tuple(question_of({**one, "task": task}, name) for one in entry.get("questions", ())),
        int(entry.get("own", 0)),
        task,
        None if facts is None else frozenset(str(one) for one in facts),
    )
