"""A pair's whole history: written, checked, judged, edited, undone — who, when and why, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select

from maemi.project.pairs import read_pair
from maemi.project.project import Project
from maemi.project.settling import UNDO
from maemi.project.tables.decision import Decision
from maemi.project.tables.finding_change import FindingChange
from maemi.project.team.opinions import is_blind

What = Literal["written", "approve", "reject", "edit", "skip", "undo", "checked"]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to a pair."""

    at: datetime
    who: str
    """The curator; the teacher (with its model) of what was written; `check` of what was found."""
    what: What
    reason: str = ""
    question: str | None = None
    """The question that was judged, where it is not the teacher's."""
    answer: str | None = None
    undone_by: str | None = None
    """Who took this decision back."""
    undoes: str | None = None
    """Of an undo: the verb of what it took back."""
    together: int = 1
    """How many pairs were decided in the same go."""
    before: tuple[str, ...] = ()
    """Of a check: kinds of the findings that it replaced."""
    after: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi history`; what is empty is left out."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        kept = {name: value for name, value in fields.items() if value not in (None, "", ())}
        return {**kept, "at": self.at.isoformat()}


def pair_history(project: Project, pair_id: int, viewer: str | None = None) -> list[HistoryRow]:
    """All that happened to a pair. Raises InputError where there is none of that id.

    `viewer`: the curator who asks; while a pair waits for a blind second opinion, the decisions of others are left out.
    """
    with project.read_session() as session:
        pair = read_pair(session, project, pair_id)
        log = list(session.scalars(select(Decision).where(Decision.pair_id == pair_id).order_by(Decision.id)))
        if viewer is not None and is_blind(session, pair_id, viewer):
            log = [one for one in log if one.curator == viewer]
        checks = list(
            session.scalars(select(FindingChange).where(FindingChange.pair_id == pair_id).order_by(FindingChange.id))
        )
        batches = {decision.batch for decision in log if decision.batch is not None}
        sizes = select(Decision.batch, func.count(Decision.id)).where(Decision.batch.in_(batches))
        together = {batch: int(count) for batch, count in session.execute(sizes.group_by(Decision.batch))}
    teacher = f"{pair.teacher} ({pair.model})" if pair.model else pair.teacher
    happened = [HistoryRow(pair.created_at, teacher, "written")]
    happened += [HistoryRow(one.at, "check", "checked", before=_kinds(one.before), after=_kinds(one.after))
                 for one in checks]  # fmt: skip
    by_id, undone = {one.id: one for one in log}, {one.undoes: one.curator for one in log if one.undoes is not None}
    for one in log:
        taken = by_id.get(one.undoes) if one.undoes is not None else None
        happened.append(
            HistoryRow(
                one.at,
                one.curator,
                "undo" if one.verb == UNDO else _verb(one.verb),
                one.reason,
                one.question,
                one.answer,
                undone.get(one.id),
                taken.verb if taken else None,
                together.get(one.batch, 1) if one.batch is not None else 1,
            )
        )
    # A sort that keeps equals in order: the log's own order stands where the clock does not tell them apart.
    return sorted(happened, key=lambda row: row.at)


def _verb(verb: str) -> What:
    known: dict[str, What] = {"approve": "approve", "reject": "reject", "edit": "edit", "skip": "skip"}
    return known[verb]


def _kinds(stored: str) -> tuple[str, ...]:
    return tuple(kind for kind in stored.split("|") if kind)
