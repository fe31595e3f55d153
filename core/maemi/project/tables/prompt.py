"""Prompts of a lab, and whatever pairs were asked for with: appended to, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class PromptVersion(Table):
    """One version of a template; the last one of a name is in force."""

    __tablename__ = "prompt_versions"
    __table_args__ = (Index("ix_prompt_versions_name_id", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    """The shipped template that it comes from: what it is for, and what a reset goes back to."""
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, index=True)
    curator: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AskedWith(Table):
    """What a hash in a pair stands for: the texts of its templates, or the settings of its teacher."""

    __tablename__ = "asked_with"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
