"""What left the machine: every request, by whom, to whom, why, and what it held. Entered before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi import local_only
from maemi.person import name_of_person
from maemi.project.content import UNKNOWN, Content
from maemi.project.project import Project
from maemi.project.rows import EgressRow
from maemi.project.tables.egress import Egress
from maemi.project.tables.foundation import now
from maemi.project.tables.setting import LOCAL_ONLY, Setting

GENERATE, CHAT, EVALUATE, ASK, BATCH, KEY = (
    "generate pairs",
    "chat",
    "evaluate",
    "ask",
    "batch",
    "check a key",
)
"""What a request was for, as lines name it; lines of older versions may say it otherwise."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One request that is about to be sent."""

    host: str
    """Host and port."""
    bytes_sent: int
    micrograph_id: int | None
    purpose: str
    model: str = ""
    content: Content = UNKNOWN
    who: str = ""
    """Empty: the person of this process."""


def record(
    project: Project,
    host: str,
    bytes_sent: int,
    micrograph_id: int | None,
    purpose: str,
    *,
    model: str = "",
    content: Content = UNKNOWN,
    who: str = "",
) -> int:
    """Append a line, before the bytes are sent; returns its id. Lines cannot be changed.

    Whoever gets an error must not send. Raises LocalOnlyError (an InputError) while nothing may leave this machine,
    also where a colleague has turned the project's switch a moment ago; MaemiError where the line cannot be written.
    """
    sending = Sending(host, bytes_sent, micrograph_id, purpose, model, content, who)
    return record_all(project, [sending])[0]


def record_all(project: Project, sendings: Sequence[Sending]) -> list[int]:
    """The same for requests that leave together, as in a batch: all lines or none."""
    with project.session() as session:
        for host in {sending.host for sending in sendings}:
            refuse_local_only(session, host)
        lines = [_line(sending) for sending in sendings]
        session.add_all(lines)
        session.flush()
        return [line.id for line in lines]


def list_egress(project: Project, offset: int = 0, limit: int | None = None) -> list[EgressRow]:
    """The lines, newest first; `sent.py` filters and sums them."""
    query = select(Egress).order_by(Egress.id.desc()).offset(offset).limit(limit)
    with project.read_session() as session:
        return [row_of(line) for line in session.scalars(query)]


def row_of(line: Egress) -> EgressRow:
    """A line as it is handed out."""
    return EgressRow(
        line.id,
        line.host,
        line.bytes_sent,
        line.micrograph_id,
        line.purpose,
        line.at,
        line.who,
        line.model,
        line.pictures,
        line.picture_rows,
        line.picture_columns,
        line.text_bytes,
    )


def refuse_local_only(session: Session, host: str) -> None:
    """Raises LocalOnlyError where a switch, the person's or the project's, keeps all from another machine."""
    name = name_of(host)
    local_only.check(name)
    if local_only.is_this_machine(name):
        return
    held = session.get(Setting, LOCAL_ONLY)
    if held is not None and held.value:
        raise local_only.LocalOnlyError(
            f"“Local only” is on for this project, and {host} is not this machine: nothing was sent. "
            "Whoever owns the project can turn it off in Settings or by 'maemi local-only off DIR'."
        )


def name_of(host: str) -> str:
    """A host's name or number without its port."""
    if host.startswith("["):
        return host[1 : host.find("]")]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _line(sending: Sending) -> Egress:
    content = sending.content
    return Egress(
        host=sending.host.lower(),
        bytes_sent=sending.bytes_sent,
        micrograph_id=sending.micrograph_id,
        purpose=sending.purpose,
        at=now(),
        who=sending.who or name_of_person(),
        model=sending.model,
        pictures=content.pictures,
        picture_rows=content.rows,
        picture_columns=content.columns,
        text_bytes=content.text_bytes,
    )
