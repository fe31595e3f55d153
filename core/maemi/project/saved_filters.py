"""Filters with a name, kept with the project: everybody who opens it finds them."""

from __future__ import annotations

from sqlalchemy import func, select

from maemi.errors import InputError
from maemi.project.filtering.terms import parse
from maemi.project.listing import SORTS
from maemi.project.project import Project
from maemi.project.rows import SavedFilter
from maemi.project.tables import collection
from maemi.project.tables.foundation import now
from maemi.project.text import storable

NAME_CHARACTERS = 80


def save_filter(project: Project, name: str, search: str, sort: str = "name", descending: bool = False) -> SavedFilter:
    """Keep a search line and an order under a name; one of the same name is replaced.

    Raises InputError for an empty or overlong name, a search that is not understood, or an unknown order.
    """
    title = " ".join(storable(name).split())
    if not title or len(title) > NAME_CHARACTERS:
        raise InputError(f"A filter's name has 1 to {NAME_CHARACTERS} characters, and this one has {len(title)}.")
    parse(search)
    if sort not in SORTS:
        raise InputError(f"Micrographs cannot be sorted by '{sort}': write one of {', '.join(SORTS)}.")
    line = storable(search).strip()
    with project.session() as session:
        session.merge(collection.SavedFilter(name=title, search=line, sort=sort, descending=descending, saved_at=now()))
    return SavedFilter(title, line, sort, descending)


def list_filters(project: Project) -> list[SavedFilter]:
    """The saved filters, by name."""
    table = collection.SavedFilter
    with project.read_session() as session:
        found = session.scalars(select(table).order_by(func.lower(table.name), table.name))
        return [SavedFilter(record.name, record.search, record.sort, record.descending) for record in found]


def delete_filter(project: Project, name: str) -> None:
    """Forget a saved filter. Raises InputError where there is none of that name."""
    with project.session() as session:
        record = session.get(collection.SavedFilter, " ".join(storable(name).split()))
        if record is None:
            raise InputError(f"There is no saved filter '{name}' in {project.address}.")
        session.delete(record)
