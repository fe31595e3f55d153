"""A pair as the conversation that a chat about its micrograph would be: the facts, the picture, the question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from maemi.model.facts import facts_text

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import MicrographRow

Message = dict[str, Any]


def facts_of(project: Project, micrograph_ids: set[int]) -> dict[int, str]:
    """The system message for each micrograph: what its file says and what was measured, as in a chat."""
    from maemi.project.micrographs import list_micrographs

    measured = _measurements(project, micrograph_ids)
    return {
        row.id: facts_text(row.info.to_json() if row.info else None, _fitting(measured.get(row.id, []), row))
        for row in list_micrographs(project)
        if row.id in micrograph_ids
    }


def _measurements(project: Project, micrograph_ids: set[int]) -> dict[int, list[dict[str, Any]]]:
    """What the project keeps of measurements of these files as they are now, the newest first; nothing is measured."""
    from sqlalchemy import select

    from maemi.project.tables.micrograph import Measurement, Micrograph

    query = (
        select(Measurement.micrograph_id, Measurement.result)
        .join(Micrograph, Micrograph.id == Measurement.micrograph_id)
        .where(Measurement.content_hash == Micrograph.content_hash)
        .order_by(Measurement.at.desc())
    )
    found: dict[int, list[dict[str, Any]]] = {}
    with project.read_session() as session:
        for micrograph_id, result in session.execute(query):
            if micrograph_id in micrograph_ids:
                found.setdefault(micrograph_id, []).append(result)
    return found


def _fitting(measurements: list[dict[str, Any]], row: MicrographRow) -> dict[str, Any] | None:
    """The newest measurement that went by the pixel size which the micrograph has now."""
    now = row.pixel_size.mean_m if row.pixel_size else None
    for measured in measurements:
        then = measured.get("pixel_size_m")
        if then == now or (then and now and math.isclose(float(then), now, rel_tol=1e-6)):
            return measured
    return None


def conversation(facts: str, question: str, answer: str | None = None, picture: bool = True) -> list[Message]:
    """Messages as chat templates take them; without `answer` it is for the model to go on."""
    messages: list[Message] = [{"role": "system", "content": [{"type": "text", "text": facts}]}] if facts else []
    asked: list[Message] = [{"type": "image"}] if picture else []
    messages.append({"role": "user", "content": [*asked, {"type": "text", "text": question}]})
    if answer is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    return messages
