"""A request as it would be sent about one micrograph, without sending it, reading its pixels or asking for a key."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from maemi.generate.measurer import kept_measurement
from maemi.generate.openai.conversation import tokens_of, turns_of
from maemi.generate.openai.picture import Picture
from maemi.generate.openai.reckoned import reckoned
from maemi.generate.openai.settings import TeacherSettings
from maemi.generate.prompts.brief import Brief, brief_of
from maemi.generate.prompts.library import check_text, get_prompt
from maemi.generate.prompts.materials import Beside, Materials, Similar
from maemi.generate.prompts.shipped import DEFAULT_TASK, SYSTEM
from maemi.generate.questions import NEUTRAL_OBJECTS, Asked
from maemi.generate.subject import Subject
from maemi.generate.teacher import RequestError
from maemi.project.micrographs import get_micrograph
from maemi.project.project import Project


@dataclass(frozen=True, slots=True)
class Preview:
    """What a request holds."""

    messages: tuple[tuple[str, str], ...]
    """(role, text) of each turn; pictures stand in brackets."""
    tokens: int
    """At most, pictures included."""
    pictures: int
    note: str = ""
    """What is missing to send it, where anything is."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"messages": [{"role": role, "text": text} for role, text in self.messages]}

    @property
    def text(self) -> str:
        """To be read by a person."""
        return "\n\n".join(f"── {role} ──\n{text}" for role, text in self.messages)


def preview(
    project: Project,
    name: str,
    micrograph_id: int,
    text: str | None = None,
    settings: TeacherSettings | None = None,
    similar: Similar | None = None,
) -> Preview:
    """What the prompt `name` (a task's, or a system prompt with the default task) makes of a micrograph.

    `text`: in the place of the version in force, for one that is being written. Raises TemplateError, InputError.
    """
    settings = settings or TeacherSettings()
    prompt = get_prompt(project, name)
    if text is not None:
        check_text(prompt.origin, text)
        prompt = replace(prompt, text=text)
    is_system = prompt.origin.is_system
    brief = brief_of(project, DEFAULT_TASK if is_system else name, name if is_system else SYSTEM)
    brief = replace(brief, system=prompt) if is_system else replace(brief, task=prompt)
    row = get_micrograph(project, micrograph_id)
    subject = Subject(row, kept_measurement(project, row) if row.info is not None else None)
    note = "" if row.info is not None else f"{row.name} cannot be read, so nothing would be sent about it."
    try:
        beside = Materials(project, brief.task.origin, settings.examples, similar)(subject)
    except RequestError as error:
        beside, note = Beside(), str(error)
    shown = reckoned(settings.image_side)
    turns = turns_of(brief, settings, subject, _asked(brief), beside, shown)
    messages = tuple((turn.role, "\n".join(_words(part) for part in turn.parts)) for turn in turns)
    pictures = sum(isinstance(part, Picture) for turn in turns for part in turn.parts)
    return Preview(messages, tokens_of(turns), pictures, note)


def _asked(brief: Brief) -> list[Asked]:
    """The first wording of each question: which one is drawn differs from micrograph to micrograph."""
    questions = [one for one in brief.questions() if not one.needs]
    given = [
        Asked(one.id, one.heading, one.wordings[0].replace("{objects}", NEUTRAL_OBJECTS), one.task) for one in questions
    ]
    return given + brief.own()


def _words(part: str | Picture) -> str:
    return part if isinstance(part, str) else f"[picture, {part.columns} × {part.rows} pixels]"
