"""What left the machine: every byte, to whom, and why."""

from __future__ import annotations

from sqlalchemy import func, select

from maemi.project.project import Project
from maemi.project.rows import EgressRow
from maemi.project.tables.foundation import now
from maemi.project.tables.request import Egress


def record(project: Project, host: str, bytes_sent: int, micrograph_id: int | None, purpose: str) -> int:
    """Append a line, before the bytes are sent; returns its id. Lines cannot be changed."""
    with project.session() as session:
        line = Egress(host=host, bytes_sent=bytes_sent, micrograph_id=micrograph_id, purpose=purpose, at=now())
        session.add(line)
        session.flush()
        return line.id


def list_egress(project: Project, offset: int = 0, limit: int | None = None) -> list[EgressRow]:
    """The lines, newest first."""
    query = select(Egress).order_by(Egress.id.desc()).offset(offset).limit(limit)
    with project.read_session() as session:
        return [
            EgressRow(line.id, line.host, line.bytes_sent, line.micrograph_id, line.purpose, line.at)
            for line in session.scalars(query)
        ]


def bytes_by_host(project: Project) -> dict[str, int]:
    """How many bytes went to each host, the most first."""
    total = func.sum(Egress.bytes_sent)
    query = select(Egress.host, total).group_by(Egress.host).order_by(total.desc())
    with project.read_session() as session:
        return {host: int(sent) for host, sent in session.execute(query)}
