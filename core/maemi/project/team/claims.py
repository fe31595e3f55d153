"""Claims: a pair that is up at one curator is up at no other; a claim that nobody renews ends by itself."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from maemi.errors import InputError
from maemi.project.pairs import read_pairs
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.tables.team import Claim
from maemi.project.team.clock import moment
from maemi.project.team.members import enter
from maemi.project.team.opinions import DISPUTED, OPEN, SECOND, standing
from maemi.project.team.rows import ClaimRow
from maemi.project.team.settings import TeamSettings, read_team, team_of

_PLAIN = {"synchronize_session": False}
"""No claim is ever held as an object, so none has to be brought up to date."""


class TakenError(InputError):
    """Another curator has the pair, or has judged it meanwhile."""


def claim_next(
    project: Project,
    curator: str,
    count: int = 1,
    among: Select[int] | None = None,
    without: Collection[int] = (),
) -> list[PairRow]:
    """Up to `count` pairs for a curator to judge, claimed; fewer where fewer are left.

    Pairs that others have claimed, and those of which this curator has given an opinion, are passed over; what the
    curator has claimed already comes again, but for those of `without`. `among`: the ids of the pairs that are meant,
    in their order; else all, as they were added. Curators who ask in the same moment get different pairs at once,
    without waiting for each other (`SKIP LOCKED`). Raises InputError where the name belongs to another database login.
    """
    with project.session() as session:
        settings = read_team(session) or TeamSettings()
        enter(session, curator)
        _sweep(session)
        query = (select(Pair.id).order_by(Pair.id) if among is None else among).where(
            Pair.state == "pending", *_free(session, curator)
        )
        if without:
            query = query.where(Pair.id.not_in(list(without)))
        ids = list(session.scalars(query.limit(count).with_for_update(of=Pair, skip_locked=True)))
        got = _claim(session, ids, curator, settings)
        return read_pairs(session, project, [each for each in ids if each in got])


def count_left(project: Project, curator: str, among: Select[int] | None = None) -> int:
    """How many pairs are left for this curator, those that are with others now not counted."""
    with project.read_session() as session:
        query = (select(Pair.id) if among is None else among).where(Pair.state == "pending", *_free(session, curator))
        return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def claim(project: Project, pair_id: int, curator: str) -> bool:
    """Claim one certain pair, such as one whose decision was taken back; False where it is with another curator."""
    with project.session() as session:
        enter(session, curator)
        free = select(Pair.id).where(Pair.id == pair_id, Pair.state == "pending", *_free(session, curator))
        ids = list(session.scalars(free.with_for_update(of=Pair, skip_locked=True)))
        return bool(_claim(session, ids, curator, read_team(session) or TeamSettings()))


def hold(project: Project, pair_id: int, curator: str) -> bool:
    """The pair that is up at a curator, or still is: claim it and give all other claims back.

    False where the curator shall not judge it: another has it or has judged it meanwhile. Always true in a project of
    one person.
    """
    settings = team_of(project)
    if settings is None:
        return True
    with project.session() as session:
        enter(session, curator)
        others = delete(Claim).where(Claim.curator == curator, Claim.pair_id != pair_id)
        session.execute(others, execution_options=_PLAIN)
        pair = session.scalar(select(Pair).where(Pair.id == pair_id).with_for_update(skip_locked=True))
        if pair is None:
            return False
        if pair.state != "pending":
            return True  # who looks at what is judged already needs no claim
        query = select(Pair.id).where(Pair.id == pair_id, *_free(session, curator))
        return bool(_claim(session, list(session.scalars(query)), curator, settings))


def not_for(project: Project, curator: str) -> frozenset[int]:
    """Pending pairs that a curator shall not judge now: with others, waiting for others, or for a settler."""
    with project.read_session() as session:
        if read_team(session) is None:
            return frozenset()
        said = aliased(Decision)
        own = exists().where(said.pair_id == Pair.id, said.curator == curator).where(standing(said))
        waits = or_(Pair.opinions == DISPUTED, (Pair.opinions == SECOND) & own)
        held = select(Claim.pair_id).where(Claim.curator != curator, Claim.expires_at > moment(session))
        return frozenset([*session.scalars(select(Pair.id).where(waits)), *session.scalars(held)])


def renew(project: Project, curator: str) -> int:
    """Let the curator's claims last anew; returns how many are left: those that ended are not brought back."""
    with project.session() as session:
        lasts = (read_team(session) or TeamSettings()).claim_lasts
        at = moment(session)
        query = update(Claim).where(Claim.curator == curator, Claim.expires_at > at).values(expires_at=at + lasts)
        return len(session.scalars(query.returning(Claim.pair_id), execution_options=_PLAIN).all())


