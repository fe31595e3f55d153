"""Stop a run in stages: ask, then terminate, then kill."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

import psutil

from maemi.jobs.folder import RunFolder
from maemi.jobs.identity import ProcessIdentity
from maemi.jobs.state import RunState

Stage = Literal["asked", "terminated", "killed"]
POLL_S = 0.05


def _nobody(_stage: Stage) -> None:
    pass


def stop(folder: RunFolder, patience_s: float = 20.0, told: Callable[[Stage], None] = _nobody) -> RunState:
    """End a run; returns how it ended. `told` hears each stage.

    The run is asked first and given `patience_s` seconds, which is time to save what it has; then its process is
    terminated (half of that patience), then killed with its children. A process is signalled only where pid and time of
    creation both match what the run's first line says.
    """
    if folder.state().is_over:
        return folder.state()
    folder.request_stop()
    told("asked")
    if not _ended(folder, patience_s):
        process = _process(folder)
        if process is not None:
            told("terminated")
            _signal(process.terminate)
            if not _ended(folder, patience_s / 2):
                told("killed")
                _kill_tree(folder)
                _ended(folder, 5.0)
    return folder.state()


def _process(folder: RunFolder) -> psutil.Process | None:
    identity: ProcessIdentity | None = folder.lifecycle().identity
    return identity.process() if identity and identity.is_here else None


def _ended(folder: RunFolder, patience_s: float) -> bool:
    """Whether the process went away in time. The last line alone is not enough: its memory must be free again."""
    deadline = time.monotonic() + patience_s
    while True:
        if folder.state().is_over and _process(folder) is None:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_S)


def _kill_tree(folder: RunFolder) -> None:
    process = _process(folder)
    if process is None:
        return
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        family = [process]
    for member in family:
        _signal(member.kill)


def _signal(send: Callable[[], None]) -> None:
    try:
        send()
    except psutil.NoSuchProcess:  # it ended on its own in the same moment, which is what we want
        return
