"""Which micrograph somebody means."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import or_, select

from maemi.project.paths import to_stored
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph


def ids_called(project: Project, name: str) -> list[int]:
    """The micrographs whose file has this path or name."""
    stored = to_stored(Path(name).absolute(), project.folder)
    query = select(Micrograph.id).where(or_(Micrograph.name == name, Micrograph.path == stored))
    with project.read_session() as session:
        return list(session.scalars(query.order_by(Micrograph.id)))
