"""Which folders a project watches; `watching.py` does the watching."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import select

from maemi.errors import InputError
from maemi.project.paths import from_stored, to_stored
from maemi.project.project import Project
from maemi.project.rows import WatchedFolder
from maemi.project.tables import collection
from maemi.project.tables.foundation import now


def watch_folder(project: Project, folder: Path | str) -> WatchedFolder:
    """Watch a folder and those in it from now on; watching it already is no error.

    Raises InputError where it is no folder. A running `maemi watch` looks there from its next round on.
    """
    path = _absolute(folder)
    if not path.is_dir():
        what = "is not a folder" if path.exists() else "does not exist"
        raise InputError(f"{path} {what}, so it cannot be watched; check the path.")
    stored = to_stored(path, project.folder)
    with project.session() as session:
        record = session.get(collection.WatchedFolder, stored)
        if record is None:
            record = collection.WatchedFolder(path=stored, since=now())
            session.add(record)
            session.flush()
        return WatchedFolder(path, record.since)


def unwatch_folder(project: Project, folder: Path | str) -> None:
    """Watch a folder no longer; its micrographs stay. Raises InputError where it is not watched."""
    path = _absolute(folder)
    with project.session() as session:
        record = session.get(collection.WatchedFolder, to_stored(path, project.folder))
        if record is None:
            raise InputError(f"{path} is not watched by {project.address}; 'maemi watch --list' says what is.")
        session.delete(record)


def list_watched(project: Project) -> list[WatchedFolder]:
    """The watched folders, by path."""
    table = collection.WatchedFolder
    with project.read_session() as session:
        found = session.scalars(select(table).order_by(table.path))
        return [WatchedFolder(from_stored(record.path, project.folder), record.since) for record in found]


def _absolute(folder: Path | str) -> Path:
    return Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100 — resolve() would follow links
