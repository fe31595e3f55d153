"""Which process a run is: pids are used again, so the time of creation is always compared too."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Any

import psutil

# The system's clock may be set while a run goes on, and the create time is computed from it.
TOLERANCE_S = 2.0


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """One process of one machine."""

    pid: int
    created: float
    """Seconds since the epoch, as psutil gives it."""
    host: str

    @classmethod
    def of(cls, pid: int | None = None) -> ProcessIdentity:
        """The identity of a live process (default: this one); raises psutil.NoSuchProcess."""
        process = psutil.Process(os.getpid() if pid is None else pid)
        return cls(process.pid, process.create_time(), platform.node())

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> ProcessIdentity:
        """What a `launched` or `started` line says; the inverse of `to_event`."""
        return cls(int(event["pid"]), float(event["created"]), str(event.get("host", "")))

    def to_event(self) -> dict[str, Any]:
        return {"pid": self.pid, "created": self.created, "host": self.host}

    @property
    def is_here(self) -> bool:
        """Whether the process belongs to this machine; another machine's processes cannot be looked up."""
        return not self.host or self.host == platform.node()

    def process(self) -> psutil.Process | None:
        """The live process, or None where it has ended or its pid now belongs to another."""
        try:
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.created) > TOLERANCE_S:
                return None
            return None if process.status() == psutil.STATUS_ZOMBIE else process
        except psutil.Error:
            return None

    def is_alive(self) -> bool:
        return self.process() is not None
