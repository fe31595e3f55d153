"""Follow a run's events while they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from maemi.jobs.folder import RunFolder, parse_event


class EventReader:
    """Hands out each event once; cheap enough to ask several times a second."""

    def __init__(self, path: RunFolder | Path | str) -> None:
        """`path`: the run folder, or its events.jsonl."""
        given = path.path if isinstance(path, RunFolder) else Path(path)
        self._path = given if given.suffix == ".jsonl" else given / "events.jsonl"
        self._offset = 0

    def poll(self) -> list[dict[str, Any]]:
        """The events since the last call, oldest first; a half-written last line is kept for later."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError:  # not begun yet, or the folder was removed: there is nothing to tell
            return []
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [event for line in whole.splitlines() if (event := parse_event(line))]
