"""Decisions that change a pair's text: what is found in it follows the text."""

from __future__ import annotations

from maemi.generate.checking.everything import check_again
from maemi.project import decisions
from maemi.project.pairs import get_pair
from maemi.project.project import Project
from maemi.project.rows import PairRow


def decide(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """As `project.decisions.decide`; an edited text is checked again before the pair comes back."""
    return _followed(project, decisions.decide(project, pair_id, verb, curator, reason, question, answer))


def undo(project: Project, curator: str) -> PairRow | None:
    """As `project.decisions.undo`; where an earlier edit stands again, it is checked again."""
    pair = decisions.undo(project, curator)
    return None if pair is None else _followed(project, pair)


def _followed(project: Project, pair: PairRow) -> PairRow:
    if (pair.question, pair.answer) == (pair.original_question, pair.original_answer) or pair.findings:
        return pair
    return get_pair(project, pair.id) if check_again(project, pair) else pair
