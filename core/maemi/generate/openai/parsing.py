"""Answers from whatever text a server sent: exact JSON, JSON in a code fence, or JSON between other words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from maemi.redaction import without_known

LONGEST = 4000
"""Characters; an answer beyond is a model that ran away."""
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reply says."""

    answers: dict[str, str] = field(default_factory=dict[str, str])
    reasoning: str = ""
    trouble: str = ""
    """Why there are fewer answers than questions, as far as it can be told."""


def parse_reply(text: str | None, ids: Iterable[str]) -> Parsed:
    """Answers by question id; empty ones, unknown ids and runaways are left out. Never raises."""
    text = without_known(text or "")
    if not text.strip():
        return Parsed(trouble="the reply was empty")
    document = _document(_THOUGHT.sub("", text))
    if document is None:
        return Parsed(trouble="the reply was not JSON")
    known = set(ids)
    answers: dict[str, str] = {}
    for name, answer in _entries(document):
        if name in known and name not in answers and isinstance(answer, str) and 0 < len(answer.strip()) <= LONGEST:
            answers[name] = " ".join(answer.split())
    missing = len(known) - len(answers)
    reasoning = document.get("reasoning", "")
    return Parsed(
        answers,
        reasoning if isinstance(reasoning, str) else "",
        f"{missing} answers were missing or empty" if missing else "",
    )


def _document(text: str) -> dict[str, Any] | None:
    """The first JSON object of a text that holds answers."""
    fenced = [match[1] for match in _FENCE.finditer(text)]
    for candidate in (text, *fenced):
        if isinstance(document := _load(candidate), dict):
            return cast("dict[str, Any]", document)
        if isinstance(document, list):
            return {"answers": document}
    decoder = json.JSONDecoder()
    for start in (match.start() for match in re.finditer(r"\{", text)):
        try:
            document, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return cast("dict[str, Any]", document)
    return None


def _load(text: str) -> Any:
    try:
        return json.loads(text.strip())
    except (ValueError, RecursionError):
        return None


def _entries(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """(id, answer) from a list of entries, from a mapping under `answers`, or from a flat mapping."""
    answers = document.get("answers", document)
    if isinstance(answers, dict):
        return [(str(name), answer) for name, answer in cast("dict[Any, Any]", answers).items()]
    if not isinstance(answers, list):
        return []
    entries = [cast("dict[str, Any]", entry) for entry in cast("list[Any]", answers) if isinstance(entry, dict)]
    return [(str(entry.get("id", "")), entry.get("answer")) for entry in entries]
