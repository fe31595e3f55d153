"""What the index of similar micrographs knows of a file's content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Embedding(Table):
    """One content in one encoder's eyes: a file that was moved keeps it, a changed one gets another."""

    __tablename__ = "embeddings"

    content_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    encoder: Mapped[str] = mapped_column(Text, primary_key=True)
    """Name and version of what encoded: vectors of two encoders cannot be compared."""
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float16, little-endian, of length 1."""
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    """A tiny picture of the scan, uint8, by which a near duplicate is told from a similar micrograph."""
    map_x: Mapped[float | None] = mapped_column(Float(53))
    """Place on the map of the collection, about -1 to 1; None before it was laid out."""
    map_y: Mapped[float | None] = mapped_column(Float(53))
    duplicate_group: Mapped[int | None] = mapped_column(Integer, index=True)
    """The same number for contents that are one picture; None where there is no other."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
