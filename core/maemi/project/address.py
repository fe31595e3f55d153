"""Where a project is: a folder with one SQLite file, or a team's database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from maemi.errors import InputError

FILE_NAME = "maemi.sqlite"


@dataclass(frozen=True, slots=True)
class Address:
    """A project's place, understood."""

    text: str
    """As a person writes it, without its password."""
    url: URL
    folder: Path
    """Absolute. Runs and thumbnails live here; for a database it is a local companion folder."""
    name: str

    @property
    def is_folder(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def database_file(self) -> Path:
        """The SQLite file of a folder project."""
        return self.folder / FILE_NAME


def understand(address: str | Path) -> Address:
    """Read a folder (or the SQLite file in it) or a `postgresql+psycopg://…` address.

    Raises InputError where it is neither.
    """
    text = str(address)
    if "://" in text:
        return _database(text)
    if not text.strip():
        raise InputError("A project's address is empty: name a folder, or a postgresql+psycopg:// address.")
    folder = Path(text).expanduser().absolute()
    if folder.name == FILE_NAME:
        folder = folder.parent
    return Address(str(folder), URL.create("sqlite", database=str(folder / FILE_NAME)), folder, folder.name)


def is_project(text: str) -> bool:
    """Whether this is the address of a project and not of a file: a database's, or a folder with one's file."""
    if "://" in text:
        return True
    path = Path(text).expanduser()
    return path.name == FILE_NAME or (path / FILE_NAME).is_file()


def _database(text: str) -> Address:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise InputError("The project's address is not a database address: write postgresql+psycopg://…") from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    shown = url._replace(password=None).render_as_string()
    if url.drivername != "postgresql+psycopg" or not url.database:
        raise InputError(f"{shown} cannot hold a project: write postgresql+psycopg://user@host/database, or a folder.")
    from platformdirs import user_data_path

    digest = hashlib.sha256(shown.encode()).hexdigest()[:8]
    folder = user_data_path("maemi", appauthor=False) / "projects" / f"{url.database}-{digest}"
    return Address(shown, url, folder, url.database)
