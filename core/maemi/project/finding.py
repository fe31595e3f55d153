"""Which micrograph a person means who writes an id or a path."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.micrographs import get_micrograph
from maemi.project.paths import to_stored
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph


def find_micrograph(project: Project, text: str) -> int | None:
    """The id that `text` names: a number, or the path of a file of the project; None for another path.

    Raises InputError for a number that no micrograph has.
    """
    if text.isdigit():
        return get_micrograph(project, int(text)).id
    stored = to_stored(Path(text), project.folder)
    with project.read_session() as session:
        return session.scalar(select(Micrograph.id).where(Micrograph.path == stored))


def named_micrograph(project: Project, text: str) -> int:
    """The same, for verbs that need a micrograph of the project. Raises InputError for any other."""
    found = find_micrograph(project, text)
    if found is None:
        raise InputError(f"{text} is not a micrograph of {project.address}: add it with 'maemi add', or write an id.")
    return found
