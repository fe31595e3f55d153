"""A database engine that keeps what it was told, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from maemi.errors import InputError
from maemi.local_only import allow
from maemi.project.address import Address

# How long a writer waits for another one. A write takes milliseconds; only a copying backup program takes seconds.
BUSY_S = 15.0
RETRY_S = 0.001
OLDEST_SERVER = (12,)
PATIENCE = {
    "connect_timeout": 10,
    # A cable that is pulled is noticed within a minute instead of hours.
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "options": f"-c lock_timeout={int(BUSY_S * 1000)}",
    "application_name": "maemi",
}
"""How libpq waits."""
WRITES = "maemi_writes"
"""Execution option of the connections that will write."""


def open_engine(address: Address) -> Engine:
    """An engine for the address; nothing is opened yet."""
    if address.is_folder:
        engine = create_engine(address.url, connect_args={"timeout": BUSY_S, "check_same_thread": False})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # The person named this database; a project cannot be without it, whatever else may not leave.
    allow(address.url.host or "")
    if address.url.password:
        # Background runs are started with the address alone; a password in their arguments could be read by everybody.
        os.environ.setdefault("PGPASSWORD", str(address.url.password))
    return create_engine(address.url, pool_pre_ping=True, connect_args=dict(PATIENCE))


def check_server(connection: Connection, place: str) -> None:
    """Raises InputError where the server is older than what a project needs."""
    found = connection.dialect.server_version_info
    if connection.dialect.name == "postgresql" and found and tuple(found) < OLDEST_SERVER:
        raise InputError(
            f"The server of {place} is PostgreSQL {found[0]}, and MAEMI needs {OLDEST_SERVER[0]} or newer: update it."
        )


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock at their beginning."""
    return engine.execution_options(**{WRITES: True})


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # Python's driver would begin transactions by itself, too late and without the lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Several processes read while one writes; what a commit returned for is on the disk, also after a power failure.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    # A transaction that reads first and writes later fails when another has written in between: writers lock at once.
    # SQLite's own waiting sleeps for up to 100 ms at a time: beside a busy writer it hardly ever meets a free moment.
    deadline = time.monotonic() + BUSY_S
    _wait_by_itself(connection, 0.0)
    try:
        while time.monotonic() < deadline:
            if _locked(connection):
                return
            time.sleep(RETRY_S)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        _wait_by_itself(connection, BUSY_S)


def _locked(connection: Connection) -> bool:
    """Whether the write lock is ours now."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" in str(error.orig):
            return False
        raise
    return True


def _wait_by_itself(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")
