"""Which micrographs, in which order: the ids first, so that a view of twenty thousand holds numbers, not rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select

from maemi.errors import InputError
from maemi.project.filtering.conditions import CHOICES, PIXEL, condition
from maemi.project.filtering.terms import parse
from maemi.project.loading import micrograph_row
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.project.tables.micrograph import Micrograph

SORTS: dict[str, Any] = {
    "name": Micrograph.name_key,
    "folder": Micrograph.folder,
    "added": Micrograph.added_at,
    "taken": Micrograph.taken_at,
    "magnification": Micrograph.magnification,
    "pixel size": PIXEL,
    "pending pairs": Micrograph.pairs_pending,
    "class": Micrograph.class_name,
}
"""What micrographs can be sorted by. Names sort as people count: img2 before img10."""

_Item = TypeVar("_Item")
_AT_ONCE = 500
"""Databases limit how many values a statement may carry."""


def list_ids(project: Project, search: str = "", sort: str = "name", descending: bool = False) -> list[int]:
    """The ids of the micrographs that a search line (see `filtering`) means, in order.

    Those that have no value to be sorted by come last either way; equals go by id. Raises InputError with the term that
    is wrong, or for an unknown `sort`.
    """
    query = select(Micrograph.id).where(*conditions(project, search)).order_by(*_order(sort, descending))
    with project.read_session() as session:
        return list(session.scalars(query))


def get_micrographs(project: Project, ids: Iterable[int]) -> list[MicrographRow]:
    """The micrographs of these ids, in this order; unknown ids are left out."""
    wanted = list(ids)
    found: dict[int, MicrographRow] = {}
    with project.read_session() as session:
        for some in in_chunks(wanted):
            for record in session.scalars(select(Micrograph).where(Micrograph.id.in_(some))):
                found[record.id] = micrograph_row(record, project.folder)
    return [found[each] for each in wanted if each in found]


def list_micrographs(
    project: Project,
    search: str = "",
    state: str | None = None,
    offset: int = 0,
    limit: int | None = None,
    sort: str = "name",
    descending: bool = False,
) -> list[MicrographRow]:
    """Micrographs that a search line means, in order.

    `state` keeps those that have a pair in this state, or `none` those without pairs, or `unreadable`.
    """
    query = select(Micrograph).where(*conditions(project, search, state)).order_by(*_order(sort, descending))
    with project.read_session() as session:
        found = session.scalars(query.offset(offset).limit(limit))
        return [micrograph_row(record, project.folder) for record in found]


def count_micrographs(project: Project, search: str = "", state: str | None = None) -> int:
    """How many `list_micrographs` would list."""
    with project.read_session() as session:
        return session.scalar(select(func.count(Micrograph.id)).where(*conditions(project, search, state))) or 0


def next_unreviewed(
    project: Project,
    after_id: int | None = None,
    search: str = "",
    sort: str = "name",
    descending: bool = False,
) -> int | None:
    """The next micrograph with a pending pair after `after_id` in that order, beginning again at the first.

    None where no micrograph of the search has any. `after_id` itself comes last.
    """
    query = select(Micrograph.id, Micrograph.pairs_pending).where(*conditions(project, search))
    with project.read_session() as session:
        found = session.execute(query.order_by(*_order(sort, descending))).all()
    place = next((number for number, row in enumerate(found) if row.id == after_id), -1)
    return next((row.id for row in (*found[place + 1 :], *found[: place + 1]) if row.pairs_pending > 0), None)


def conditions(project: Project, search: str, state: str | None = None) -> list[ColumnElement[bool]]:
    """What a search line, and a state beside it, ask of the database. Raises InputError."""
    asked = [condition(project, term) for term in parse(search)]
    if state is not None:
        states = {**CHOICES["state"], "unreadable": CHOICES["is"]["unreadable"]}
        if state not in states:
            raise InputError(f"'{state}' is no state to list: write one of {', '.join(states)}.")
        asked.append(states[state])
    return asked


def in_chunks(items: Sequence[_Item], size: int = _AT_ONCE) -> Iterator[Sequence[_Item]]:
    """As many at once as a statement may carry."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _order(sort: str, descending: bool) -> list[Any]:
    column = SORTS.get(sort)
    if column is None:
        raise InputError(f"Micrographs cannot be sorted by '{sort}': write one of {', '.join(SORTS)}.")
    by_name = [Micrograph.name_key] if sort == "folder" else []
    keys = [column, *by_name, Micrograph.id]
    directed = [key.desc() if descending else key.asc() for key in keys]
    # A column that may hold nothing would put it first or last, each database in its own way.
    optional = sort in ("taken", "magnification", "pixel size", "class")
    return [column.is_(None), *directed] if optional else directed
