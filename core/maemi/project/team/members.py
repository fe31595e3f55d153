"""Who belongs to the team, under which database login, and who may do what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, literal_column, null, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.tables.decision import Decision
from maemi.project.tables.foundation import now
from maemi.project.tables.pair import Pair
from maemi.project.tables.team import Claim, Member
from maemi.project.team.clock import moment
from maemi.project.team.opinions import standing
from maemi.project.team.rows import MAY_RULE, ROLES, MemberRow, Role

HOUR = timedelta(hours=1)


def enter(session: Session, curator: str) -> Role:
    """Who acts in a team belongs to it, from the first time on; returns the role. The very first one owns the project.

    On PostgreSQL a name belongs to the database login that brought it. Raises InputError where another login uses it.
    """
    name = curator.strip()
    if not name:
        raise InputError("A member of a team needs a name.")
    role, bound, login = _known(session, name)
    if role is None:
        first = session.scalar(select(Member.curator).limit(1)) is None
        values = {"curator": name, "role": "owner" if first else "curator", "login": login, "joined_at": now()}
        insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Member)
        session.execute(insert.values(values).on_conflict_do_nothing())
        role, bound, login = _known(session, name)
    if bound is not None and bound != login:
        raise InputError(
            f"The name '{name}' belongs to the database login {bound}, and this is {login}: choose another name."
        )
    return cast("Role", role)


def join(project: Project, curator: str) -> Role:
    """Enter by itself, in a transaction of its own."""
    with project.session() as session:
        return enter(session, curator)


def require(session: Session, curator: str, roles: tuple[Role, ...], what: str) -> None:
    """Raises InputError where the role of a member does not allow `what`."""
    role = enter(session, curator)
    if role not in roles:
        wanted = " or ".join(roles)
        raise InputError(f"'{curator}' may not {what}: that takes the role {wanted}, and this is a {role}.")


def set_role(project: Project, member: str, role: str, by: str) -> None:
    """Give a member a role. Raises InputError where `by` is no owner, or where the last owner would be gone."""
    if role not in ROLES:
        raise InputError(f"There is no role '{role}': write one of {', '.join(ROLES)}.")
    with project.session() as session:
        require(session, by, MAY_RULE, "give roles")
        # Two owners who put each other down in one moment would leave none: owners are locked first.
        owners = list(session.scalars(select(Member).where(Member.role == "owner").with_for_update()))
        record = session.get(Member, member.strip())
        if record is None:
            known = ", ".join(session.scalars(select(Member.curator).order_by(Member.curator)))
            raise InputError(f"'{member}' does not belong to the team; members are: {known}.")
        if role != "owner" and [each.curator for each in owners] == [record.curator]:
            raise InputError(f"'{record.curator}' is the last owner: make somebody else an owner first.")
        record.role = role


def role_of(project: Project, curator: str) -> Role | None:
    """The role of a member; None for who is none."""
    with project.read_session() as session:
        record = session.get(Member, curator.strip())
        return cast("Role", record.role) if record else None


def list_members(project: Project) -> list[MemberRow]:
    """All members by name, with what each has judged."""
    with project.read_session() as session:
        claimed = _counts(session, select(Claim.curator, func.count()).where(Claim.expires_at > moment(session)))
        judged = select(Decision.curator, func.count(Decision.pair_id.distinct())).where(standing(), ~Decision.settles)
        decided = _counts(session, judged)
        second = _counts(session, judged.join(Pair, Pair.id == Decision.pair_id).where(Pair.opinions != ""))
        verbs = select(Decision.curator, func.count()).where(Decision.verb != "undo", Decision.at > now() - HOUR)
        recent = _counts(session, verbs)
        query = select(Decision.curator, func.max(Decision.at)).group_by(Decision.curator)
        latest: dict[str, datetime] = {row[0]: row[1] for row in session.execute(query)}
        return [
            MemberRow(
                each.curator,
                cast("Role", each.role),
                each.login,
                each.joined_at,
                decided.get(each.curator, 0),
                second.get(each.curator, 0),
                recent.get(each.curator, 0),
                latest.get(each.curator),
                claimed.get(each.curator, 0),
            )
            for each in session.scalars(select(Member).order_by(Member.curator))
        ]


def _known(session: Session, name: str) -> tuple[str | None, str | None, str | None]:
    """Role and login of that member, and the login of this connection; all of it in one question."""
    # Not current_user: that is the group's name where a login acts for a group.
    postgres = session.get_bind().dialect.name == "postgresql"
    login: Any = literal_column("session_user") if postgres else null()  # pyright: ignore[reportUnknownVariableType]
    member = select(Member.role, Member.login).where(Member.curator == name).subquery()
    one = select(login.label("this")).subquery()
    row = session.execute(
        select(member.c.role, member.c.login, one.c.this).select_from(one.outerjoin(member, literal_column("1=1")))
    ).one()
    return row[0], row[1], None if row[2] is None else str(row[2])


def _counts(session: Session, query: Any) -> dict[str, int]:
    found: Any = session.execute(query.group_by(query.selected_columns[0])).all()
    return {str(row[0]): int(row[1]) for row in found}
