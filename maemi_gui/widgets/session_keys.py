"""Keys that were typed for this session: in the memory of this process, and nowhere else."""

from __future__ import annotations

from maemi.redaction import know

_keys: dict[str, str] = {}


def remember(host: str, key: str) -> None:
    """Keep a host's key until the window closes."""
    know(key)
    _keys[host.lower()] = key


def forget(host: str) -> None:
    """Keep it no longer."""
    _keys.pop(host.lower(), None)


def key_of(host: str) -> str | None:
    """The key that was typed for a host in this session."""
    return _keys.get(host.lower())
