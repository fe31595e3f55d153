"""What was paid: one line a charge, and the totals that a budget is held against."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Float, Text
from sqlalchemy.orm import Mapped, mapped_column

from maemi.project.tables.foundation import Table, UtcDateTime


class Charge(Table):
    """What one sending of a request has cost; appended to, never changed."""

    __tablename__ = "charges"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(Text, index=True)
    teacher: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    run: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text)
    """`chat` or `batch`."""
    source: Mapped[str] = mapped_column(Text)
    """`usage` as the server told it, `counted` by us where it told nothing sensible, `unconfirmed` where the answer
    was lost and the highest cost is taken, `earlier` for what was spent before charges were kept."""
    answered: Mapped[bool]
    """Whether the answer could be used."""
    tokens_in: Mapped[int]
    tokens_cached: Mapped[int]
    """Those of `tokens_in` that were billed as cached."""
    tokens_out: Mapped[int]
    cost_usd: Mapped[float] = mapped_column(Float(53))
    day: Mapped[str] = mapped_column(Text, index=True)
    """Of `at`, in UTC: 2026-11-28."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LedgerTotal(Table):
    """Sums over all requests, kept with each change, so that a reservation need not add up ten thousand of them.

    In whole billionths of a dollar: sums of floating numbers would drift.
    """

    __tablename__ = "ledger_totals"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    """Empty for the whole project, else the id of a run."""
    spent_nano: Mapped[int] = mapped_column(BigInteger)
    reserved_nano: Mapped[int] = mapped_column(BigInteger)
