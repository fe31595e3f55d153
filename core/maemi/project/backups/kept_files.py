"""The files of backups: what their names tell, and which there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

Why = Literal["automatic", "by hand", "before update", "before restore", "broken"]
"""Why it was taken; `broken` is the database that a restore replaced because it could not be read."""
WHYS: tuple[Why, ...] = get_args(Why)
_WORDS: dict[Why, str] = {each: each.replace(" ", "-") for each in WHYS}
_NAME = re.compile(r"(\d{8}T\d{6})Z-([a-z-]+?)(?:-\d+)?\.(sqlite|pgdump)")


@dataclass(frozen=True, slots=True)
class Backup:
    """One file."""

    path: Path
    at: datetime
    why: Why
    size: int

    @property
    def name(self) -> str:
        return self.path.name


def new_name(folder: Path, why: Why, at: datetime, suffix: str) -> Path:
    """A file that is not there yet."""
    stem = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}Z-{_WORDS[why]}"
    path, number = folder / f"{stem}.{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.{suffix}"
    return path


def backups_in(folder: Path) -> list[Backup]:
    """Newest first, those of one second in the order in which they were written. Other files are nobody's business."""
    found: list[tuple[datetime, int, str, Backup]] = []
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    for path in entries:
        match = _NAME.fullmatch(path.name)
        why: Why | None = next((each for each, word in _WORDS.items() if match and word == match[2]), None)
        if match is None or why is None:
            continue
        try:
            at = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            file = path.stat()
            found.append((at, file.st_mtime_ns, path.name, Backup(path, at, why, file.st_size)))
        except (ValueError, OSError):
            continue
    return [backup for *_, backup in sorted(found, key=lambda one: one[:3], reverse=True)]
