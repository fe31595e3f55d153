"""What the strip shows of one piece of work, wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from maemi.jobs.state import RunState
from maemi_gui.strip.summary import summary

TITLES = {
    "train": "Fine-tune",
    "generate": "Generating pairs",
    "evaluate": "Evaluation",
    "sample": "Sample project",
    "add": "Adding micrographs",
    "scale-bars": "Reading scale bars",
    "index": "Indexing micrographs",
    "measure": "Measuring micrographs",
    "export": "Export",
    "watch": "Watching folders",
    "check": "Looking for moved files",
}
ENDINGS = {
    "finished": "Finished.",
    "stopped": "Stopped.",
    "failed": "Failed; the log says why.",
    "interrupted": "It was interrupted; the log has the last words.",
}
Tone = Literal["muted", "good", "bad", "warn"]


@dataclass(frozen=True, slots=True)
class JobView:
    """One row of the strip."""

    id: str
    title: str
    message: str = ""
    done: int | None = None
    total: int | None = None
    over: bool = False
    tone: Tone = "muted"
    stopping: bool = False
    kind: str = ""
    folder: Path | None = None
    """The run folder; None for work inside the window."""

    @property
    def share(self) -> float | None:
        """How much is done, 0 … 1; None where nobody knows."""
        if self.done is None or not self.total:
            return None
        return min(self.done / self.total, 1.0)


def view_of(state: RunState, folder: Path, *, stopping: bool = False) -> JobView:
    """The row of a background run."""
    tones: dict[str, Tone] = {"finished": "good", "failed": "bad", "interrupted": "warn", "stopped": "warn"}
    message = _message(state)
    if stopping and not state.is_over:
        message = "Stopping …"
    return JobView(
        id=state.id,
        title=TITLES.get(state.kind, state.kind.capitalize()),
        message=message,
        done=state.done,
        total=state.total,
        over=state.is_over,
        tone=tones.get(state.state, "muted"),
        stopping=stopping,
        kind=state.kind,
        folder=folder,
    )


def _message(state: RunState) -> str:
    """What it does now, or how it ended; the last words of its progress are stale by then."""
    if state.state == "queued":
        return state.message or "Waiting to start …"
    if state.state == "running":
        return state.message
    said = str(state.result.get("message") or "")
    if state.state in {"failed", "interrupted"}:
        said = said or state.message
    return summary(state.result) or said or ENDINGS[state.state]
