"""Decisions: a log that is only ever appended to; a pair's state is its latest decision that was not undone."""

from __future__ import annotations

from sqlalchemy import select

from maemi.project.loading import decision_row
from maemi.project.pairs import read_pair
from maemi.project.project import Project
from maemi.project.reasons import REJECT_REASONS
from maemi.project.rows import DecisionRow, PairRow
from maemi.project.settling import STATE_AFTER, UNDO, append, checked, locked, settle
from maemi.project.tables.decision import Decision
from maemi.project.undoing import undo_last

__all__ = ["REJECT_REASONS", "STATE_AFTER", "UNDO", "append", "decide", "history", "settle", "undo"]


def decide(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """Append a curator's decision; returns the pair as it then stands. When it returns, the decision is on the disk.

    `verb`: approve, reject (with a word of REJECT_REASONS as `reason`, or none), edit (approves `question` and `answer`
    in place of the teacher's; at least one of them), skip. Raises InputError for anything else, or an unknown pair.
    """
    checked(verb, curator, reason, question, answer)
    with project.session() as session:
        pair = locked(session, pair_id, project)
        append(session, pair, verb, curator, reason, question, answer)
        return read_pair(session, project, pair_id)


def undo(project: Project, curator: str) -> PairRow | None:
    """Take back the curator's last decision that is not taken back yet, by appending its inverse.

    Returns the pair, in the state that the decisions left give it, or None where nothing is left to undo. The log is
    all it needs, so it goes on where it was after a restart; each further call walks one decision further back. What
    was decided in one go is taken back in one go: then the first of its pairs is returned (`undoing.undo_last` says
    how many there were).
    """
    undone = undo_last(project, curator)
    return None if undone is None else undone.pair


def history(project: Project, pair_id: int) -> list[DecisionRow]:
    """All decisions on a pair, oldest first, undone ones and undoings included."""
    with project.read_session() as session:
        found = session.scalars(select(Decision).where(Decision.pair_id == pair_id).order_by(Decision.id))
        return [decision_row(record) for record in found]
