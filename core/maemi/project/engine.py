"""A database engine that keeps what it was told, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from maemi.project.address import Address

# How long a writer waits for another one. A write takes milliseconds; only a copying backup program takes seconds.
BUSY_S = 15.0
WRITES = "maemi_writes"
"""Execution option of the connections that will write."""


def open_engine(address: Address) -> Engine:
    """An engine for the address; nothing is opened yet."""
    if address.is_folder:
        engine = create_engine(address.url, connect_args={"timeout": BUSY_S, "check_same_thread": False})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(address.url, pool_pre_ping=True, connect_args={"connect_timeout": 10})


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
    # A transaction that reads first and writes later fails when another has written in between: writers lock at once.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
