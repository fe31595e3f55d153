"""The groups that statistics and plots tell apart."""

from __future__ import annotations

from collections.abc import Callable

from maemi.errors import InputError
from maemi.survey.results import Result, Results

GROUPS: dict[str, Callable[[Result], str]] = {
    "all": lambda _row: "",
    "class": lambda row: row.class_name or "",
    "folder": lambda row: row.folder,
    "kind": lambda row: row.kind,
    "micrograph": lambda row: row.name,
}
"""By what → the group of a row; empty where it has none. Micrographs of one name in two folders are one group."""


def groups_of(results: Results, by: str) -> list[str]:
    """The group of each row. Raises InputError for something that nothing is grouped by."""
    if by not in GROUPS:
        raise InputError(f"Results cannot be grouped by '{by}': choose {', '.join(GROUPS)}.")
    return [GROUPS[by](row) for row in results.rows]
