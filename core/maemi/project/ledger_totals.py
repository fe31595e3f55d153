"""What is spent and what is set aside, by the whole project and by each run: exact sums, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from maemi.project.project import Project
from maemi.project.tables.spending import LedgerTotal

PROJECT = ""
"""The scope of all runs together."""
NANO = 1_000_000_000


def nano(usd: float) -> int:
    """Whole billionths of a dollar."""
    return round(usd * NANO)


@dataclass(frozen=True, slots=True)
class Total:
    """In US dollars."""

    spent_usd: float
    reserved_usd: float

    @property
    def taken_usd(self) -> float:
        return self.spent_usd + self.reserved_usd


def lock(session: Session) -> Total:
    """The project's total; nobody else reserves or settles until the transaction ends.

    Who takes more than one row of the ledger takes this one first, or two could wait for each other for ever.
    """
    session.flush()
    return _total(session.get(LedgerTotal, PROJECT, with_for_update=True, populate_existing=True))


def total_in(session: Session, scope: str = PROJECT) -> Total:
    """The same of a run, in a transaction of the caller."""
    return _total(session.get(LedgerTotal, scope))


def total(project: Project, scope: str = PROJECT) -> Total:
    """What the project, or one run of it, has spent and set aside."""
    with project.read_session() as session:
        return total_in(session, scope)


def change(session: Session, run: str, spent_usd: float = 0.0, reserved_usd: tuple[float, float] = (0.0, 0.0)) -> None:
    """Add what was spent, and put the second amount of `reserved_usd` into the place of the first."""
    spent, reserved = nano(spent_usd), nano(reserved_usd[1]) - nano(reserved_usd[0])
    if not spent and not reserved:
        return
    for scope in dict.fromkeys((PROJECT, run)):
        row = session.get(LedgerTotal, scope)
        if row is None:
            row = LedgerTotal(scope=scope, spent_nano=0, reserved_nano=0)
            session.add(row)
        row.spent_nano += spent
        row.reserved_nano += reserved


def _total(row: LedgerTotal | None) -> Total:
    return Total(row.spent_nano / NANO, row.reserved_nano / NANO) if row is not None else Total(0.0, 0.0)
