"""Pairs: a question and its answer about one micrograph."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Float, ForeignKey, Index, Text, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from maemi.project.tables.foundation import Sorted, Table, UtcDateTime

KEY_LENGTH = 40
FACETS = (
    *("state", "id", "task", "teacher", "model", "micrograph_id", "doubt", "finding_kinds", "curator", "decided_at"),
    *("question_key", "answer_key"),
)
"""What pairs are filtered and sorted by, as the columns of one index."""


def text_key(text: str) -> str:
    """What a text is sorted by: its beginning, without regard to case."""
    return text[:KEY_LENGTH].casefold()[:KEY_LENGTH]


class Pair(Table):
    """What a teacher wrote (never changed), and the state that follows from the log of decisions."""

    __tablename__ = "pairs"
    __table_args__ = (
        Index("ix_pairs_state_id", "state", "id"),
        Index("ix_pairs_micrograph_id_state_id", "micrograph_id", "state", "id"),
        # With the kinds at the end, the first page of “most doubtful first” is read from the index alone.
        Index("ix_pairs_state_doubt_id_kinds", "state", "doubt", "id", "finding_kinds"),
        Index("ix_pairs_doubt_id_kinds", "doubt", "id", "finding_kinds"),
        # Whatever is filtered and sorted, side by side: a tenth of the table, and read in its place.
        Index("ix_pairs_facets", *FACETS),
        Index("ix_pairs_opinions_id", "opinions", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    task: Mapped[str] = mapped_column(Text)
    teacher: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    template_hash: Mapped[str] = mapped_column(Text)
    settings_hash: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Of the teacher's settings; empty for teachers without any, and for pairs of before they were kept."""
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
    question_key: Mapped[str] = mapped_column(Sorted, default="")
    """What the question is sorted by, edited or not; written with it."""
    answer_key: Mapped[str] = mapped_column(Sorted, default="")
    opinions: Mapped[str] = mapped_column(Text, default="")
    """Where two curators shall judge it, how far that is: see `team.opinions`."""


@event.listens_for(Pair, "before_insert")
@event.listens_for(Pair, "before_update")
def _write_keys(_mapper: Mapper[Any], _connection: Connection, record: Pair) -> None:
    """Whoever writes a text writes what it is sorted by too, without having to know."""
    record.question_key = text_key(record.question if record.edited_question is None else record.edited_question)
    record.answer_key = text_key(record.answer if record.edited_answer is None else record.edited_answer)
