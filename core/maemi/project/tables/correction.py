"""The log of corrections by hand of measurements: appended to, never changed; the database refuses anything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Correction(Table):
    """One correction of one curator, the clearing of all, or the undoing or redoing of one of these."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_micrograph_id_id", "micrograph_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    kind: Mapped[str] = mapped_column(Text)
    """What was measured: particles, fibres …"""
    verb: Mapped[str] = mapped_column(Text)
    """remove, add, split, merge; clear, undo or redo."""
    points: Mapped[list[list[float]]] = mapped_column(JSON)
    """[row, column] in pixels of the scan, whole numbers at the centres of pixels."""
    curator: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("corrections.id"), unique=True)
    """What an undo takes back: a correction, a clearing or a redo; what a redo takes back: an undo."""
