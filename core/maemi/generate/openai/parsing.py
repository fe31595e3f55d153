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
LONGEST_REASONING = 20_000
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
_TAGS = r"think(?:ing)?|thought|reasoning"
_THOUGHT = re.compile(rf"<({_TAGS})>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(rf"^(.*?)</(?:{_TAGS})>", re.DOTALL | re.IGNORECASE)
"""Some servers swallow the tag that opens the thoughts."""
_THOUGHT_BEGIN = re.compile(rf"<(?:{_TAGS})>(.*)$", re.DOTALL | re.IGNORECASE)
"""Thoughts that never end: the reply was cut off in them."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reply says."""

    answers: dict[str, str] = field(default_factory=dict[str, str])
    reasoning: str = ""
    """The teacher's thoughts, wherever it put them; never part of an answer."""
    trouble: str = ""
    """Why there are fewer answers than questions, as far as it can be told."""
    questions: dict[str, str] = field(default_factory=dict[str, str])
    """By the same ids, where the teacher wrote them itself."""


def parse_reply(text: str | None, ids: Iterable[str], own: Iterable[str] = (), thoughts: str = "") -> Parsed:
    """Answers by question id; empty ones, unknown ids and runaways are left out. Never raises.

    `own`: ids that the teacher's own questions get, in their order. `thoughts`: what the server handed over apart.
    """
    places = list(own)
    text, thoughts = without_known(text or ""), without_known(thoughts)
    if not text.strip():
        return Parsed(reasoning=_kept(thoughts), trouble="the reply was empty")
    said, thought = without_thoughts(text)
    document = _document(said)
    reasoning = _reasoning(document, thought, thoughts)
    if document is None:
        return Parsed(reasoning=reasoning, trouble="the reply was not JSON")
    if places:
        return _own_pairs(document, places, reasoning)
    known = set(ids)
    answers: dict[str, str] = {}
    for name, answer in _entries(document):
        if name in known and name not in answers and (told := _answer(answer)):
            answers[name] = told
    missing = len(known) - len(answers)
    return Parsed(answers, reasoning, f"{missing} answers were missing or empty" if missing else "")


def without_thoughts(text: str) -> tuple[str, str]:
    """A text and the thoughts that a model wrote between tags before or within it, closed or not."""
    thoughts = [match[2].strip() for match in _THOUGHT.finditer(text)]
    rest = _THOUGHT.sub("", text)
    for open_ended in (_THOUGHT_END, _THOUGHT_BEGIN):
        if match := open_ended.search(rest):
            thoughts.append(match[1].strip())
            rest = rest[: match.start()] + rest[match.end() :]
    return rest, "\n".join(one for one in thoughts if one)


def _own_pairs(document: dict[str, Any], places: list[str], reasoning: str) -> Parsed:
    listed = document.get("pairs", document.get("answers"))
    entries = cast("list[Any]", listed) if isinstance(listed, list) else []
    answers: dict[str, str] = {}
    questions: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or len(answers) == len(places):
            continue
        found = cast("dict[str, Any]", entry)
        question, answer = _answer(found.get("question")), _answer(found.get("answer"))
        if question and answer:
            place = places[len(answers)]
            questions[place], answers[place] = question, answer
    missing = len(places) - len(answers)
    trouble = f"{missing} pairs were missing or empty" if missing else ""
    return Parsed(answers, reasoning, trouble, questions)


def _answer(value: Any) -> str:
    """One answer's words; empty where there are none to be had."""
    if not isinstance(value, str):
        return ""
    words = " ".join(without_thoughts(value)[0].split())
    return words if len(words) <= LONGEST else ""


def _reasoning(document: dict[str, Any] | None, between_tags: str, apart: str) -> str:
    said = document.get("reasoning", "") if document else ""
    parts = [apart, between_tags, said if isinstance(said, str) else ""]
    return _kept("\n".join(part.strip() for part in parts if part.strip()))


def _kept(thoughts: str) -> str:
    return thoughts.strip()[:LONGEST_REASONING]


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
