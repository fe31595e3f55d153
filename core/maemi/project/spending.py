"""What was spent: by teacher, model, day, run or way; and the project's own cap."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from sqlalchemy import case, func, select

from maemi.errors import InputError
from maemi.project import ledger_totals
from maemi.project.ledger import CAP, cap_in
from maemi.project.project import Project
from maemi.project.settings import set_setting
from maemi.project.tables.spending import Charge

Grouping = Literal["teacher", "model", "day", "run", "way"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """What was spent under one name; a project's own tokens cost nothing and count all the same."""

    name: str
    sendings: int
    """How often something was sent that cost money or tokens."""
    answered: int
    """How many of them brought a usable answer."""
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    cost_usd: float
    unconfirmed_usd: float
    """The part of the cost that no server has confirmed: answers that were lost."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Spending:
    """A project's money."""

    spent_usd: float
    reserved_usd: float
    """Set aside for requests under way and batches not collected."""
    unconfirmed_usd: float
    cap_usd: float | None
    rows: tuple[SpendingRow, ...]

    @property
    def left_usd(self) -> float | None:
        """What the cap still allows; None where there is none."""
        return None if self.cap_usd is None else max(0.0, self.cap_usd - self.spent_usd - self.reserved_usd)

    def to_json(self, by: str) -> dict[str, Any]:
        return {
            "spent_usd": self.spent_usd,
            "reserved_usd": self.reserved_usd,
            "unconfirmed_usd": self.unconfirmed_usd,
            "cap_usd": self.cap_usd,
            "left_usd": self.left_usd,
            "by": by,
            "rows": [row.to_json() for row in self.rows],
        }


def spending(project: Project, by: Grouping = "teacher") -> Spending:
    """All that was spent, grouped: days in order (UTC), everything else with the dearest first."""
    names: dict[Grouping, Any] = {
        "teacher": Charge.teacher,
        "model": Charge.model,
        "day": Charge.day,
        "run": Charge.run,
        "way": Charge.way,
    }
    if by not in names:
        raise InputError(f"Spending cannot be listed by “{by}”: write one of {', '.join(GROUPINGS)}.")
    name, cost = names[by], func.sum(Charge.cost_usd)
    unconfirmed = func.sum(case((Charge.source == "unconfirmed", Charge.cost_usd), else_=0.0))
    query = select(
        name,
        func.count(),
        func.sum(case((Charge.answered, 1), else_=0)),
        func.sum(Charge.tokens_in),
        func.sum(Charge.tokens_cached),
        func.sum(Charge.tokens_out),
        cost,
        unconfirmed,
    ).group_by(name)
    query = query.order_by(name) if by == "day" else query.order_by(cost.desc(), name)
    with project.read_session() as session:
        rows = tuple(
            SpendingRow(
                str(row[0]),
                int(row[1]),
                int(row[2]),
                int(row[3]),
                int(row[4]),
                int(row[5]),
                round(float(row[6]), 9),
                round(float(row[7]), 9),
            )
            for row in session.execute(query)
        )
        whole, cap = ledger_totals.total_in(session), cap_in(session)
    lost = round(sum(row.unconfirmed_usd for row in rows), 9)
    return Spending(whole.spent_usd, whole.reserved_usd, lost, cap, rows)


def cap_of(project: Project) -> float | None:
    """The project's own cap; None where it has none."""
    with project.read_session() as session:
        return cap_in(session)


def set_cap(project: Project, usd: float | None) -> None:
    """No run of the project may spend beyond it, whatever its own budget says; None takes the cap away."""
    if usd is not None and not 0 <= usd < float("inf"):
        raise InputError(f"A cap must be an amount of 0 or more, not {usd}.")
    set_setting(project, CAP, usd)
