"""A team's database that cannot be reached, or not used: one sentence each, and the connection comes back by itself."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import text

from maemi.errors import InputError, MaemiError
from maemi.project.project import Project
from maemi.project.settings import get_setting, set_setting


def test_nobody_answers(postgres: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MaemiError, match="No PostgreSQL server answers at"):
        Project.open(f"postgresql://ada@127.0.0.1:{port}/lab")


def test_there_is_no_such_database(postgres: str) -> None:
    with pytest.raises(InputError, match="has no database nothing_here: make it with 'createdb nothing_here'"):
        Project.create(f"{postgres}/nothing_here")


def test_rights_are_missing(postgres: str, postgres_address: str) -> None:
    import psycopg

    Project.create(postgres_address).close()
    server = postgres.replace("+psycopg", "")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA public TO guest")
    with pytest.raises(MaemiError, match="Your database login has no right"):
        Project.open(postgres_address.replace("maemi@", "guest@"))
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("DROP OWNED BY guest")
        connection.execute("DROP ROLE guest")


def test_an_old_server_is_said(postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maemi.project.engine.OLDEST_SERVER", (99,))
    with pytest.raises(InputError, match=r"is PostgreSQL \d+, and MAEMI needs 99 or newer"):
        Project.create(postgres_address)


def test_a_lost_connection_is_said_and_comes_back(postgres: str, postgres_address: str) -> None:
    import psycopg

    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'maemi'"
    with Project.create(postgres_address) as project:
        set_setting(project, "a", 1)
        with psycopg.connect(f"{postgres.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            with pytest.raises(MaemiError, match=r"was lost.*do it again"), project.session() as session:
                session.execute(text("SELECT 1"))
                connection.execute(others)
                session.execute(text("UPDATE settings SET value = '2'"))
            assert get_setting(project, "a") == 1, "nothing half done, and connected anew"
            connection.execute(others)
        assert get_setting(project, "a") == 1, "one that broke while nobody used it is not even noticed"
