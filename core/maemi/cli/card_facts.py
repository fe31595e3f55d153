"""What a dataset's card says that the project itself does not know: prompts, checks, measuring."""

from __future__ import annotations

from maemi.project.project import Project
from maemi.project.transfer.card import Told


def card_facts(project: Project) -> Told:
    """Gathered from the rooms above the project."""
    from maemi.generate.checking.kinds import KINDS, expected_language
    from maemi.generate.measurer import VERSION

    return Told(
        prompt_text=_prompt_text, checks=KINDS, measuring=f"version {VERSION}", language=expected_language(project)
    )


def _prompt_text(template_hash: str) -> str | None:
    from maemi import resources
    from maemi.generate.openai import prompting

    if template_hash != prompting.template_hash():
        return None
    parts = [f"--- {name}\n{resources.path('prompts', name).read_text('utf-8')}" for name in prompting.TEMPLATES]
    return "\n".join(parts)
