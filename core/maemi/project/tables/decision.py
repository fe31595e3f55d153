"""The log of decisions: appended to, never changed; the database itself refuses anything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Decision(Table):
    """One judgement of one curator, or the undoing of one."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_pair_id_id", "pair_id", "id"),
        Index("ix_decisions_curator_id", "curator", "id"),
        Index(
            "ix_decisions_batch_id",
            "batch",
            "id",
            sqlite_where=text("batch IS NOT NULL"),
            postgresql_where=text("batch IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"))
    curator: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    """approve, reject, edit, skip, or undo."""
    reason: Mapped[str] = mapped_column(Text)
    question: Mapped[str | None] = mapped_column(Text)
    """The question that was judged, where it is not the teacher's."""
    answer: Mapped[str | None] = mapped_column(Text)
    """The answer that was judged, where it is not the teacher's."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    batch: Mapped[int | None] = mapped_column(BigInteger)
    """What was decided, or undone, in one go has the same number here."""
    settles: Mapped[bool] = mapped_column(default=False)
    """It ends a disagreement of two curators, and is no opinion beside theirs."""
