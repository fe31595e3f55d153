"""A project: the handle through which everything that a lab knows is read and written."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from maemi.errors import InputError, MaemiError
from maemi.local_only import hold
from maemi.project import schema
from maemi.project.address import Address, understand
from maemi.project.engine import check_server, open_engine, writing
from maemi.project.failures import explained


class Project:
    """An open project. Several threads may share it, several processes may open the same."""

    def __init__(self, address: Address, engine: Engine) -> None:
        """Use `Project.create` or `Project.open`."""
        self._address = address
        self._engine = engine
        self._writing = writing(engine)
        self._hold = f"project {id(self)}"

    @classmethod
    def create(cls, address: str | Path) -> Project:
        """Make a new project in a folder (made where it is missing) or in an empty database.

        Raises InputError where there is one already, MaemiError where it cannot be written.
        """
        place = understand(address)
        _make_folders(place)
        engine = open_engine(place)
        with _closed_on_error(engine), explained(place.text), writing(engine).begin() as connection:
            check_server(connection, place.text)
            if schema.revision(connection) is not None:
                raise InputError(f"{place.text} is a MAEMI project already: open it, or name another place.")
            schema.upgrade(connection)
        return cls(place, engine)

    @classmethod
    def open(cls, address: str | Path) -> Project:
        """Open a project; one of an older version is brought up to date.

        Raises InputError where there is none, where it is damaged, or where a newer MAEMI wrote it.
        """
        place = understand(address)
        if place.is_folder and not place.database_file.is_file():
            what = "is not a MAEMI project" if place.folder.is_dir() else "does not exist"
            raise InputError(f"{place.text} {what}: make a project with 'maemi init {place.text}', or name another.")
        engine = open_engine(place)
        with _closed_on_error(engine), explained(place.text):
            with engine.connect() as connection:
                check_server(connection, place.text)
                newest = schema.check(schema.revision(connection), place.text)
            if not newest:
                if place.is_folder:
                    _back_up_before_update(place)
                with writing(engine).begin() as connection:
                    schema.upgrade(connection)
        if not place.is_folder:
            _make_folders(place)
        project = cls(place, engine)
        project.obey_switch()
        return project

    @property
    def folder(self) -> Path:
        """Absolute. A database's local companion folder, where the project is not a folder itself."""
        return self._address.folder

    @property
    def address(self) -> str:
        """As a person writes it, without its password."""
        return self._address.text

    @property
    def name(self) -> str:
        return self._address.name

    @property
    def runs_dir(self) -> Path:
        """Where background runs have their folders."""
        return self.folder / "runs"

    @property
    def thumbnails_dir(self) -> Path:
        return self.folder / "thumbnails"

    @contextmanager
    def session(self) -> Generator[Session]:
        """A transaction that writes: committed at the end of the block, rolled back where it raises.

        When the block has ended without an error, its changes are on the disk.
        """
        with explained(self.address), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read_session(self) -> Generator[Session]:
        """A transaction that only reads one unchanging state; it never waits for a writer."""
        with explained(self.address), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def obey_switch(self) -> None:
        """Hold this process while the project is open, where its own switch lets nothing leave this machine."""
        from maemi.project.tables.setting import LOCAL_ONLY, Setting

        with self.read_session() as session:
            found = session.get(Setting, LOCAL_ONLY)
            hold(self._hold, found is not None and bool(found.value))

    def close(self) -> None:
        """Close all connections; the project may not be used after it."""
        hold(self._hold, False)
        self._engine.dispose()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@contextmanager
def _closed_on_error(engine: Engine) -> Generator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def _back_up_before_update(place: Address) -> None:
    from maemi.project.backups.policy import read_policy
    from maemi.project.backups.taking import take

    if read_policy(place.folder).automatic:
        try:
            take(place.text, "before update")
        except MaemiError as error:
            advice = "or switch backups off: 'maemi backup set --off'"
            raise MaemiError(f"The project was not brought up to date, {advice}. {error}") from error


def _make_folders(place: Address) -> None:
    try:
        for folder in (place.folder, place.folder / "runs", place.folder / "thumbnails"):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MaemiError(f"A project cannot be made in {place.folder}: {error.strerror or error}.") from error
