"""Which version of the tables a project has, and bringing an older one up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from maemi.errors import InputError

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
)
"""All versions of the tables, oldest first; a test compares them with the migrations."""
MIGRATIONS = Path(__file__).with_name("migrations")


def revision(connection: Connection) -> str | None:
    """The version of the project's tables; None where there is no project."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version, all in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic interpolates: a `%` in a path would be read as a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check(found: str | None, place: str) -> bool:
    """Whether the version found is the newest. Raises InputError where it is none, or a newer MAEMI's."""
    if found is None:
        raise InputError(f"{place} is not a MAEMI project: make one there with 'maemi init', or name another.")
    if found not in REVISIONS:
        raise InputError(
            f"The project {place} was written by a newer MAEMI (version {found} of its tables): update MAEMI."
        )
    return found == REVISIONS[-1]
