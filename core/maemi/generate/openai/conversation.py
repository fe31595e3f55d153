"""One request as turns of a chat: system prompt, approved examples, then the micrograph and what goes beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from maemi.generate.openai.picture import Picture
from maemi.generate.openai.prompting import example_facts, facts_of, reply_words
from maemi.generate.openai.settings import TeacherSettings
from maemi.generate.openai.tokens import image_tokens, text_tokens
from maemi.generate.prompts.brief import Brief
from maemi.generate.prompts.materials import Beside, Example
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.project.rows import MicrographRow

EXAMPLE_SIDE = 256
"""Pixels: enough to see what an example is about, at a fraction of the tokens."""
EXAMPLE = "An example that experts have approved."
NAMES = ("First micrograph:", "Second micrograph:")
WHOLE = "The whole micrograph:"

PictureOf = Callable[[MicrographRow, int], Picture]
QuartersOf = Callable[[MicrographRow], "Sequence[tuple[str, Picture]]"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; text and pictures in their order."""

    role: Literal["system", "user", "assistant"]
    parts: tuple[str | Picture, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where pictures come from: a preview reckons their sizes instead of reading files."""

    of: PictureOf
    quarters: QuartersOf


def values_of(
    brief: Brief, settings: TeacherSettings, subject: Subject, asked: Sequence[Asked], beside: Beside
) -> dict[str, Any]:
    """What templates may use, of one micrograph; `prompts.variables` says what each is."""
    allowed = brief.task.origin.facts
    told_class = settings.give_class
    # A class that is given tells no less than a measurement of its kind.
    kinds = settings.facts if allowed is None or told_class else settings.facts & allowed
    other = Subject(beside.companion, None).class_words if beside.companion is not None else None
    return {
        "synthetic": subject.synthetic,
        "reasoning": settings.reasoning,
        "class_given": subject.class_words if told_class else None,
        "facts": facts_of(subject, kinds, told_class),
        "classes": list(brief.classes),
        "examples": len(beside.examples),
        "reply": reply_words(asked, settings.reasoning),
        "questions": [{"id": one.id, "text": one.text, "heading": one.heading} for one in asked if not one.is_own],
        "own_questions": sum(one.is_own for one in asked),
        "other_class": other if told_class else None,
    }


def turns_of(
    brief: Brief,
    settings: TeacherSettings,
    subject: Subject,
    asked: Sequence[Asked],
    beside: Beside,
    pictures: Pictures,
) -> list[Turn]:
    """The whole request. Raises TemplateError, MicrographError."""
    values = values_of(brief, settings, subject, asked, beside)
    turns = [Turn("system", (brief.system_text(values),))]
    for example in beside.examples:
        turns += _example_turns(example, settings, brief.task.origin.own > 0, pictures)
    shown = pictures.of(subject.row, settings.image_side)
    parts: list[str | Picture] = [brief.request_text(values)]
    if brief.task.origin.pictures == "quarters":
        parts += [WHOLE, shown]
        for name, quarter in pictures.quarters(subject.row):
            parts += [f"{name}:", quarter]
    elif beside.companion is not None:
        parts += [NAMES[0], shown, NAMES[1], pictures.of(beside.companion, settings.image_side)]
    else:
        parts.append(shown)
    return [*turns, Turn("user", tuple(parts))]


def _example_turns(example: Example, settings: TeacherSettings, own: bool, pictures: Pictures) -> list[Turn]:
    pairs = list(enumerate(example.pairs, start=1))
    facts = "\n".join(f"- {fact}" for fact in example_facts(Subject(example.row, None))) or "- none are known."
    said = f"{EXAMPLE} Facts about this micrograph:\n{facts}"
    if own:
        reply: dict[str, Any] = {
            "pairs": [{"question": pair.question, "answer": pair.answer} for _number, pair in pairs]
        }
    else:
        said += "\n\n" + "\n".join(f"example-{number}: {pair.question}" for number, pair in pairs)
        reply = {"answers": [{"id": f"example-{number}", "answer": pair.answer} for number, pair in pairs]}
    thoughts = next((pair.reasoning for pair in example.pairs if pair.reasoning), "")
    if settings.reasoning and thoughts:
        reply = {"reasoning": thoughts} | reply
    shown = (pictures.of(example.row, EXAMPLE_SIDE),) if settings.example_pictures else ()
    return [Turn("user", (said, *shown)), Turn("assistant", (json.dumps(reply, ensure_ascii=False),))]


def messages_of(turns: Sequence[Turn], detail: str) -> list[dict[str, Any]]:
    """As the chat protocol carries them."""
    return [_message(turn, detail) for turn in turns]


def told_of(turns: Sequence[Turn]) -> list[Any]:
    """The same as a key needs it: pictures by their hash."""
    return [
        [turn.role, *(part if isinstance(part, str) else {"picture": part.sha256} for part in turn.parts)]
        for turn in turns
    ]


def tokens_of(turns: Sequence[Turn], model: str = "", detail: str = "high") -> int:
    """At most so many tokens, pictures included."""
    words = sum(text_tokens(part) for turn in turns for part in turn.parts if isinstance(part, str))
    pictures = [one for turn in turns for one in turn.parts if isinstance(one, Picture)]
    seen = sum(image_tokens(one.rows, one.columns, model, detail) for one in pictures)
    return words + seen + 10 * len(turns)


def _message(turn: Turn, detail: str) -> dict[str, Any]:
    if len(turn.parts) == 1 and isinstance(turn.parts[0], str):
        return {"role": turn.role, "content": turn.parts[0]}
    more = {} if detail == "auto" else {"detail": detail}
    content: list[dict[str, Any]] = [
        {"type": "text", "text": part}
        if isinstance(part, str)
        else {"type": "image_url", "image_url": {"url": part.url, **more}}
        for part in turn.parts
    ]
    return {"role": turn.role, "content": content}
