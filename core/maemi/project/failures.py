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


def _has_no_room(place: str) -> bool:
    try:
        return shutil.disk_usage(place).free < _ROOM_OF_A_LOG
    except OSError:
        return False


def _is_connection(said: str) -> bool:
    words = ("connection", "could not translate", "authentication", "timeout", "does not exist", "terminating", "role")
    return any(word in said for word in words)
