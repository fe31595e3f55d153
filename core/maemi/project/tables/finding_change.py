"""What checks said of a pair earlier: a log beside the findings that stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class FindingChange(Table):
    """A check put other findings in the place of earlier ones. The database refuses to change or delete a line."""

    __tablename__ = "finding_changes"
    __table_args__ = (Index("ix_finding_changes_pair_id_id", "pair_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"))
    before: Mapped[str] = mapped_column(Text)
    """Kinds of the findings before it, `|number|unit|`; empty for none."""
    after: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
