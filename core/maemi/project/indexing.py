"""What is searched and sorted of a micrograph, taken out of its path and its info, so that no query reads JSON."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from maemi.project.text import storable

_DIGITS = re.compile(r"[0-9]+")
_SPOKEN = ("format", "vendor", "instrument", "detector", "technique")


def columns_of(path: str, info: dict[str, Any] | None) -> dict[str, Any]:
    """Columns of `micrographs` for a stored path and the JSON of its info (None where the file could not be read)."""
    said = info or {}
    place = PureWindowsPath(path) if "\\" in path and not path.startswith("/") else PurePosixPath(path)
    rows, columns = said.get("shape") or (None, None)
    size = said.get("pixel_size_m")
    texts = {name: _text(said.get(name)) for name in _SPOKEN}
    return {
        "name_key": natural_key(place.name),
        "folder": str(place.parent),
        # Folded already: databases fold letters outside ASCII each in its own way, or not at all.
        "words": "\n".join([path, *(text for text in texts.values() if text)]).casefold(),
        **texts,
        "voltage_v": said.get("accelerating_voltage_v"),
        "magnification": said.get("magnification"),
        "working_distance_m": said.get("working_distance_m"),
        "taken_at": _moment(said.get("taken_at")),
        "height_px": rows,
        "width_px": columns,
        "file_pixel_m": (size[0] * size[1]) ** 0.5 if size else None,
        "file_pixel_source": said.get("pixel_size_source") if size else None,
        "reciprocal": bool(said.get("reciprocal")),
    }


def natural_key(name: str) -> str:
    """A text whose order is the one that people expect: `img2` before `img10`, whatever the case.

    Each number is written with the count of its digits before it.
    """

    def counted(match: re.Match[str]) -> str:
        digits = match.group().lstrip("0") or "0"
        return f"{len(digits):03d}{digits}"

    return _DIGITS.sub(counted, name.casefold())


def _text(value: Any) -> str | None:
    return storable(str(value)) if value else None


def _moment(value: Any) -> datetime | None:
    """A file's ISO 8601 date by its own clock: a curator looks for what the microscope showed, in no zone."""
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC) if value else None
    except ValueError:
        return None
