"""All that the dialog asks of the project; for workers."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.generate.prompts.library import (
    Prompt,
    copy_prompt,
    edit_prompt,
    history,
    list_prompts,
    reset_prompt,
    restore_prompt,
)
from maemi.generate.prompts.preview import preview
from maemi.generate.prompts.sandbox import TemplateError
from maemi.project.listing import list_ids
from maemi.project.project import Project
from maemi.project.prompts import PromptText

__all__ = [
    "Filled",
    "Prompt",
    "PromptText",
    "copy_prompt",
    "edit_prompt",
    "fill",
    "history",
    "list_prompts",
    "reset_prompt",
    "restore_prompt",
]


@dataclass(frozen=True, slots=True)
class Filled:
    """A text as it would be sent, or why it cannot be."""

    text: str = ""
    summary: str = ""
    trouble: str = ""
    line: int | None = None
    """Where the trouble is, from 1."""


def fill(project: Project, name: str, text: str, micrograph_id: int | None) -> Filled:
    """A text that is being written, filled in for a micrograph (the first, where None)."""
    wanted = micrograph_id if micrograph_id is not None else next(iter(list_ids(project)), None)
    if wanted is None:
        return Filled(summary="Add micrographs to see what would be sent about one.")
    try:
        made = preview(project, name, wanted, text)
    except TemplateError as error:
        return Filled(trouble=str(error), line=error.line)
    pictures = f"{made.pictures} picture{'' if made.pictures == 1 else 's'}"
    summary = f"{pictures}, at most {made.tokens:,} tokens."
    return Filled(made.text, f"{summary} {made.note}".strip())
