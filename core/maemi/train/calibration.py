"""How fast this machine trained before: a small file in the user's cache, for the next estimate of time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from maemi import durable


def calibration_file() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("maemi", appauthor=False) / "training-speed.json"


def remembered_speed(family: str, parameters: int, quantize: bool) -> float | None:
    """Tokens a second of the last run of that kind of base at that size on this machine, or None."""
    entry = _entries().get(_key(family, parameters, quantize))
    return float(entry) if isinstance(entry, int | float) and entry > 0 else None


def remember_speed(family: str, parameters: int, quantize: bool, tokens_per_s: float) -> None:
    """Note a finished run's speed. A cache that cannot be written is no reason to fail a fine-tune."""
    file = calibration_file()
    entries = _entries() | {_key(family, parameters, quantize): tokens_per_s}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        durable.write_text(file, json.dumps(entries, indent=1))
    except OSError:
        return


def _key(family: str, parameters: int, quantize: bool) -> str:
    return f"{family} {parameters} {'nf4' if quantize else 'plain'}"


def _entries() -> dict[str, Any]:
    try:
        entries = json.loads(calibration_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], entries) if isinstance(entries, dict) else {}
