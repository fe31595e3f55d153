"""Copies of an SQLite database: of one moment while others write, checked by reopening."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from maemi.errors import InputError, MaemiError

PAGES = 2_000
"""At a step: 8 MB, after which progress is told and a wish to stop is heard."""
WAIT_S = 15.0
TABLES = ("micrographs", "pairs", "decisions")
"""Those that are counted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a database holds."""

    micrographs: int
    pairs: int
    decisions: int
    revision: str
    """Version of its tables."""


class StoppedError(Exception):
    """Somebody asked the copying to end."""


def copy_database(source: Path, out: Path, step: Callable[[int, int], bool] = lambda _done, _total: False) -> None:
    """Write the database's state of this moment into the new file `out`, complete in itself.

    Others may write meanwhile. `step(done, total)` is told pages and says whether to stop (StoppedError). Raises
    sqlite3.Error or OSError.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        if step(total - remaining, total):
            raise StoppedError

    with _opened(source) as reading, closing(sqlite3.connect(out, isolation_level=None)) as writing:
        # An open read keeps the moment: without it the copy would begin again each time somebody writes.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=PAGES, progress=told)
        reading.execute("ROLLBACK")
        # One file, without the log of writes that a live database has beside it.
        writing.execute("PRAGMA journal_mode=DELETE").fetchone()


def check_database(file: Path) -> Counts:
    """Reopen it, have SQLite check all of it, and count. Raises MaemiError that says what is wrong."""
    try:
        with _opened(file) as database:
            # Each problem is a row; the first says enough.
            said = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if said != "ok":
                raise MaemiError(f"{file} is damaged ({said.splitlines()[0]}).")
            return _counts(database)
    except sqlite3.Error as error:
        raise MaemiError(f"{file} is damaged or no database of MAEMI ({error}).") from error


def count_database(file: Path) -> Counts | None:
    """What it holds, without checking all of it; None where it cannot be read."""
    try:
        with _opened(file) as database:
            return _counts(database)
    except (sqlite3.Error, OSError):
        return None


def put_back(backup: Path, live: Path, project: str) -> None:
    """Make the live database what the backup is, in one transaction: killed in between, it is what it was.

    Raises InputError where another window or run has it open; sqlite3.Error where the live one is too broken for this.
    """
    with _opened(backup) as reading, closing(sqlite3.connect(live, isolation_level=None, timeout=1)) as writing:
        _alone(writing, project)
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=WAL").fetchone()


def check_alone(live: Path, project: str) -> None:
    """Raises InputError where another window or run has the database open, in whatever process."""
    with closing(sqlite3.connect(live, isolation_level=None, timeout=1)) as database:
        _alone(database, project)
        database.execute("PRAGMA journal_mode=WAL").fetchone()


def _alone(database: sqlite3.Connection, project: str) -> None:
    try:
        # Leaving the log of writes needs the file for oneself; SQLite refuses while any other connection lives.
        mode = database.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) and "busy" not in str(error):
            raise
        mode = ""
    if mode != "delete":
        raise InputError(
            f"The project {project} is open elsewhere: close other windows and stop its runs ('maemi runs'), "
            "then restore."
        )


def _counts(database: sqlite3.Connection) -> Counts:
    numbers = {table: int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES}
    revision = database.execute("SELECT version_num FROM alembic_version").fetchone()
    return Counts(**numbers, revision=str(revision[0]) if revision else "")


@contextmanager
def _opened(file: Path) -> Generator[sqlite3.Connection]:
    # A live database whose log of writes is not there can only be read by one who may make it.
    mode = "rw" if os.access(file, os.W_OK) else "ro"
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=WAIT_S)) as database:
        yield database
