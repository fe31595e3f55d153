"""What a lab says of its collection as a whole: filters with a name, and folders that are watched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class SavedFilter(Table):
    """A search and an order, under a name."""

    __tablename__ = "saved_filters"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    search: Mapped[str] = mapped_column(Text)
    sort: Mapped[str] = mapped_column(Text)
    descending: Mapped[bool]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WatchedFolder(Table):
    """A folder whose new micrographs are added by themselves."""

    __tablename__ = "watched_folders"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    """As a micrograph's path is stored."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
