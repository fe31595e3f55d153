"""Pairs: a question and its answer about one micrograph."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Pair(Table):
    """What a teacher wrote (never changed), and the state that follows from the log of decisions."""

    __tablename__ = "pairs"
    __table_args__ = (
        Index("ix_pairs_state_id", "state", "id"),
        Index("ix_pairs_micrograph_id_state_id", "micrograph_id", "state", "id"),
        # With the kinds at the end, the first page of “most doubtful first” is read from the index alone.
        Index("ix_pairs_state_doubt_id_kinds", "state", "doubt", "id", "finding_kinds"),
        Index("ix_pairs_doubt_id_kinds", "doubt", "id", "finding_kinds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    task: Mapped[str] = mapped_column(Text)
    teacher: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    template_hash: Mapped[str] = mapped_column(Text)
    request_key: Mapped[str | None] = mapped_column(Text, index=True)
    reasoning: Mapped[str] = mapped_column(Text)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Of the teacher's text."""
    edited_findings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """Of the edited text, where there is one and it was checked."""
    doubt: Mapped[float] = mapped_column(Float(53), default=0.0)
    """0 … 1, of the findings of the text as it stands; written with them by `findings.keep`."""
    finding_kinds: Mapped[str] = mapped_column(Text, default="")
    """Their kinds, `|number|unit|`."""
    synthetic: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    # The state as the log gives it; written only by `decisions.settle`, in the transaction that appends to the log.
    state: Mapped[str] = mapped_column(Text, default="pending")
    reason: Mapped[str] = mapped_column(Text, default="")
    edited_question: Mapped[str | None] = mapped_column(Text)
    edited_answer: Mapped[str | None] = mapped_column(Text)
    curator: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Claim(Table):
    """Which pair a curator looks at now, so that two curators do not judge the same one."""

    __tablename__ = "claims"

    curator: Mapped[str] = mapped_column(Text, primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
