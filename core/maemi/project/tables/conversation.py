"""Conversations about a micrograph."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Conversation(Table):
    """One conversation with one model, to begin with, about one micrograph."""

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    micrograph_id: Mapped[int] = mapped_column(ForeignKey("micrographs.id"), index=True)
    model: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Table):
    """One turn."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
