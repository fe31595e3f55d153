"""What a server's headers say about when to come again: retry-after in its three forms, and rate limits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_S = 7 * 86_400.0
"""No server is believed to ask for more than a week."""
_UNITS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_PART = re.compile(r"(\d+(?:\.\d*)?)(ms|us|µs|ns|[dhms])")
_NUMBER = re.compile(r"\d+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Window:
    """What one rate limit still allows."""

    remaining: int
    reset_s: float
    """Seconds until all of it is allowed again."""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Both of a server's rate limits; None where it does not tell one."""

    requests: Window | None = None
    tokens: Window | None = None


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait, by `retry-after-ms`, or `retry-after` in seconds or as a date; None where there is neither."""
    in_ms = _plain(headers.get("retry-after-ms"))
    if in_ms is not None:
        return _bounded(in_ms / 1000)
    text = headers.get("retry-after")
    seconds = _plain(text)
    if seconds is not None:
        return _bounded(seconds)
    return _until(text, now or datetime.now(UTC)) if text else None


def limits_of(headers: Mapping[str, str], now: datetime | None = None) -> Limits:
    """Of `x-ratelimit-remaining-requests`, `-tokens` and their `reset` and `limit`; whatever they hold."""
    moment = now or datetime.now(UTC)
    return Limits(_window(headers, "requests", moment), _window(headers, "tokens", moment))


def duration_s(text: str | None) -> float | None:
    """Seconds of “1s”, “6m0s”, “1h2m3.5s”, “120ms” or a plain number; None where it is none of them."""
    if not text:
        return None
    plain = _plain(text)
    if plain is not None:
        return _bounded(plain)
    words = text.strip().lower()
    parts = list(_PART.finditer(words))
    if not parts or "".join(part[0] for part in parts) != words:
        return None
    return _bounded(sum(float(part[1]) * _UNITS[part[2]] for part in parts))


def _window(headers: Mapping[str, str], what: str, now: datetime) -> Window | None:
    remaining = _plain(headers.get(f"x-ratelimit-remaining-{what}"))
    text = headers.get(f"x-ratelimit-reset-{what}")
    reset = duration_s(text)
    if reset is None and text:
        reset = _until(text, now)
    if remaining is None or reset is None:
        return None
    limit = _plain(headers.get(f"x-ratelimit-limit-{what}"))
    return Window(int(remaining), reset, int(limit) if limit else None)


def _plain(text: str | None) -> float | None:
    """A plain number of 0 or more; ASCII digits only, since `float` knows words like “nan” and “1_000”."""
    words = (text or "").strip()
    if not words.isascii() or not _NUMBER.fullmatch(words):
        return None
    value = float(words)
    return value if math.isfinite(value) else None


def _until(text: str, now: datetime) -> float | None:
    """Seconds until a moment: of HTTP, or of ISO 8601; one that has passed is now."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text.strip())
            return _bounded((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())
        except (ValueError, TypeError, IndexError, OverflowError, OSError):
            continue
    return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_S)
