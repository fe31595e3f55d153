"""Backups of a team's database: PostgreSQL's own pg_dump, where it is installed; restoring is the server's affair."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from maemi import durable
from maemi.errors import MaemiError
from maemi.project.address import Address
from maemi.project.backups.kept_files import Backup, Why, new_name
from maemi.project.backups.policy import place_of
from maemi.project.backups.sqlite_copy import TABLES, Counts
from maemi.project.engine import open_engine


def dump(place: Address, why: Why) -> Backup:
    """One consistent dump in pg_dump's custom format, read back by pg_restore. Raises MaemiError with what to do."""
    from maemi.project.backups.taking import explained_copy

    program = shutil.which("pg_dump")
    if program is None:
        raise MaemiError(
            f"{place.text} is a PostgreSQL database, and pg_dump is not installed here: install PostgreSQL's "
            "client, or have the server's keeper back it up."
        )
    at = datetime.now(UTC).replace(microsecond=0)
    out = new_name(place_of(place.folder), why, at, "pgdump")
    engine = open_engine(place)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            # The dump and the counts are of one moment.
            snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
            numbers = {
                each: int(connection.execute(text(f"SELECT count(*) FROM {each}")).scalar_one()) for each in TABLES
            }
            revision = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
            counts = Counts(**numbers, revision=revision)
            explained_copy(out, lambda beside: _dump(program, place, snapshot, beside))
    finally:
        engine.dispose()
    durable.write_text(_beside(out), json.dumps(asdict(counts)))
    return Backup(out, at, why, out.stat().st_size)


def how_to_restore(place: Address) -> str:
    """A sentence for the person who keeps the server."""
    url = place.url
    server = f"-h {url.host or 'localhost'}" + (f" -p {url.port}" if url.port else "")
    server += f" -U {url.username}" if url.username else ""
    return (
        f"A team's database is restored on its server, when nobody has the project open: 'pg_restore --clean "
        f"--if-exists --single-transaction {server} -d {url.database} BACKUP' with a file of {place_of(place.folder)}."
    )


def counts_beside(backup: Path) -> Counts | None:
    """What a dump holds, as it was counted when it was made."""
    try:
        return Counts(**json.loads(_beside(backup).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _beside(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.json")


def _dump(program: str, place: Address, snapshot: str, out: Path) -> None:
    url = place.url
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    words = [program, "--format=custom", "--no-password", f"--snapshot={snapshot}", f"--file={out}"]
    for option, value in (("--host", url.host), ("--port", url.port), ("--username", url.username)):
        words += [f"{option}={value}"] if value else []
    _run([*words, f"--dbname={url.database}"], environment, place)
    # Reading its list back is what tells a whole file from a torn one.
    reader = shutil.which("pg_restore")
    if reader is not None:
        _run([reader, "--list", str(out)], environment, place)


def _run(words: list[str], environment: dict[str, str], place: Address) -> None:
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise MaemiError(f"{place.text} could not be backed up: {Path(words[0]).name} said “{said[-1][:300]}”.")
