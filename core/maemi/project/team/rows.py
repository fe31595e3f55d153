"""What the team's rooms hand out: frozen, like all rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from maemi.project.rows import DecisionRow, PairRow

Role = Literal["curator", "settler", "owner"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Who may do what: judge; also settle disagreements; also give roles and set the share of second opinions."""

MAY_SETTLE: tuple[Role, ...] = ("settler", "owner")
MAY_RULE: tuple[Role, ...] = ("owner",)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One curator of the team, and how much he or she has judged."""

    curator: str
    role: Role
    login: str | None
    """The database login that goes by this name."""
    joined_at: datetime
    decided: int = 0
    """Pairs with a decision of this curator that stands."""
    second: int = 0
    """Of these, those that two curators judge."""
    last_hour: int = 0
    """Decisions within the last hour."""
    last_at: datetime | None = None
    """The latest decision."""
    claimed: int = 0
    """Pairs that are with this curator now."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A pair that is with a curator."""

    pair_id: int
    curator: str
    at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair of which curators said different things."""

    pair: PairRow
    """As the teacher wrote it where it is open; as it was settled, else."""
    opinions: tuple[DecisionRow, ...]
    """The decision of each curator that stands, oldest first."""
    settled_by: str | None = None
    settled_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi team disagreements`: a public contract, names stay."""
        return {
            "pair": self.pair.id,
            "micrograph": str(self.pair.micrograph_path),
            "question": self.pair.original_question,
            "answer": self.pair.original_answer,
            "opinions": [
                {
                    "curator": each.curator,
                    "verb": each.verb,
                    "reason": each.reason,
                    "question": each.question,
                    "answer": each.answer,
                    "at": each.at.isoformat(),
                }
                for each in self.opinions
            ],
            "state": self.pair.state,
            "settled_by": self.settled_by,
            "settled_at": self.settled_at.isoformat() if self.settled_at else None,
        }


def outcome_of(decision: DecisionRow) -> str:
    """approved, edited, rejected or skipped: what kappa counts."""
    if decision.verb in ("approve", "edit"):
        return "edited" if decision.question is not None or decision.answer is not None else "approved"
    return {"reject": "rejected", "skip": "skipped"}[decision.verb]
