"""Settings that belong to the project, not to a person's window."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table

LOCAL_ONLY = "local_only"
"""The project's own switch: nothing of it leaves a machine, whoever opens it."""


class Setting(Table):
    """One named JSON value."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
