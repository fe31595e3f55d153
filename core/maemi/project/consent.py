"""Who agreed that micrographs of a project go to a host: asked before the first is sent, remembered, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from maemi.errors import InputError
from maemi.local_only import is_this_machine
from maemi.project.egress import name_of
from maemi.project.project import Project
from maemi.project.tables.egress import Consent
from maemi.project.tables.foundation import now

GIVEN, ONCE, REVOKED = "given", "once", "revoked"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One agreement, or its end."""

    host: str
    verb: str
    info_bars: bool
    who: str
    at: datetime


def give(project: Project, host: str, who: str, info_bars: bool = False) -> None:
    """From now on nobody is asked again about this host in this project, until it is revoked.

    `info_bars`: also for pictures that keep the vendor's info bar, with what it may say of sample, time and person.
    """
    _append(project, host, GIVEN, who, info_bars)


def note_once(project: Project, host: str, who: str, info_bars: bool = False) -> None:
    """Somebody agreed for one run or question; the next one asks again."""
    _append(project, host, ONCE, who, info_bars)


def revoke(project: Project, host: str, who: str) -> None:
    """Ask again before the next run. Raises InputError where nobody had agreed for good."""
    if standing(project, host) is None:
        raise InputError(f"Nobody has agreed for good that {host} gets micrographs of this project.")
    _append(project, host, REVOKED, who, False)


def standing(project: Project, host: str) -> ConsentRow | None:
    """The agreement for good that holds for a host now."""
    return next((row for row in list_standing(project) if row.host == host.lower()), None)


def is_needed(project: Project, host: str, info_bars: bool = False) -> bool:
    """Whether somebody has to be asked before anything goes to the host; never for this machine itself."""
    if is_this_machine(name_of(host)):
        return False
    found = standing(project, host)
    return found is None or (info_bars and not found.info_bars)


def list_standing(project: Project) -> list[ConsentRow]:
    """The agreements for good that hold now, by host."""
    newest = select(func.max(Consent.id)).where(Consent.verb != ONCE).group_by(Consent.host)
    query = select(Consent).where(Consent.id.in_(newest), Consent.verb == GIVEN).order_by(Consent.host)
    with project.read_session() as session:
        return [_row(line) for line in session.scalars(query)]


def history(project: Project) -> list[ConsentRow]:
    """Every agreement and its end, newest first."""
    with project.read_session() as session:
        return [_row(line) for line in session.scalars(select(Consent).order_by(Consent.id.desc()))]


def _append(project: Project, host: str, verb: str, who: str, info_bars: bool) -> None:
    if not who.strip():
        raise InputError("Say who agrees: a consent without a name is none.")
    with project.session() as session:
        session.add(Consent(host=host.lower(), verb=verb, info_bars=info_bars, who=who.strip(), at=now()))


def _row(line: Consent) -> ConsentRow:
    return ConsentRow(line.host, line.verb, line.info_bars, line.who, line.at)
