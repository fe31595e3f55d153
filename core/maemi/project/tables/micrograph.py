"""Micrographs and what was measured in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Micrograph(Table):
    """One micrograph's file. The file itself is never copied and never changed."""

    __tablename__ = "micrographs"
    __table_args__ = (Index("ix_micrographs_name_id", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text, unique=True)
    """Relative to the project's folder where it lies inside, so that such a project can be moved; else absolute."""
    name: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text, index=True)
    """SHA-256 of the file."""
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    info: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    class_name: Mapped[str | None] = mapped_column(Text)
    synthetic: Mapped[bool] = mapped_column(default=False)
    typed_pixel_m: Mapped[float | None] = mapped_column(Float(53))
    """Metres per pixel that a person typed in; it overrides the file's."""
    typed_by: Mapped[str | None] = mapped_column(Text)
    typed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Kept in the transaction that appends a decision, so that the gallery never has to count.
    pairs_pending: Mapped[int] = mapped_column(default=0)
    pairs_approved: Mapped[int] = mapped_column(default=0)
    pairs_rejected: Mapped[int] = mapped_column(default=0)
    pairs_skipped: Mapped[int] = mapped_column(default=0)


class Measurement(Table):
    """What `measure` found in a micrograph, with the settings that it was asked with."""

    __tablename__ = "measurements"

    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"), primary_key=True)
    settings_key: Mapped[str] = mapped_column(Text, primary_key=True)
    content_hash: Mapped[str] = mapped_column(Text)
    """Of the file that was measured: a changed file needs a new measurement."""
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
