"""Where a project's backups go, how many are kept, and whether they are taken by themselves.

Kept in a file beside the database and not in it: when the database is broken, its backups must still be found.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

from maemi import durable
from maemi.errors import InputError, MaemiError

FILE = "backups.json"
FOLDER = "backups"
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Policy:
    """Raises InputError for counts that are none."""

    automatic: bool = True
    folder: str = ""
    """Another place for backups, for instance on another disk; "" is the project's own folder."""
    hourly: int = 24
    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    id: str = ""
    """By which a project's backups are known in a folder that several share."""

    def __post_init__(self) -> None:
        for name in ("hourly", "daily", "weekly", "monthly"):
            if not 0 <= getattr(self, name) <= MOST:
                raise InputError(f"'{name}' backups are a count from 0 to {MOST:,}, not {getattr(self, name)}.")


def read_policy(folder: Path) -> Policy:
    """Of the project in this folder; what is not there, or not readable, is as it is by default."""
    try:
        found: Any = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Policy()
    if not isinstance(found, dict):
        return Policy()
    given = cast("dict[str, Any]", found)
    default = asdict(Policy())
    known = {name: given[name] for name, value in default.items() if type(given.get(name)) is type(value)}
    try:
        return Policy(**known)
    except InputError:
        return Policy()


def write_policy(folder: Path, policy: Policy) -> Policy:
    """Keep it; returns it with its id. Raises InputError for a place that is no folder, MaemiError where it fails."""
    if policy.folder and not Path(policy.folder).expanduser().is_dir():
        raise InputError(f"{policy.folder} is no folder: make it, or connect its disk, or choose another.")
    kept = policy if policy.id else replace(policy, id=token_hex(4))
    try:
        durable.write_text(folder / FILE, json.dumps(asdict(kept), indent=1) + "\n")
    except OSError as error:
        raise MaemiError(f"{folder / FILE} cannot be written: {error.strerror or error}.") from error
    return kept


def place_of(folder: Path, policy: Policy | None = None) -> Path:
    """Where the backups of the project in this folder lie; it need not exist yet."""
    policy = policy or read_policy(folder)
    if not policy.folder:
        return folder / FOLDER
    return Path(policy.folder).expanduser() / f"{folder.name}-{policy.id}"
