"""How many requests may be under way at once, and when the next one may go: one for all threads of a teacher."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from threading import Condition

from maemi.generate.openai.headers import Limits, Window

FIRST = 4.0
"""At a time to begin with; it grows by one a round of answers."""
SLOW = 4.0
"""Answers that take so many times longer than they did at best come from a queue: more at once makes it longer."""
TOO_LONG_S = 15 * 60.0
"""Nobody is kept waiting longer: the run ends and is started again later."""
_LOOK_S = 0.1


class TooLongError(Exception):
    """The server allows the next request only after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


@dataclass(slots=True)
class _Allowance:
    """A rate limit as the server told it, less what was sent since; it fills up evenly until its reset."""

    window: Window
    told_at: float
    used: float = 0.0

    def wait_s(self, need: float, now: float) -> float:
        """Seconds until `need` is allowed; a request beyond the whole limit waits until all of it is."""
        told, gone = self.window, now - self.told_at
        if gone >= told.reset_s:
            return 0.0
        free = told.remaining - self.used
        if told.limit is None:
            return 0.0 if free >= need else told.reset_s - gone
        rate = max(0.0, (told.limit - told.remaining) / told.reset_s)
        missing = min(need, told.limit) - free - rate * gone
        if missing <= 0:
            return 0.0
        return min(missing / rate if rate else told.reset_s, told.reset_s - gone)


@dataclass(frozen=True, slots=True)
class Place:
    """One request's place among those under way: it tells what became of it."""

    limiter: Limiter
    since: float

    def answered(self, limits: Limits) -> None:
        self.limiter.note_answer(self.since, limits)

    def busy(self, limits: Limits, retry_after_s: float | None) -> None:
        self.limiter.note_trouble(self.since, limits, retry_after_s)

    def lost(self) -> None:
        self.limiter.note_trouble(self.since, Limits())


class Limiter:
    """Additive increase, halved when the server is busy or silent; waits as its headers say. Safe for many threads."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, seed: int | None = None) -> None:
        """`most`: never more requests at once."""
        self._most, self._clock = max(1, most), clock
        self._allowed = min(float(self._most), FIRST)
        self._condition = Condition()
        self._under_way = 0
        self._not_before = self._halved_at = clock()
        self._requests: _Allowance | None = None
        self._tokens: _Allowance | None = None
        self._usual_s = self._best_s = 0.0
        self._random = Random(seed)

    @property
    def allowed(self) -> int:
        """How many may be under way now."""
        return max(1, int(self._allowed))

    @contextmanager
    def place(self, tokens: int, stop_requested: Callable[[], bool]) -> Generator[Place | None]:
        """Wait for a place among those under way, and give it back at the end; None where one asked to stop.

        Raises TooLongError where the server asks for more patience than a run has.
        """
        since = self._acquire(tokens, stop_requested)
        if since is None:
            yield None
            return
        place = Place(self, since)
        try:
            yield place
        finally:
            with self._condition:
                self._under_way -= 1
                self._condition.notify_all()

    def _acquire(self, tokens: int, stop_requested: Callable[[], bool]) -> float | None:
        with self._condition:
            while not stop_requested():
                now = self._clock()
                wait_s = self._wait_s(tokens, now)
                if wait_s > TOO_LONG_S:
                    raise TooLongError(wait_s)
                if wait_s <= 0 and self._under_way < self.allowed:
                    self._under_way += 1
                    for allowance, need in ((self._requests, 1), (self._tokens, tokens)):
                        if allowance is not None:
                            allowance.used += need
                    return now
                self._condition.wait(min(_LOOK_S, wait_s) if wait_s > 0 else _LOOK_S)
            return None

    def note_answer(self, since: float, limits: Limits) -> None:
        """An answer came, in whatever state."""
        with self._condition:
            self._told(limits)
            took = self._clock() - since
            self._usual_s = took if not self._usual_s else 0.8 * self._usual_s + 0.2 * took
            self._best_s = min(self._usual_s, 1.01 * self._best_s or self._usual_s)
            step = -1.0 if self._usual_s > SLOW * self._best_s else 1.0
            self._allowed = min(float(self._most), max(1.0, self._allowed + step / self._allowed))

    def note_trouble(self, since: float, limits: Limits, retry_after_s: float | None = None) -> None:
        """The server asks to come again later, or says nothing."""
        with self._condition:
            self._told(limits)
            # Once for all that were under way together: one overload is answered to each of them.
            if since >= self._halved_at:
                self._allowed = max(1.0, self._allowed / 2)
                self._halved_at = self._clock()
            if retry_after_s is not None:
                # A little more, so that those who were sent away together do not come back together.
                pause = retry_after_s * (1 + 0.1 * self._random.random())
                self._not_before = max(self._not_before, self._clock() + pause)

    def _told(self, limits: Limits) -> None:
        now = self._clock()
        if limits.requests is not None:
            self._requests = _Allowance(limits.requests, now)
        if limits.tokens is not None:
            self._tokens = _Allowance(limits.tokens, now)

    def _wait_s(self, tokens: int, now: float) -> float:
        waits = [self._not_before - now]
        if self._requests is not None:
            waits.append(self._requests.wait_s(1, now))
        if self._tokens is not None:
            waits.append(self._tokens.wait_s(tokens, now))
        return max(waits)
