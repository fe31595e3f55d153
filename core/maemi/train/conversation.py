"""A pair as the conversation that a chat about its micrograph would be: the facts, the picture, the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maemi.model.facts import facts_text

if TYPE_CHECKING:
    from maemi.project.project import Project

Message = dict[str, Any]


def facts_of(project: Project, micrograph_ids: set[int]) -> dict[int, str]:
    """The system message for each micrograph: what its file says and what was measured, as in a chat."""
    from maemi.project.micrographs import list_micrographs

    return {
        row.id: facts_text(row.info.to_json() if row.info else None, measured(project, row.id))
        for row in list_micrographs(project)
        if row.id in micrograph_ids
    }


def measured(project: Project, micrograph_id: int) -> dict[str, Any] | None:
    """The measurement that the project keeps of a micrograph, or None: nothing is measured here."""
    from maemi.project.measurements import get_measurement

    return get_measurement(project, micrograph_id, "auto")


def conversation(facts: str, question: str, answer: str | None = None) -> list[Message]:
    """Messages as chat templates take them; without `answer` it is for the model to go on."""
    messages: list[Message] = [{"role": "system", "content": [{"type": "text", "text": facts}]}] if facts else []
    asked = [{"type": "image"}, {"type": "text", "text": question}]
    messages.append({"role": "user", "content": asked})
    if answer is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    return messages
