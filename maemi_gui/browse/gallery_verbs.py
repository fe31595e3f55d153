"""What the gallery asks of the project. The database is imported late: the window shows before it is needed.

All of it runs in the worker thread of the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maemi.project.rows import MicrographRow, SavedFilter, WatchedFolder

if TYPE_CHECKING:
    from maemi.project.project import Project

SORTS = {
    "name": "Name",
    "folder": "Folder",
    "added": "Date of adding",
    "taken": "Date of imaging",
    "magnification": "Magnification",
    "pixel size": "Pixel size",
    "pending pairs": "Pending pairs",
    "class": "Class",
}
"""The orders of `maemi.project.listing`, in words."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are."""

    total: int
    """Of the project, whatever is searched."""
    facets: dict[str, dict[str, int]]
    """Key of the search → value → how many; empty where that was not asked for."""


def list_ids(project: Project, search: str, sort: str, descending: bool) -> list[int]:
    """The ids of the micrographs that the search means, in order. Raises InputError for a search that is wrong."""
    from maemi.project import micrographs

    return micrographs.list_ids(project, search, sort, descending)


def get_micrographs(project: Project, ids: Iterable[int]) -> list[MicrographRow]:
    """These micrographs, in this order."""
    from maemi.project import micrographs

    return micrographs.get_micrographs(project, ids)


def counts(project: Project, search: str, of_each_kind: bool) -> Counts:
    """What there is for a search; of each kind takes a few tenths of a second with 20,000 micrographs."""
    from maemi.project import micrographs

    facets = micrographs.facet_counts(project, search) if of_each_kind else {}
    return Counts(micrographs.count_micrographs(project), facets)


def next_unreviewed(project: Project, after_id: int | None, search: str, sort: str, descending: bool) -> int | None:
    """The next micrograph of the search with a pending pair; after the last comes the first."""
    from maemi.project import micrographs

    return micrographs.next_unreviewed(project, after_id, search, sort, descending)


def set_pixel_size(project: Project, ids: Iterable[int], metres: float | None, who: str) -> None:
    """Type in the pixel size."""
    from maemi.project import micrographs

    micrographs.set_pixel_size(project, ids, metres, who)


def set_class(project: Project, ids: Iterable[int], class_name: str | None) -> None:
    """Say which class they belong to."""
    from maemi.project import micrographs

    micrographs.set_class(project, ids, class_name)


def list_filters(project: Project) -> list[SavedFilter]:
    """The saved filters, by name."""
    from maemi.project import saved_filters

    return saved_filters.list_filters(project)


def save_filter(project: Project, name: str, search: str, sort: str, descending: bool) -> None:
    """Keep a search and an order under a name."""
    from maemi.project import saved_filters

    saved_filters.save_filter(project, name, search, sort, descending)


def delete_filter(project: Project, name: str) -> None:
    """Keep it no more."""
    from maemi.project import saved_filters

    saved_filters.delete_filter(project, name)


def list_watched(project: Project) -> list[WatchedFolder]:
    """The watched folders, by path."""
    from maemi.project import watched

    return watched.list_watched(project)


def watch_folder(project: Project, folder: Path) -> None:
    """Watch a folder from now on."""
    from maemi.project import watched

    watched.watch_folder(project, folder)


def unwatch_folder(project: Project, folder: Path) -> None:
    """Watch it no longer."""
    from maemi.project import watched

    watched.unwatch_folder(project, folder)
