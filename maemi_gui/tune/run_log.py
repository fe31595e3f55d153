"""The numbers of one run, gathered from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

SPAN = 1 / 15
"""The exponential mean of the loss looks back over this part of a run, and over three steps at least."""


@dataclass(slots=True)
class RunLog:
    """Loss, rank and validation by step; scores before and after; the last figures of speed and memory."""

    steps: list[int] = field(default_factory=list[int])
    losses: list[float] = field(default_factory=list[float])
    ranks: list[int] = field(default_factory=list[int])
    smooth: list[float] = field(default_factory=list[float])
    validation_steps: list[int] = field(default_factory=list[int])
    validation_losses: list[float] = field(default_factory=list[float])
    scores: dict[str, dict[str, tuple[float, str]]] = field(default_factory=dict[str, dict[str, tuple[float, str]]])
    warnings: list[str] = field(default_factory=list[str])
    total: int | None = None
    message: str = ""
    remaining_s: float | None = None
    memory_mb: float | None = None
    tokens_per_s: float | None = None
    end: str | None = None
    """The kind of the terminal event, None while it runs."""
    sentence: str = ""
    """What the terminal event says."""

    def take(self, events: Iterable[dict[str, Any]]) -> bool:
        """Add events in order; True where any of them changed something that is shown."""
        changed = False
        for event in events:
            changed = True
            kind = event.get("kind")
            if kind == "step":
                self._step(event)
            elif kind == "validation":
                self.validation_steps.append(int(event["step"]))
                self.validation_losses.append(float(event["loss"]))
            elif kind == "scores":
                values = event.get("values") or {}
                self.scores[str(event.get("when"))] = {name: _score(value) for name, value in values.items()}
            elif kind == "progress":
                self.message = str(event.get("message") or "")
            elif kind == "warning":
                self.warnings.append(str(event.get("message") or ""))
            elif kind in ("finished", "failed", "stopped", "interrupted"):
                self.end = str(kind)
                self.sentence = str(event.get("message") or "")
            elif kind == "started":
                self.end, self.sentence = None, ""  # resumed in its folder
        return changed

    def _step(self, event: dict[str, Any]) -> None:
        step = int(event["step"])
        # A resumed run goes over the steps after its checkpoint once more: the later numbers hold.
        while self.steps and self.steps[-1] >= step:
            for numbers in (self.steps, self.losses, self.ranks, self.smooth):
                numbers.pop()
        loss = float(event["loss"])
        self.steps.append(step)
        self.losses.append(loss)
        self.ranks.append(int(event.get("rank") or 0))
        self.total = int(event["total"]) if event.get("total") else self.total
        share = 2 / (max(3.0, SPAN * (self.total or 0)) + 1)
        self.smooth.append((1 - share) * self.smooth[-1] + share * loss if self.smooth else loss)
        self.message = str(event.get("message") or "")
        for name in ("remaining_s", "memory_mb", "tokens_per_s"):
            if event.get(name) is not None:
                setattr(self, name, float(event[name]))


def _score(value: Any) -> tuple[float, str]:
    """A score is (value, signature) in the events; a bare number has no signature."""
    if isinstance(value, dict):
        return float(value.get("value", 0.0)), str(value.get("signature", ""))
    if isinstance(value, list | tuple):
        return float(value[0]), str(value[1]) if len(value) > 1 else ""
    return float(value), ""
