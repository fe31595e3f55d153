"""The class named in the question of a pair that tests whether a model can tell the class."""

from __future__ import annotations

import re

from maemi.generate.subject import Subject
from maemi.phantom.classes import DISPLAY_NAMES
from maemi.project.rows import Finding

TASKS = frozenset({"classification", "class", "test", "intra-class dissimilarity", "inter-class similarity"})
"""Tasks whose question must not tell its answer."""


def class_findings(question: str, task: str, subject: Subject) -> list[Finding]:
    """At the class's words in the question; a list of several classes to choose from names none."""
    words = subject.class_words
    if task not in TASKS or words is None:
        return []
    place = _place(words, question)
    if place is None or any(_place(other, question) for other in DISPLAY_NAMES.values() if other != words):
        return []
    message = f"The question names the class “{words}”, which it asks for."
    return [Finding("class_named", message, "error", None, *place, side="question")]


def _place(words: str, question: str) -> tuple[int, int] | None:
    """Where a class stands in a question, in singular or plural."""
    stem = re.escape(words.removesuffix("s"))
    match = re.search(rf"\b{stem}(?:s|es)?\b", question, re.IGNORECASE)
    return match.span() if match is not None else None
