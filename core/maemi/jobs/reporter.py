"""The worker's side of a run folder."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path
from typing import Any

from maemi.errors import MaemiError
from maemi.jobs.folder import RunFolder
from maemi.jobs.identity import ProcessIdentity
from maemi.jobs.state import BEGINNING, TERMINAL
from maemi.redaction import without_known


def append_event(folder: RunFolder, kind: str, **fields: Any) -> None:
    """Append one line `{"kind", "at", …}` in a single write, so that two writers never mix their lines.

    First and last lines are flushed to the disk. Raises MaemiError where the disk is full or the folder is gone.
    """
    line = without_known(json.dumps({"kind": kind, "at": time.time(), **fields}, ensure_ascii=False, default=str))
    try:
        descriptor = os.open(
            folder.events_path, os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644
        )
        try:
            whole = (b"\n" if _ends_torn(descriptor) else b"") + line.encode() + b"\n"
            if os.write(descriptor, whole) < len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if kind in TERMINAL or kind in BEGINNING:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise MaemiError(f"{folder.events_path} cannot be written: {error.strerror or error}.") from error


def _ends_torn(descriptor: int) -> bool:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size == 0:
        return False
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) != b"\n"


class Reporter:
    """Writes what a run tells into its folder; is a `maemi.progress.Progress`."""

    def __init__(self, folder: RunFolder | Path | str) -> None:
        self.folder = folder if isinstance(folder, RunFolder) else RunFolder(folder)
        self.folder.path.mkdir(parents=True, exist_ok=True)
        self._stop = self.folder.path / "stop"
        self._told_to_stop = False

    def started(self, **fields: Any) -> None:
        """The first line: this process's pid and time of creation. A stop asked of an earlier attempt is forgotten."""
        if any(event["kind"] in TERMINAL for event in self.folder.events()):
            self._stop.unlink(missing_ok=True)
        self.event("started", **ProcessIdentity.of().to_event(), **fields)

    def event(self, kind: str, **fields: Any) -> None:
        append_event(self.folder, kind, **fields)

    def stop_requested(self) -> bool:
        return self._told_to_stop or self._stop.exists()

    def stop(self) -> None:
        """Told by a signal: from now on `stop_requested` is true."""
        self._told_to_stop = True

    def finished(self, **result: Any) -> None:
        self.event("finished", result=result)

    def failed(self, sentence: str) -> None:
        self.event("failed", message=sentence)

    def stopped(self, **result: Any) -> None:
        """It was asked to end, and left what it had in a usable state."""
        self.event("stopped", result=result)
