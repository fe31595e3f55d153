"""Many micrographs named in little room: `3,7-12`."""

from __future__ import annotations

from collections.abc import Iterable

from maemi.errors import InputError

MOST = 10_000_000
"""More micrographs than any project has."""


def ids_of(text: str) -> tuple[int, ...]:
    """The numbers of `3,7-12`, each once, in that order. Raises InputError."""
    wrong = InputError(f"'{text[:60]}' names no micrographs: write their numbers in the project, e.g. 3,7-12.")
    found: dict[int, None] = {}
    try:
        for part in filter(None, (each.strip() for each in text.split(","))):
            first, dash, last = part.partition("-")
            low, high = int(first), int(last if dash else first)
            if not 0 < low <= high <= MOST:
                raise wrong
            found.update(dict.fromkeys(range(low, high + 1)))
    except ValueError:
        raise wrong from None
    return tuple(found)


def ids_text(ids: Iterable[int]) -> str:
    """The inverse of `ids_of`, in ascending order."""
    runs: list[list[int]] = []
    for each in sorted(set(ids)):
        if runs and each == runs[-1][1] + 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
