"""Which backups stay: the newest of each of the last hours, days, weeks and months that have any."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from maemi.project.backups.policy import Policy


def kept(times: Iterable[datetime], policy: Policy) -> set[datetime]:
    """Of these times, those whose backups stay. The newest always does."""
    newest_first = sorted(set(times), reverse=True)
    periods: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
        (policy.hourly, lambda at: (at.year, at.month, at.day, at.hour)),
        (policy.daily, lambda at: (at.year, at.month, at.day)),
        (policy.weekly, lambda at: at.isocalendar()[:2]),
        (policy.monthly, lambda at: (at.year, at.month)),
    )
    staying = set(newest_first[:1])
    for count, period_of in periods:
        seen: set[tuple[int, ...]] = set()
        for at in newest_first:
            period = period_of(at)
            if period not in seen and len(seen) < count:
                seen.add(period)
                staying.add(at)
    return staying
