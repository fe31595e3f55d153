"""How long work tells of itself, and learns that it shall stop, without knowing who listens."""

from __future__ import annotations

from typing import Any, Protocol


class Progress(Protocol):
    """A listener of long work; `maemi.jobs.reporter.Reporter` writes it into a run folder."""

    def event(self, kind: str, **fields: Any) -> None:
        """Tell of something: `progress` (done, total, message), `step`, `validation`, `warning` … JSON values only."""
        ...

    def stop_requested(self) -> bool:
        """Whether somebody asked the work to end; it then leaves what it has in a usable state and returns."""
        ...


class Silent:
    """Nobody listens."""

    def event(self, kind: str, **fields: Any) -> None:
        pass

    def stop_requested(self) -> bool:
        return False
