"""What other distributions add to MAEMI by their entry points, and the sentence for one that does not load."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points


def points_of(group: str) -> list[EntryPoint]:
    """The entry points of a group by name; nothing is imported."""
    return sorted(entry_points(group=group), key=lambda each: each.name)


def does_not_load(point: EntryPoint, error: Exception) -> str:
    """One sentence; whatever a plug-in raised, its first line is told."""
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"The plug-in {point.name} ({point.value}) does not load ({reason}): update or remove it."
