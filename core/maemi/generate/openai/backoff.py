"""How long to wait before a request is sent again, where the server does not say."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

LONGEST_S = 60.0


def pause_s(attempt: int, rng: Random, first_s: float = 1.0) -> float:
    """Seconds before attempt `attempt + 1` (the first is 0): twice as long each time, between half and all of it.

    The chance is in it so that clients who failed together do not come back together.
    """
    return min(LONGEST_S, first_s * 2 ** min(attempt, 30)) * (0.5 + 0.5 * rng.random())


def wait(seconds: float, stop_requested: Callable[[], bool]) -> bool:
    """Wait, but no longer than until somebody asks to stop; returns whether to go on."""
    until = time.monotonic() + seconds
    while not stop_requested():
        left = until - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(0.1, left))
    return False
