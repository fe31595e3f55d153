"""A team's tables: who belongs to it, and who looks at which pair now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Member(Table):
    """One curator of the team."""

    __tablename__ = "members"

    curator: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    """curator, settler or owner."""
    login: Mapped[str | None] = mapped_column(Text)
    """The database login that goes by this name; None where the database knows no logins."""
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Claim(Table):
    """Which pair a curator looks at now, so that two curators do not judge the same one."""

    __tablename__ = "claims"

    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"), primary_key=True)
    curator: Mapped[str] = mapped_column(Text, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By the clock of the database, since those of the curators' machines differ."""
