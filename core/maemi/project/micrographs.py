"""Micrographs of a project: the verbs that others call, and what a person says of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from maemi.errors import InputError
from maemi.project.adding import add_paths
from maemi.project.counting import facet_counts
from maemi.project.listing import (
    SORTS,
    count_micrographs,
    get_micrographs,
    in_chunks,
    list_ids,
    list_micrographs,
    next_unreviewed,
)
from maemi.project.project import Project
from maemi.project.rows import AddReport, MicrographRow
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

__all__ = [
    "SORTS",
    "AddReport",
    "MicrographRow",
    "add_paths",
    "count_micrographs",
    "facet_counts",
    "get_micrograph",
    "get_micrographs",
    "list_ids",
    "list_micrographs",
    "next_unreviewed",
    "set_class",
    "set_pixel_size",
]


def get_micrograph(project: Project, micrograph_id: int) -> MicrographRow:
    """One micrograph. Raises InputError where there is none of that id."""
    found = get_micrographs(project, [micrograph_id])
    if not found:
        raise InputError(f"There is no micrograph {micrograph_id} in {project.address}.")
    return found[0]


def set_pixel_size(project: Project, ids: Iterable[int], metres: float | None, who: str) -> None:
    """Type in the pixel size of square pixels, in metres; None goes back to what the file says.

    It overrides the file's, with the source `typed in`, who, and when. Raises InputError for an absurd size.
    """
    if metres is not None and not 1e-15 < metres < 1e-2:
        raise InputError(f"{metres} m is no pixel size: give the metres of one pixel, e.g. 5e-9 for 5 nm.")
    values: dict[str, Any] = {"typed_pixel_m": metres, "typed_by": who, "typed_at": now()}
    _change(project, ids, values if metres is not None else dict.fromkeys(values))


def set_class(project: Project, ids: Iterable[int], class_name: str | None) -> None:
    """Say which class micrographs belong to; None takes it back."""
    _change(project, ids, {"class_name": class_name})


def _change(project: Project, ids: Iterable[int], values: dict[str, Any]) -> None:
    wanted = sorted(set(ids))
    with project.session() as session:
        for some in in_chunks(wanted):
            changed = session.scalars(
                update(Micrograph).where(Micrograph.id.in_(some)).values(values).returning(Micrograph.id)
            )
            if lost := set(some) - set(changed):
                raise InputError(f"There is no micrograph {min(lost)} in {project.address}; nothing was changed.")
