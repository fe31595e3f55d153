"""What a server says that a request has cost, where it can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

MOST_TOKENS = 4_000_000
"""More than any model reads or writes in one request."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request."""

    tokens_in: int
    tokens_out: int
    tokens_cached: int = 0
    """Those of `tokens_in` that cost less, since the server had read them before."""


def usage_of(document: dict[str, Any]) -> Usage | None:
    """The `usage` of a chat completion; None where it is missing or cannot be true: words, less than 0, millions."""
    told = document.get("usage")
    if not isinstance(told, dict):
        return None
    usage = cast("dict[str, Any]", told)
    tokens_in, tokens_out = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if not tokens_in or tokens_out is None:
        return None
    details = usage.get("prompt_tokens_details")
    cached = _count(cast("dict[str, Any]", details).get("cached_tokens")) if isinstance(details, dict) else None
    return Usage(tokens_in, tokens_out, min(cached or 0, tokens_in))


def _count(value: object) -> int | None:
    """A whole number of tokens; a truth value is none although Python counts it as one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return int(value) if 0 <= value <= MOST_TOKENS and value == int(value) else None
