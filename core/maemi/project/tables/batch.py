"""Batches of requests that a server works off within a day, at half the price."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Batch(Table):
    """One batch, from the moment its money is set aside until its answers are collected."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    """Random; in the file's name and the batch's metadata, so that what was made and not recorded is found again."""
    base_url: Mapped[str] = mapped_column(Text)
    teacher: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    template_hash: Mapped[str] = mapped_column(Text)
    price: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What a million tokens cost when it was made: input, cached, output."""
    run: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, index=True)
    """ready, uploaded, submitted, or ended: collected, cancelled, failed."""
    host: Mapped[str] = mapped_column(Text)
    """The machine on which its file lies until it is uploaded."""
    file_id: Mapped[str] = mapped_column(Text)
    remote_id: Mapped[str] = mapped_column(Text)
    remote_status: Mapped[str] = mapped_column(Text)
    """What the server said last: validating, in_progress, finalizing, completed, expired, cancelled, failed."""
    requests: Mapped[int]
    answered: Mapped[int]
    """As the server counts while it works; how many answers could be used once it is collected."""
    error: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BatchItem(Table):
    """One request of a batch: what it asks, so that the answer becomes pairs in another process, days later."""

    __tablename__ = "batch_items"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    request_key: Mapped[str] = mapped_column(Text, primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"))
    asked: Mapped[list[list[str]]] = mapped_column(JSON)
    """Id, heading, text and task of each question."""
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    """At most, as counted before it was sent."""
