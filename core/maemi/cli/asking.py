"""A question about a file as messages: the facts that file and measurement give, the scan as an image, the question."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi.errors import MaemiError


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What is sent: `messages` in the OpenAI protocol, `facts` as text, and the size of the PNG in bytes."""

    messages: list[dict[str, Any]]
    facts: str
    image_bytes: int


def question_about(path: Path, question: str, measured: bool = True) -> FileQuestion:
    """Read the file (MicrographError where that fails), measure it where that can be done, and put the question."""
    from maemi.micrograph.picture import as_picture, data_url, png_of
    from maemi.micrograph.pooled_scan import pooled_scan
    from maemi.model.facts import facts_text

    grey, info, side = pooled_scan(path)
    measurement = _measured(grey, info, side) if measured and not info.reciprocal else None
    facts = facts_text(info.to_json(), measurement)
    png = png_of(as_picture(grey))
    asked = [{"type": "image_url", "image_url": {"url": data_url(png)}}, {"type": "text", "text": question}]
    messages: list[dict[str, Any]] = [{"role": "system", "content": facts}] if facts else []
    return FileQuestion([*messages, {"role": "user", "content": asked}], facts, len(png))


def _measured(grey: Any, info: Any, side: int) -> dict[str, Any] | None:
    from maemi.measure.measuring import measure

    try:
        return measure(grey, info.pixel_size, reduced=side).to_json()
    except MaemiError as error:  # the question is answered all the same, without measured numbers
        print(f"Not measured: {error}", file=sys.stderr)
        return None