def release(project: Project, curator: str, pair_ids: Collection[int] | None = None) -> None:
    """Give claims back, all of the curator's where none is named: others may have the pairs at once."""
    query = delete(Claim).where(Claim.curator == curator)
    if pair_ids is not None:
        query = query.where(Claim.pair_id.in_(list(pair_ids)))
    with project.session() as session:
        session.execute(query, execution_options=_PLAIN)


def list_claims(project: Project) -> list[ClaimRow]:
    """The claims that have not ended."""
    with project.read_session() as session:
        query = select(Claim).where(Claim.expires_at > moment(session)).order_by(Claim.pair_id)
        return [ClaimRow(each.pair_id, each.curator, each.at, each.expires_at) for each in session.scalars(query)]


def give_way(session: Session, pair: Pair, curator: str) -> None:
    """Before a decision on a locked pair: one's own claim has done its work.

    Raises TakenError where another curator has claimed the pair, InputError where the name is another login's. In a
    project of one person there is nothing to look for.
    """
    if read_team(session) is None:
        return
    enter(session, curator)
    other = session.scalar(
        select(Claim.curator).where(
            Claim.pair_id == pair.id, Claim.curator != curator, Claim.expires_at > moment(session)
        )
    )
    if other is not None:
        raise TakenError(f"Pair {pair.id} is with {other} now: judge another one, or wait until it is given back.")
    session.execute(delete(Claim).where(Claim.pair_id == pair.id), execution_options=_PLAIN)


def for_bulk(session: Session, curator: str) -> tuple[ColumnElement[bool], ...]:
    """What a pair must be so that it may be judged together with many others: nobody else's now, and not drawn."""
    if read_team(session) is None:
        return ()
    enter(session, curator)
    return Pair.opinions == "", ~_with_others(session, curator)


def _with_others(session: Session, curator: str) -> ColumnElement[bool]:
    return exists().where(Claim.pair_id == Pair.id, Claim.curator != curator, Claim.expires_at > moment(session))


def _free(session: Session, curator: str) -> tuple[ColumnElement[bool], ...]:
    """What a pending pair must be so that this curator may have it."""
    said = aliased(Decision)
    own = exists().where(said.pair_id == Pair.id, said.curator == curator).where(standing(said))
    return ~_with_others(session, curator), or_(Pair.opinions.in_(("", OPEN[0])), (Pair.opinions == SECOND) & ~own)


def _claim(session: Session, ids: list[int], curator: str, settings: TeamSettings) -> set[int]:
    """Which of the locked pairs are this curator's now: another may have come between the look and the lock."""
    if not ids:
        return set()
    at = moment(session)
    ends = at + settings.claim_lasts
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Claim)
    rows = [{"pair_id": each, "curator": curator, "at": at, "expires_at": ends} for each in ids]
    fresh = {"curator": curator, "at": at, "expires_at": ends}
    ended = or_(Claim.curator == curator, Claim.expires_at <= at)
    query = insert.values(rows).on_conflict_do_update(index_elements=[Claim.pair_id], set_=fresh, where=ended)
    return set(session.scalars(query.returning(Claim.pair_id), execution_options=_PLAIN))


def _sweep(session: Session) -> None:
    """Claims that ended, but for those that somebody else takes over in this moment."""
    ended = select(Claim.pair_id).where(Claim.expires_at <= moment(session)).with_for_update(skip_locked=True)
    found = list(session.scalars(ended))
    if found:
        session.execute(delete(Claim).where(Claim.pair_id.in_(found)), execution_options=_PLAIN)
