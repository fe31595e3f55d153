"""A question about a file as messages: the facts that file and measurement give, the scan as an image, the question."""

from __future__ import annotations

import base64
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi.errors import MaemiError

LONGEST_SIDE = 1024
"""Pixels of the image that goes to the model, as in the window's chat."""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What is sent: `messages` in the OpenAI protocol, `facts` as text, and the size of the PNG in bytes."""

    messages: list[dict[str, Any]]
    facts: str
    image_bytes: int


def question_about(path: Path, question: str, measured: bool = True) -> FileQuestion:
    """Read the file (MicrographError where that fails), measure it where that can be done, and put the question."""
    from PIL import Image

    from maemi.micrograph.contrast import auto_limits, to_display
    from maemi.micrograph.grey import scan_pixels
    from maemi.model.facts import facts_text

    grey, info = scan_pixels(path)
    measurement = _measured(grey, info) if measured and not info.reciprocal else None
    facts = facts_text(info.to_json(), measurement)
    image = Image.fromarray(to_display(grey, *auto_limits(grey)))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    image.save(encoded, "PNG")
    url = "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode("ascii")
    asked = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": question}]
    messages: list[dict[str, Any]] = [{"role": "system", "content": facts}] if facts else []
    return FileQuestion([*messages, {"role": "user", "content": asked}], facts, len(encoded.getvalue()))


def _measured(grey: Any, info: Any) -> dict[str, Any] | None:
    from maemi.measure.measuring import measure

    try:
        return measure(grey, info.pixel_size).to_json()
    except MaemiError as error:  # the question is answered all the same, without measured numbers
        print(f"Not measured: {error}", file=sys.stderr)
        return None
