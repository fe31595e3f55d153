"""What the teacher is told of a micrograph as short lines, and the form that its reply has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from maemi.generate.checking.telling_class import tells_class
from maemi.generate.openai.settings import FACTS, MEASURED, METADATA
from maemi.generate.questions import NEUTRAL_OBJECTS, Asked
from maemi.generate.subject import Subject
from maemi.measure.quantities import QUANTITIES
from maemi.measure.result import Measurement
from maemi.measure.telling import format_quantity
from maemi.micrograph.units import format_length, format_voltage

LONGEST_FACT = 300
"""Characters: what a file's metadata say must not become a prompt of its own."""


def facts_of(subject: Subject, kinds: frozenset[str] = FACTS, give_class: bool = True) -> list[str]:
    """What is known as short lines; nothing that names the file, the folder or a person.

    `kinds`: of settings.FACTS. Where the class is not given, nothing else that tells it is given either.
    """
    facts: list[str] = []
    if METADATA in kinds:
        facts += metadata_facts(subject)
    if subject.class_words and give_class:
        facts.append(f"class: {subject.class_words}")
    if subject.measured and MEASURED in kinds:
        facts += measured_facts(subject.measured, subject.objects if give_class else NEUTRAL_OBJECTS)
    lines = [" ".join(fact.split())[:LONGEST_FACT] for fact in facts]
    return lines if give_class else [line for line in lines if not tells_class(line, subject)]


def metadata_facts(subject: Subject) -> list[str]:
    """Pixel size and acquisition, as the file says them."""
    facts: list[str] = []
    size, extent, taken = subject.row.pixel_size, subject.field_m, subject.acquisition
    if size:
        facts.append(f"pixel size: {format_length(size.mean_m)} (from {size.source})")
    if extent:
        facts.append(f"field of view: {format_length(extent[0])} wide, {format_length(extent[1])} high")
    if taken.technique:
        facts.append(f"technique: {taken.technique}")
    if taken.accelerating_voltage_v:
        facts.append(f"accelerating voltage: {format_voltage(taken.accelerating_voltage_v)}")
    if taken.detector:
        facts.append(f"detector: {taken.detector}")
    if taken.magnification:
        facts.append(f"magnification stated in the file: {taken.magnification:,.0f}×")
    return facts


def measured_facts(found: Measurement, objects: str) -> list[str]:
    """The numbers of image analysis that could be trusted, with their 95 % intervals where those are known."""
    if found.quantities:
        about = {name: f"{one.label[:1].lower()}{one.label[1:]}" for name, one in QUANTITIES.items()}
        return [f"{about.get(one.name, one.name)} ({objects}): {format_quantity(one)}" for one in found.quantities]
    facts: list[str] = []
    if found.count is not None:
        facts.append(f"{objects} counted by image analysis: {found.count}")
    if found.mean_size_m is not None:
        facts.append(f"mean size of the {objects}: {format_length(found.mean_size_m)}")
    if found.std_size_m is not None:
        facts.append(f"standard deviation of their size: {format_length(found.std_size_m)}")
    if found.coverage is not None:
        facts.append(f"share of the area: {100 * found.coverage:.1f} %")
    if found.pitch_m is not None:
        facts.append(f"pitch of the pattern: {format_length(found.pitch_m)}")
    return facts


def example_facts(subject: Subject) -> list[str]:
    """Of an example: what its file says."""
    return facts_of(replace(subject, measurement=None), frozenset({METADATA}), give_class=False)


def reply_words(asked: Sequence[Asked], reasoning: bool) -> str:
    """The reply's form in words, for servers that know no schemas."""
    thoughts = '"reasoning" holds your thoughts in at most five sentences, and ' if reasoning else ""
    if any(one.is_own for one in asked):
        return (
            f'Reply with one JSON object: {thoughts}"pairs" is a list of {len(asked)} entries, '
            '{"question": the question, "answer": its answer}.'
        )
    return (
        f'Reply with one JSON object: {thoughts}"answers" is a list with one entry for each question, '
        '{"id": the question\'s id, "answer": the answer}. Leave no question out.'
    )


def reply_schema(asked: Sequence[Asked], reasoning: bool = True) -> dict[str, Any]:
    """JSON schema of a reply, strict as structured output asks for."""
    own = any(one.is_own for one in asked)
    text = {"type": "string"}
    entry = (
        {"question": text, "answer": text}
        if own
        else {"id": {"type": "string", "enum": [one.id for one in asked]}, "answer": text}
    )
    entries = {"type": "array", "items": _object(entry)}
    # Thoughts first: a model that writes them after its answers has not thought.
    return _object(({"reasoning": text} if reasoning else {}) | {("pairs" if own else "answers"): entries})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
