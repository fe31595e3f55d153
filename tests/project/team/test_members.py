"""Who belongs to a team, and who may do what."""

from __future__ import annotations

import pytest

from maemi.errors import InputError
from maemi.project.decisions import decide
from maemi.project.project import Project
from maemi.project.team.claims import claim_next
from maemi.project.team.members import join, list_members, role_of, set_role


def test_who_acts_belongs_and_the_first_owns(project: Project, pairs: list[int]) -> None:
    decide(project, pairs[0], "approve", "bob")
    claim_next(project, "cleo", 2)
    found = {each.curator: each for each in list_members(project)}
    assert {name: each.role for name, each in found.items()} == {"ada": "owner", "bob": "curator", "cleo": "curator"}
    assert (found["bob"].decided, found["bob"].last_hour, found["cleo"].claimed) == (1, 1, 2)
    assert found["bob"].last_at is not None and found["ada"].last_at is None
    assert role_of(project, "nobody") is None


def test_only_owners_give_roles(project: Project, pairs: list[int]) -> None:
    join(project, "bob")
    with pytest.raises(InputError, match="'bob' may not give roles: that takes the role owner, and this is a curator"):
        set_role(project, "bob", "owner", by="bob")
    with pytest.raises(InputError, match="no role 'boss'"):
        set_role(project, "bob", "boss", by="ada")
    with pytest.raises(InputError, match="'dan' does not belong to the team; members are: ada, bob"):
        set_role(project, "dan", "settler", by="ada")
    with pytest.raises(InputError, match="the last owner"):
        set_role(project, "ada", "curator", by="ada")
    set_role(project, "bob", "owner", by="ada")
    set_role(project, "ada", "curator", by="bob")
    assert (role_of(project, "ada"), role_of(project, "bob")) == ("curator", "owner")


def test_a_name_belongs_to_its_database_login(postgres: str, postgres_address: str) -> None:
    import psycopg

    server = postgres.replace("+psycopg", "")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS rita")
        connection.execute("CREATE ROLE rita LOGIN SUPERUSER")
    with Project.create(postgres_address) as project:
        join(project, "ada")
        assert [each.login for each in list_members(project)] == ["maemi"]
    try:
        with Project.open(postgres_address.replace("maemi@", "rita@")) as project:
            with pytest.raises(InputError, match="'ada' belongs to the database login maemi, and this is rita"):
                join(project, "ada")
            join(project, "rita")
            assert [each.login for each in list_members(project)] == ["maemi", "rita"]
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("DROP ROLE rita")
