"""How fast to learn at a step, and when to end where the time and not the steps are given."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Schedule:
    """Warm up, stay, cool down to zero over the last part.

    With `hours`, `steps` is only the most; when the time left is what the cool-down needs, `steps` is settled. The
    settled number is printed and kept in checkpoints and card: `--steps` with it gives the same training again.
    """

    steps: int
    warm_up: int
    cool_down: float
    hours: float | None = None
    started: float = 0.0
    """Seconds of earlier processes of the same training are already taken off."""

    def begin(self, spent_s: float) -> None:
        """Start the clock; `spent_s` seconds went into earlier processes."""
        self.started = time.monotonic() - spent_s

    @property
    def spent_s(self) -> float:
        """Seconds of training so far."""
        return time.monotonic() - self.started

    def factor(self, step: int) -> float:
        """What the peak learning rate is multiplied with at `step` (0 is the first)."""
        if self.hours is not None and self.spent_s >= self.hours * 3600 * (1 - self.cool_down):
            self.steps = min(self.steps, round((step + 1) / (1 - self.cool_down)))
            self.hours = None
        warm = min(1.0, (step + 1) / max(1, self.warm_up))
        left = (self.steps - step) / max(1.0, self.cool_down * self.steps)
        return warm * max(0.0, min(1.0, left))
