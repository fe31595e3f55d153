"""Take a backup: written beside, checked by reopening, then named; older ones are thinned."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from maemi import durable
from maemi.errors import MaemiError
from maemi.micrograph.taking_in import hash_file
from maemi.progress import Progress, Silent
from maemi.project.address import Address, understand
from maemi.project.backups.kept_files import Backup, Why, backups_in, new_name
from maemi.project.backups.policy import place_of, read_policy
from maemi.project.backups.sqlite_copy import StoppedError, check_database, copy_database
from maemi.project.backups.thinning import kept

THINNED: frozenset[Why] = frozenset({"automatic", "before update", "before restore"})
"""A backup that a person asked for, and what could not be read, stay until a person deletes them."""
STALE_S = 24 * 3600.0


def take(address: str | Path, why: Why = "by hand", progress: Progress | None = None) -> Backup | None:
    """Back the project up; None where an automatic one would be the same as the last, or where it was stopped.

    Raises InputError where there is no project, MaemiError where the copy cannot be written or is not whole.
    """
    place = understand(address)
    if not place.is_folder:
        from maemi.project.backups.postgresql import dump

        return _thinned(place, dump(place, why))
    if not place.database_file.is_file():
        raise MaemiError(f"{place.text} holds no project that could be backed up.")
    last = next((backup for backup in backups_in(place_of(place.folder)) if backup.why != "broken"), None)
    if why == "automatic" and last is not None and not _written_since(place.database_file, last.at):
        return None
    made = _copy(place, why, progress or Silent())
    if made is not None and why == "automatic" and last is not None and _same(made.path, last.path):
        made.path.unlink()
        return None
    return _thinned(place, made)


def thin(folder: Path) -> list[Backup]:
    """Delete those of the project in this folder that its policy does not keep; returns them."""
    policy = read_policy(folder)
    place = place_of(folder, policy)
    some = [backup for backup in backups_in(place) if backup.why in THINNED]
    staying = kept([backup.at for backup in some], policy)
    gone = [backup for backup in some if backup.at not in staying]
    for backup in gone:
        backup.path.unlink(missing_ok=True)
    for left in place.glob(".*.part"):
        # Of a copying that was killed; a younger one may still be under way.
        with suppress(OSError):
            if datetime.now().timestamp() - left.stat().st_mtime > STALE_S:
                left.unlink()
    return gone


def explained_copy(out: Path, work: Callable[[Path], None]) -> None:
    """Have `work` write a file beside `out`, flush it, and name it; what fails becomes one sentence."""
    beside = out.with_name(f".{out.name}.{token_hex(4)}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work(beside)
        with beside.open("rb+") as file:
            durable.flush(file)
        beside.replace(out)
        durable.sync_folder(out.parent)
    except (OSError, sqlite3.Error) as error:
        raise _sentence(error, out.parent) from error
    finally:
        for left in (beside, beside.with_name(f"{beside.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _copy(place: Address, why: Why, progress: Progress) -> Backup | None:
    at = datetime.now(UTC).replace(microsecond=0)
    out = new_name(place_of(place.folder), why, at, "sqlite")

    def step(done: int, total: int) -> bool:
        progress.event("progress", done=done, total=total, message="Copying the database")
        return progress.stop_requested()

    def work(beside: Path) -> None:
        copy_database(place.database_file, beside, step)
        progress.event("progress", done=0, total=None, message="Checking the copy")
        check_database(beside)

    try:
        explained_copy(out, work)
    except StoppedError:
        return None
    return Backup(out, at, why, out.stat().st_size)


def _thinned(place: Address, made: Backup | None) -> Backup | None:
    if made is not None:
        thin(place.folder)
    return made


def _written_since(database: Path, at: datetime) -> bool:
    """Whether the database, or its log of writes, changed after this moment; the file's clock has whole seconds."""
    for file in (database, database.with_name(f"{database.name}-wal")):
        try:
            status = file.stat()
        except OSError:
            continue
        if status.st_size and status.st_mtime >= at.timestamp():
            return True
    return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size and hash_file(one) == hash_file(other)
    except OSError:
        return False


def _sentence(error: OSError | sqlite3.Error, folder: Path) -> MaemiError:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or "full" in str(error):
        return MaemiError(
            f"The disk of {folder} is full, so there is no backup: free some space, or choose another disk."
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return MaemiError(f"No backup could be made in {folder}: {reason}.")
