"""Micrographs of a project: list, count, get, and what a person says of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from maemi.errors import InputError
from maemi.project.adding import add_paths
from maemi.project.loading import micrograph_row
from maemi.project.project import Project
from maemi.project.rows import AddReport, MicrographRow
from maemi.project.searching import contains
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

__all__ = [
    "AddReport",
    "MicrographRow",
    "add_paths",
    "count_micrographs",
    "get_micrograph",
    "list_micrographs",
    "set_class",
    "set_pixel_size",
]

NO_PAIRS = "none"
"""The `state` that asks for micrographs without any pair."""
UNREADABLE = "unreadable"
"""The `state` that asks for micrographs that could not be read."""


def list_micrographs(
    project: Project, search: str = "", state: str | None = None, offset: int = 0, limit: int | None = None
) -> list[MicrographRow]:
    """Micrographs by name.

    `search` looks in path and class, without regard to case. `state` keeps those that have a pair in this state, or
    `none` those without pairs, or `unreadable`.
    """
    query = select(Micrograph).where(*_conditions(project, search, state)).order_by(Micrograph.name, Micrograph.id)
    with project.read_session() as session:
        found = session.scalars(query.offset(offset).limit(limit))
        return [micrograph_row(record, project.folder) for record in found]


def count_micrographs(project: Project, search: str = "", state: str | None = None) -> int:
    """How many `list_micrographs` would list."""
    with project.read_session() as session:
        return session.scalar(select(func.count(Micrograph.id)).where(*_conditions(project, search, state))) or 0


def get_micrograph(project: Project, micrograph_id: int) -> MicrographRow:
    """One micrograph. Raises InputError where there is none of that id."""
    with project.read_session() as session:
        record = session.get(Micrograph, micrograph_id)
        if record is None:
            raise InputError(f"There is no micrograph {micrograph_id} in {project.address}.")
        return micrograph_row(record, project.folder)


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
    with project.session() as session:
        for micrograph_id in ids:
            changed = session.execute(
                update(Micrograph).where(Micrograph.id == micrograph_id).values(values).returning(Micrograph.id)
            )
            if changed.first() is None:
                raise InputError(f"There is no micrograph {micrograph_id} in {project.address}; nothing was changed.")


def _conditions(project: Project, search: str, state: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search:
        columns = (Micrograph.path, Micrograph.name, Micrograph.class_name)
        conditions.append(or_(*(contains(project, column, search) for column in columns)))
    counts = {
        "pending": Micrograph.pairs_pending,
        "approved": Micrograph.pairs_approved,
        "rejected": Micrograph.pairs_rejected,
        "skipped": Micrograph.pairs_skipped,
    }
    if state in counts:
        conditions.append(counts[state] > 0)
    elif state == NO_PAIRS:
        conditions.extend(count == 0 for count in counts.values())
    elif state == UNREADABLE:
        conditions.append(Micrograph.error.is_not(None))
    elif state is not None:
        known = ", ".join((*counts, NO_PAIRS, UNREADABLE))
        raise InputError(f"'{state}' is no state to list: write one of {known}.")
    return conditions
