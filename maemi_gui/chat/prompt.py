"""What is said to a model besides the person's words: the facts of the micrograph, and what came before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import MicrographRow

SYSTEM = (
    "You answer questions about one electron micrograph. Use the facts below for every number; "
    "say so when something cannot be known from the micrograph."
)
TURNS_KEPT = 8
"""Earlier messages that go along with a question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message: `role` is user or assistant."""

    role: str
    text: str


def known_measurement(project: Project, row: MicrographRow) -> dict[str, Any] | None:
    """The measurement that the project keeps, with the corrections by hand that stand; for the database worker."""
    from maemi.project.measurements import get_measurement

    key = measurement_key(project, row)
    return get_measurement(project, row.id, key) if key is not None else None


def keep_measurement(project: Project, row: MicrographRow, key: str | None, result: dict[str, Any]) -> None:
    """Keep what was measured for a chat as a teacher would; for the database worker.

    `key`: the one before measuring; what was corrected by hand in the meantime makes it another.
    """
    from maemi.project.measurements import store_measurement

    if key is not None and key == measurement_key(project, row):
        store_measurement(project, row.id, key, result)


def measurement_key(project: Project, row: MicrographRow) -> str | None:
    """The name under which a measurement is kept now; None where there is nothing to measure."""
    from maemi.generate.measurer import settings_key
    from maemi.project.corrections import corrections_by_kind

    return settings_key(row, corrections_by_kind(project, row.id))


def measured_now(project: Project, row: MicrographRow) -> tuple[str | None, dict[str, Any] | None]:
    """Measure a micrograph in a process of its own; its key, and None where nothing can be measured. For a worker."""
    from maemi.generate.subject import kind_to_measure

    kind = kind_to_measure(row)
    if kind is None or row.info is None:
        return None, None
    key = measurement_key(project, row)
    return key, measured(row.path, kind, project.address)


def facts_of(row: MicrographRow, measurement: dict[str, Any] | None) -> str:
    """What file and measurement say about a micrograph, in the words that the models were trained on."""
    from maemi.model.facts import facts_text

    return facts_text(row.info.to_json() if row.info is not None else None, measurement)


def measured(path: Path, kind: str, address: str) -> dict[str, Any] | None:
    """What `maemi measure` says, None where it cannot: the chat goes on without measured numbers."""
    command = [sys.executable, "-m", "maemi", "measure", str(path), "--kind", kind, "--project", address, "--json"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, stdin=subprocess.DEVNULL, check=False)
        result = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return result if isinstance(result, dict) else None


def messages(
    facts: str, image_url: str, before: Sequence[Turn], question: str, instruct: bool = True, region_url: str = ""
) -> list[dict[str, Any]]:
    """The request's messages: facts first, then the last turns, the image with the first question among them.

    The picture of a region goes with the question about it, `region_url`; the embedded model looks at one picture at
    a time, so it gets that in place of the whole.

    The embedded model was trained on the bare facts, so it is not given the instructions (`instruct=False`).
    """
    kept = list(before)[-TURNS_KEPT:]
    while kept and kept[0].role != "user":
        kept.pop(0)
    turns = [*kept, Turn("user", question)]
    system = f"{SYSTEM}\n\n{facts}".strip() if instruct else facts
    if region_url and not instruct:
        image_url, region_url = region_url, ""
    said: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    for at, turn in enumerate(turns):
        shown = [image_url] if at == 0 else []
        if region_url and at == len(turns) - 1:
            shown.append(region_url)
        pictures = [{"type": "image_url", "image_url": {"url": url}} for url in shown]
        content: Any = [*pictures, {"type": "text", "text": turn.text}] if pictures else turn.text
        said.append({"role": turn.role, "content": content})
    return said


def suggested_questions(limit: int = 4) -> list[str]:
    """Questions for an empty conversation, one of each of the first headings of the question list."""
    from maemi import resources

    try:
        known = json.loads(resources.path("prompts", "questions.json").read_text(encoding="utf-8"))
        found = [known["caption"]["wordings"][0]]
        found += [heading["questions"][0]["wordings"][0] for heading in known["headings"]]
    except (OSError, ValueError, KeyError, IndexError):
        return []
    plain = [question.replace("{objects}", "features") for question in found]
    return list(dict.fromkeys(plain))[:limit]
