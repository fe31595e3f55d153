"""Requests to teachers that cost money or time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Request(Table):
    """One request, known by a hash of image, prompt, model and parameters; a done one is never sent twice."""

    __tablename__ = "requests"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    teacher: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, index=True)
    """reserved, done or failed."""
    reserved_usd: Mapped[float] = mapped_column(Float(53))
    """Set aside before sending; nothing once it is settled."""
    spent_usd: Mapped[float] = mapped_column(Float(53))
    """What all attempts together have cost."""
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    attempts: Mapped[int]
    owner: Mapped[str] = mapped_column(Text)
    """Host, pid and time of creation of the process that reserved it."""
    error: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    micrograph_id: Mapped[int | None]
    """What it asks about; unknown of requests before version 0014 of the tables."""
    run: Mapped[str] = mapped_column(Text, default="")
    """The run that reserved it last."""
    batch_id: Mapped[int | None] = mapped_column(index=True)
    """The batch that carries it, until its answer is collected."""
    unusable: Mapped[int] = mapped_column(default=0)
    """How many answers came that could not be used."""
