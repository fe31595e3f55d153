"""What a database's failures mean to a person: one sentence each."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from maemi.errors import InputError, MaemiError

_ROOM_OF_A_LOG = 1 << 16
"""Bytes that SQLite needs on the disk before it can write anything at all."""


@contextmanager
def explained(place: str) -> Generator[None]:
    """Turn what the database says of the project at `place` into one sentence."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        sentence = explain(error, place)
        if sentence is None:
            raise
        raise sentence from error


def explain(error: DatabaseError | InterfaceError, place: str) -> MaemiError | None:
    """The error to raise instead; None where it is a defect of ours, not a state of the world."""
    told = _of_server(error, place)
    if told is not None:
        return told
    if isinstance(error, IntegrityError | DataError | ProgrammingError):
        return None
    said = str(error.orig).lower()
    if "locked" in said or "busy" in said or "deadlock" in said:
        return MaemiError(
            f"The project {place} is being written by another program; wait until it is done and try again."
        )
    if "readonly" in said or "read-only" in said:
        return MaemiError(
            f"The project {place} cannot be written: ask for the right to write there, or copy it elsewhere."
        )
    # Where even the index of the write-ahead log finds no room, SQLite says "disk I/O error" instead of "full".
    if "is full" in said or "no space" in said or ("disk i/o" in said and _has_no_room(place)):
        return MaemiError(f"The disk of the project {place} is full: free some space and try again; nothing was lost.")
    if "malformed" in said or "not a database" in said or "disk image" in said:
        return InputError(
            f"The project {place} is damaged: its database cannot be read; bring back a copy of the folder."
        )
    if "unable to open" in said:
        return MaemiError(
            f"The project {place} cannot be opened: check that the folder exists and that you may write in it."
        )
    if "disk i/o" in said:
        return MaemiError(f"The disk of the project {place} reports an error: check the disk or the network drive.")
    if isinstance(error, OperationalError) and _is_connection(said):
        reason = str(error.orig).strip().splitlines()[0]
        return MaemiError(f"The database of the project {place} cannot be reached: {reason}")
    return None


def _of_server(error: DatabaseError | InterfaceError, place: str) -> MaemiError | None:
    """What a server says by a code, whatever its language, and what it says before a connection is there."""
    code, said = getattr(error.orig, "sqlstate", None), str(error.orig).lower()
    if code == "42501":
        return MaemiError(f"Your database login has no right to do this in {place}: ask its owner to grant it.")
    if code == "55P03":
        return MaemiError(f"The project {place} is being written by another program; try again when it is done.")
    if code == "53300":
        return MaemiError(f"The server of {place} takes no more connections now: try again later, or raise its limit.")
    if error.connection_invalidated:
        return MaemiError(
            f"The connection to {place} was lost. What was under way was not kept: do it again, it connects anew."
        )
    if "refused" in said:
        return MaemiError(f"No PostgreSQL server answers at {place}: see that it runs, and check host and port.")
    if "could not translate host" in said or "failed to resolve host" in said or "name or service not known" in said:
        return MaemiError(f"The host of {place} is not known to this network: check how it is written.")
    if "no password supplied" in said:
        return InputError(f"{place} asks for a password: set PGPASSWORD, or put it into the file ~/.pgpass.")
    if "password authentication failed" in said:
        return InputError(f"The password for {place} is wrong: check PGPASSWORD or ~/.pgpass, and the user's name.")
    if 'database "' in said and "does not exist" in said:
        name = place.partition("?")[0].rpartition("/")[2]
        return InputError(
            f"The server of {place} has no database {name}: make it with 'createdb {name}' on that server."
        )
    return None


def _has_no_room(place: str) -> bool:
    try:
        return shutil.disk_usage(place).free < _ROOM_OF_A_LOG
    except OSError:
        return False


def _is_connection(said: str) -> bool:
    words = ("connection", "could not translate", "authentication", "timeout", "does not exist", "terminating", "role")
    return any(word in said for word in words)
