"""The egress page read back: filtered, by pages, summed by host and day. A million lines are read in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select

from maemi.project.egress import row_of
from maemi.project.project import Project
from maemi.project.rows import EgressRow
from maemi.project.tables.egress import Egress
from maemi.project.tables.micrograph import Micrograph

PIECE = 20_000
"""Lines of one question to the database: others get their turn in between."""


@dataclass(frozen=True, slots=True)
class SentFilter:
    """Which lines; empty fields mean any."""

    host: str = ""
    purpose: str = ""
    who: str = ""
    model: str = ""
    since: datetime | None = None
    """This moment or later."""
    until: datetime | None = None
    """Before this moment."""
    micrograph_id: int | None = None
    search: str = ""
    """Part of the micrograph's name, the model, the host or the person, in either case of letters."""


ANY = SentFilter()


@dataclass(frozen=True, slots=True)
class Total:
    """What one host got on one day (UTC)."""

    host: str
    day: str
    """Year, month, day."""
    requests: int
    bytes_sent: int


def newest(project: Project) -> int:
    """The number of the newest line; 0 where there is none."""
    with project.read_session() as session:
        return int(session.scalar(select(func.max(Egress.id))) or 0)


def ids_between(project: Project, chosen: SentFilter, after: int, up_to: int) -> list[int]:
    """Numbers of the lines beyond `after` up to `up_to`, newest first; ask for at most `PIECE` at a time."""
    query = _chosen(select(Egress.id), chosen).where(Egress.id > after, Egress.id <= up_to)
    with project.read_session() as session:
        return list(session.scalars(query.order_by(Egress.id.desc())))


def rows_of(project: Project, ids: Sequence[int]) -> list[tuple[EgressRow, str]]:
    """Lines by number, in that order, each with its micrograph's name (empty where it has none)."""
    query = (
        select(Egress, Micrograph.name)
        .outerjoin(Micrograph, Micrograph.id == Egress.micrograph_id)
        .where(Egress.id.in_(ids))
    )
    with project.read_session() as session:
        found = {line.id: (row_of(line), name or "") for line, name in session.execute(query)}
    return [found[each] for each in ids if each in found]


def each_sent(project: Project, chosen: SentFilter = ANY) -> Iterator[tuple[EgressRow, str]]:
    """All lines of a filter, newest first, each with its micrograph's name."""
    for after, up_to in pieces(newest(project), 1_000):
        ids = ids_between(project, chosen, after, up_to)
        yield from rows_of(project, ids) if ids else []


def totals_between(project: Project, chosen: SentFilter, after: int, up_to: int) -> list[Total]:
    """Requests and bytes by host and day of the lines beyond `after` up to `up_to`."""
    sqlite = project.dialect == "sqlite"
    day: Any = func.date(Egress.at) if sqlite else func.to_char(func.timezone("UTC", Egress.at), "YYYY-MM-DD")
    grouped = select(Egress.host, day, func.count(), func.sum(Egress.bytes_sent))
    query = _chosen(cast("Select[Any]", grouped), chosen)
    query = query.where(Egress.id > after, Egress.id <= up_to).group_by(Egress.host, day)
    with project.read_session() as session:
        return [
            Total(str(one[0]), str(one[1]), int(one[2]), int(one[3]))
            for one in cast("list[Any]", session.execute(query).all())
        ]


def totals(project: Project, chosen: SentFilter = ANY) -> list[Total]:
    """Requests and bytes by host and day, the newest day first."""
    parts = (totals_between(project, chosen, after, up_to) for after, up_to in pieces(newest(project)))
    return summed(total for part in parts for total in part)


def summed(parts: Iterator[Total]) -> list[Total]:
    """Totals of several pieces put together, the newest day first, and the most bytes first on a day."""
    found: dict[tuple[str, str], Total] = {}
    for part in parts:
        known = found.get((part.host, part.day))
        requests, size = (known.requests, known.bytes_sent) if known else (0, 0)
        found[part.host, part.day] = Total(part.host, part.day, requests + part.requests, size + part.bytes_sent)
    by_size = sorted(found.values(), key=lambda total: (-total.bytes_sent, total.host))
    return sorted(by_size, key=lambda total: total.day, reverse=True)


def pieces(last: int, size: int = PIECE) -> list[tuple[int, int]]:
    """(after, up to) over all numbers up to `last`, the newest first."""
    return [(max(0, end - size), end) for end in range(last, 0, -size)]


def choices(project: Project) -> dict[str, list[str]]:
    """Which hosts, purposes, people and models there are, for filters; by field of `SentFilter`."""
    with project.read_session() as session:
        return {
            name: sorted(filter(None, session.scalars(select(getattr(Egress, name)).distinct())))
            for name in ("host", "purpose", "who", "model")
        }


def as_table(rows: Iterator[tuple[EgressRow, str]]) -> Iterator[list[str]]:
    """Lines for CSV, the heading first; times in UTC."""
    names = [field.name for field in fields(EgressRow)]
    yield [*names, "micrograph"]
    for row, micrograph in rows:
        yield [*(_cell(getattr(row, name)) for name in names), micrograph]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _chosen(query: Select[Any], chosen: SentFilter) -> Select[Any]:
    for name in ("host", "purpose", "who", "model", "micrograph_id"):
        wanted = getattr(chosen, name)
        if wanted not in ("", None):
            query = query.where(getattr(Egress, name) == wanted)
    if chosen.since is not None:
        query = query.where(Egress.at >= chosen.since)
    if chosen.until is not None:
        query = query.where(Egress.at < chosen.until)
    return query.where(_matches(chosen.search.strip())) if chosen.search.strip() else query


def _matches(words: str) -> ColumnElement[bool]:
    named = select(Micrograph.id).where(Micrograph.name.icontains(words, autoescape=True))
    texts = (Egress.host, Egress.model, Egress.who)
    found = Egress.micrograph_id.in_(named)
    for text in texts:
        found = found | text.icontains(words, autoescape=True)
    return found
