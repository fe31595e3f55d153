"""What a teacher is told to do: one task and one system prompt as they stand, and the questions that go with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maemi.errors import InputError
from maemi.generate.prompts.library import Prompt, get_system, get_task
from maemi.generate.prompts.sandbox import render
from maemi.generate.prompts.shipped import DEFAULT_TASK, SYSTEM, shipped_prompts
from maemi.generate.questions import Asked, Question, load_questions, own_slots
from maemi.phantom.classes import CLASSES, DISPLAY_NAMES
from maemi.project.classes import stored_classes
from maemi.project.project import Project
from maemi.project.prompts import hash_of_document


@dataclass(frozen=True, slots=True)
class Brief:
    """One task as a teacher works on it; the same for every micrograph of a run."""

    task: Prompt
    system: Prompt
    classes: tuple[str, ...] = tuple(DISPLAY_NAMES.values())
    """The project's classes, in words."""

    @property
    def document(self) -> dict[str, Any]:
        """Both texts: what the template's hash in a pair stands for."""
        return {
            "kind": "prompts",
            "task": self.task.name,
            "request": self.task.text,
            "system_prompt": self.system.name,
            "system": self.system.text,
        }

    @property
    def template_hash(self) -> str:
        return hash_of_document(self.document)

    @property
    def identity(self) -> list[str]:
        """What it is known by in a pair's settings."""
        return [self.task.name, self.task.identity, self.system.identity]

    def questions(self, file: Path | None = None) -> tuple[Question, ...]:
        """What is asked; `file` is a list of one's own. Raises InputError where the task asks something else."""
        origin = self.task.origin
        if origin.takes_list:
            return load_questions(file)
        if file is not None:
            raise InputError(
                f"The task “{self.task.name}” has questions of its own, so --questions does not apply to it: "
                "leave one of both out."
            )
        listed = ", ".join(self.classes)
        return tuple(
            replace(one, wordings=tuple(wording.replace("{classes}", listed) for wording in one.wordings))
            for one in origin.questions
        )

    def own(self) -> list[Asked]:
        """Places for the questions that the teacher writes itself; none where it is asked given ones."""
        return own_slots(self.task.origin.own, self.task.origin.task)

    def system_text(self, values: dict[str, Any]) -> str:
        """Raises TemplateError."""
        return render(self.system.text, values)

    def request_text(self, values: dict[str, Any]) -> str:
        """With the reply's form at the end, where the template does not place it itself. Raises TemplateError."""
        said = render(self.task.text, values)
        return said if values["reply"] in said else f"{said}\n\n{values['reply']}"


def brief_of(project: Project, task: str = DEFAULT_TASK, system: str = SYSTEM) -> Brief:
    """A task of a project by its prompts' names. Raises InputError for an unknown one."""
    classes = tuple(DISPLAY_NAMES.get(name, name) for name in stored_classes(project) or CLASSES)
    return Brief(get_task(project, task), get_system(project, system), classes)


def shipped_brief(task: str = DEFAULT_TASK) -> Brief:
    """A task with the prompts that ship, without a project."""
    made = {name: Prompt(name, one, one.text, one.hash) for name, one in shipped_prompts().items()}
    return Brief(made[task], made[SYSTEM])
