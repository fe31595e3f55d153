"""The backups of a project with what each holds, against what the project holds now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi.project.address import understand
from maemi.project.backups.kept_files import Backup, backups_in
from maemi.project.backups.policy import Policy, place_of, read_policy
from maemi.project.backups.sqlite_copy import Counts, count_database


@dataclass(frozen=True, slots=True)
class Listed:
    """One backup and what it holds; None where that cannot be read."""

    backup: Backup
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of a project's backups, newest first."""

    place: Path
    policy: Policy
    now: Counts | None
    """What the project holds; None where its database cannot be read, or lies on a server."""
    backups: tuple[Listed, ...]


def overview(address: str | Path) -> Overview:
    """Also of a project whose database is broken or missing. Raises InputError where the address is none."""
    place = understand(address)
    policy = read_policy(place.folder)
    folder = place_of(place.folder, policy)
    now = count_database(place.database_file) if place.is_folder and place.database_file.is_file() else None
    found = tuple(Listed(backup, _counts(backup)) for backup in backups_in(folder))
    return Overview(folder, policy, now, found)


def to_json(listed: Listed, now: Counts | None) -> dict[str, Any]:
    """One backup as `maemi backup list` prints it; differences are of the backup to now."""
    counts = listed.counts
    fields: dict[str, Any] = {
        "name": listed.backup.name,
        "at": listed.backup.at.isoformat(),
        "why": listed.backup.why,
        "bytes": listed.backup.size,
    }
    for what in ("micrographs", "pairs", "decisions"):
        held: int | None = getattr(counts, what) if counts else None
        fields[what] = held
        fields[f"{what}_since"] = getattr(now, what) - held if now and held is not None else None
    return fields


def _counts(backup: Backup) -> Counts | None:
    if backup.path.suffix == ".sqlite":
        return count_database(backup.path)
    from maemi.project.backups.postgresql import counts_beside

    return counts_beside(backup.path)
