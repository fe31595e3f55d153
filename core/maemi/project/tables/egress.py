"""What left the machine, and who agreed to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Egress(Table):
    """Bytes that left the machine; appended to, never changed."""

    __tablename__ = "egress"
    __table_args__ = (
        Index("ix_egress_host_id", "host", "id"),
        Index("ix_egress_micrograph_id_id", "micrograph_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(Text)
    bytes_sent: Mapped[int] = mapped_column(BigInteger)
    micrograph_id: Mapped[int | None] = mapped_column(ForeignKey("micrographs.id"))
    purpose: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(Text, server_default="")
    model: Mapped[str] = mapped_column(Text, server_default="")
    pictures: Mapped[int | None]
    """How many pictures went along; None where it was not noted."""
    picture_rows: Mapped[int | None]
    picture_columns: Mapped[int | None]
    """Of the largest picture."""
    text_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """Of the words: prompt, facts, questions."""


class Consent(Table):
    """Who agreed that a project's micrographs go to a host, and who took it back; appended to, never changed."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_host_id", "host", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    """`given` for good, `once` for one run or question, `revoked`."""
    info_bars: Mapped[bool]
    """Whether pictures may go with the vendor's info bar."""
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
