"""Bring a backup back; what is there now is backed up first."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from maemi.errors import InputError, MaemiError
from maemi.project import schema
from maemi.project.address import Address, understand
from maemi.project.backups.kept_files import Backup, backups_in, new_name
from maemi.project.backups.policy import place_of
from maemi.project.backups.sqlite_copy import Counts, check_alone, check_database, copy_database, put_back
from maemi.project.backups.taking import explained_copy, take


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    backup: Path
    counts: Counts
    before: Path | None
    """Where the state that was there lies now; None where there was none."""
    was_broken: bool


def restore(address: str | Path, name: str | Path) -> Restored:
    """Make the project what it was in a backup: a name as `maemi backup list` shows it, or a file.

    Raises InputError where there is no such backup or the project is open elsewhere, MaemiError where the backup is not
    whole. Then nothing has changed.
    """
    place = understand(address)
    if not place.is_folder:
        from maemi.project.backups.postgresql import how_to_restore

        raise InputError(how_to_restore(place))
    backup = find_backup(place, name)
    counts = check_database(backup)
    if counts.revision not in schema.REVISIONS:
        raise InputError(
            f"{backup} was written by a newer MAEMI (version {counts.revision} of its tables): update MAEMI."
        )
    place.folder.mkdir(parents=True, exist_ok=True)
    live = place.database_file
    if not live.exists():
        explained_copy(live, lambda beside: copy_database(backup, beside))
        return Restored(backup, counts, None, was_broken=False)
    if not _is_readable(live):
        return Restored(backup, counts, _replace_broken(place, backup), was_broken=True)
    check_alone(live, place.text)
    before = take(address, "before restore")
    try:
        put_back(backup, live, place.text)
    except sqlite3.Error as error:
        raise MaemiError(f"{backup} could not be brought back ({error}); the project is as it was.") from error
    return Restored(backup, counts, before.path if before else None, was_broken=False)


def find_backup(place: Address, name: str | Path) -> Path:
    """The file that a person means. Raises InputError."""
    folder = place_of(place.folder)
    path = Path(name).expanduser()
    for candidate in (folder / path.name, path):
        if candidate.is_file():
            return candidate
    known = backups_in(folder)
    raise InputError(f"There is no backup {name}: 'maemi backup list {place.text}' shows {len(known)} in {folder}.")


def newest_whole(place: Address) -> Backup | None:
    """The newest backup that SQLite finds whole."""
    for backup in backups_in(place_of(place.folder)):
        if backup.why == "broken":
            continue
        try:
            check_database(backup.path)
        except MaemiError:
            continue
        return backup
    return None


def _is_readable(live: Path) -> bool:
    try:
        check_database(live)
    except MaemiError:
        return False
    return True


def _replace_broken(place: Address, backup: Path) -> Path:
    """Keep the broken files as they are: someone may still save something out of them."""
    live = place.database_file
    aside = new_name(place_of(place.folder), "broken", datetime.now(UTC), "sqlite")
    with suppress(sqlite3.Error):  # it may be too broken for SQLite to say who else has it open
        check_alone(live, place.text)
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal"):
            file = live.with_name(live.name + ending)
            if file.exists():
                shutil.copy2(file, aside.with_name(aside.name + ending))
    except OSError as error:
        raise MaemiError(f"The damaged database cannot be kept in {aside.parent}: {error.strerror}.") from error

    def work(beside: Path) -> None:
        copy_database(backup, beside)
        # Its log of writes belongs to the damaged one, and would be played into the new one.
        for ending in ("-wal", "-shm"):
            live.with_name(live.name + ending).unlink(missing_ok=True)

    explained_copy(live, work)
    return aside
