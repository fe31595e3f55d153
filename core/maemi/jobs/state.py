"""What is known of a run, read from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

from maemi.jobs.identity import ProcessIdentity

RunStateName = Literal["queued", "running", "finished", "failed", "stopped", "interrupted"]
TERMINAL = frozenset({"finished", "failed", "stopped", "interrupted"})
BEGINNING = frozenset({"launched", "started"})


@dataclass(frozen=True, slots=True)
class RunState:
    """One background run: what it is, how far it is, how it ended."""

    id: str
    kind: str
    state: RunStateName
    pid: int | None = None
    started_at: datetime | None = None
    """UTC."""
    done: int | None = None
    total: int | None = None
    message: str = ""
    """What it does now; once it has ended, the sentence that says why."""
    result: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_over(self) -> bool:
        return self.state in TERMINAL

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi runs --json`."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "pid": self.pid,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "done": self.done,
            "total": self.total,
            "message": self.message,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The few events that decide a run's state."""

    beginning: dict[str, Any] | None
    """The last `started`, else `launched`."""
    terminal: dict[str, Any] | None
    """The terminal line after that beginning."""
    progress: dict[str, Any] | None
    """The last `progress` or `step`."""

    @property
    def identity(self) -> ProcessIdentity | None:
        return ProcessIdentity.from_event(self.beginning) if self.beginning else None

    @property
    def started_at(self) -> datetime | None:
        return datetime.fromtimestamp(self.beginning["at"], UTC) if self.beginning else None

    @property
    def done(self) -> int | None:
        return cast("int | None", self.progress.get("done", self.progress.get("step"))) if self.progress else None

    @property
    def total(self) -> int | None:
        return cast("int | None", self.progress.get("total")) if self.progress else None

    @property
    def message(self) -> str:
        return str(self.progress.get("message") or "") if self.progress else ""


def lifecycle(newest_first: Iterable[dict[str, Any]]) -> Lifecycle:
    """Find the deciding events; a run that was resumed in its folder counts from its last beginning."""
    terminal: dict[str, Any] | None = None
    progress: dict[str, Any] | None = None
    launched: dict[str, Any] | None = None
    for event in newest_first:
        kind = event["kind"]
        if kind == "started":
            return Lifecycle(event, terminal, progress)
        if kind == "launched":
            launched = launched or event
        elif kind in TERMINAL:
            if launched:  # launched again after an earlier end: that end does not count
                break
            terminal = terminal or event
        elif kind in {"progress", "step"}:
            progress = progress or event
    return Lifecycle(launched, terminal, progress)
