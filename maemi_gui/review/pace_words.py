"""The pace of a curator in words: decisions an hour, pairs left, and when they are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def pace_words(times: Sequence[datetime], left: int, now: datetime) -> str:
    """`412 an hour · 1,204 left: about 2 h 55 min, until 17:40`; empty where there is no pace to tell yet.

    `times`: when the curator decided, oldest first; `now` gives the zone of the clock that is told.
    """
    from maemi.project.pace import pace_of

    pace = pace_of(times)
    if pace is None:
        return ""
    words = f"{pace:,.0f} an hour"
    if not left:
        return words
    remaining = timedelta(hours=left / pace)
    return f"{words} · {left:,} left: about {duration_words(remaining)}{_until(now, remaining)}"


def duration_words(duration: timedelta) -> str:
    """`40 min`, `2 h 55 min`, `31 h`."""
    minutes = max(1, round(duration.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h" if hours >= 10 or not rest else f"{hours} h {rest} min"


def _until(now: datetime, remaining: timedelta) -> str:
    """The clock's time where it is still today: nobody reviews through the night."""
    end = now + remaining
    return f", until {end:%H:%M}" if end.date() == now.date() else ""
