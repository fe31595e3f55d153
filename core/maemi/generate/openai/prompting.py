"""The words of a request: Jinja templates of resources/prompts, and the schema of the reply."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from maemi import resources
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.measure.quantities import QUANTITIES
from maemi.measure.result import Measurement
from maemi.measure.telling import format_quantity
from maemi.micrograph.units import format_length, format_voltage

TEMPLATES = ("system.jinja", "request.jinja")


@cache
def template_hash() -> str:
    """Hash of the templates: each pair remembers which words asked for it."""
    texts = b"\0".join(resources.path("prompts", name).read_bytes() for name in TEMPLATES)
    return hashlib.sha256(texts).hexdigest()[:16]


def render(name: str, **values: Any) -> str:
    """A template of resources/prompts with its values filled in."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.path("prompts")), undefined=StrictUndefined, autoescape=False
    )
    return environment.get_template(name).render(**values).strip()


def system_text(subject: Subject) -> str:
    return render("system.jinja", synthetic=subject.synthetic)


def request_text(subject: Subject, asked: Sequence[Asked]) -> str:
    return render("request.jinja", facts=facts_of(subject), questions=asked)


def facts_of(subject: Subject) -> list[str]:
    """What is known as short lines; nothing that names the file, the folder or a person."""
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
    if subject.class_words:
        facts.append(f"class: {subject.class_words}")
    if subject.measured:
        facts += measured_facts(subject.measured, subject.objects)
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


def reply_schema(asked: Sequence[Asked]) -> dict[str, Any]:
    """JSON schema of a reply, strict as structured output asks for."""
    answer = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "enum": [one.id for one in asked]},
            "answer": {"type": "string"},
        },
        "required": ["id", "answer"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"reasoning": {"type": "string"}, "answers": {"type": "array", "items": answer}},
        "required": ["reasoning", "answers"],
        "additionalProperties": False,
    }
