"""Regions that people drew on micrographs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Region(Table):
    """One shape on one frame, under a label that is not given to another: a question may speak of it for years."""

    __tablename__ = "regions"
    __table_args__ = (
        UniqueConstraint("micrograph_id", "label"),
        Index("ix_regions_micrograph_id_frame_id", "micrograph_id", "frame", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    frame: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    points: Mapped[list[list[float]]] = mapped_column(JSON)
    """[column, row] in pixels."""
    label: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was removed from the picture; the row stays, so that it can be brought back."""
