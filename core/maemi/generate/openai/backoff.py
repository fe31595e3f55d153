"""How long to wait before a request is sent again."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

LONGEST_S = 60.0


def pause_s(attempt: int, retry_after: str | None, rng: Random, first_s: float = 1.0) -> float:
    """Seconds before attempt `attempt + 1` (the first is 0).

    What the server asks for in its retry-after header, up to a minute and a little more so that waiting clients do not
    come back together; else twice as long each time, between half and the whole of it.
    """
    if retry_after is not None:
        try:
            asked = float(retry_after)
        except ValueError:
            asked = -1.0
        if asked >= 0:
            return min(asked, LONGEST_S) * (1 + 0.1 * rng.random())
    return min(LONGEST_S, first_s * 2**attempt) * (0.5 + 0.5 * rng.random())


def wait(seconds: float, stop_requested: Callable[[], bool]) -> bool:
    """Wait, but no longer than until somebody asks to stop; returns whether to go on."""
    until = time.monotonic() + seconds
    while not stop_requested():
        left = until - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(0.1, left))
    return False
