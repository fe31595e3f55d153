"""Decisions that change a pair's text: what is found in it follows the text."""

from __future__ import annotations

from dataclasses import replace

from maemi.generate.checking.everything import check_again
from maemi.project import decisions, undoing
from maemi.project.pairs import get_pair
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.team import disagreements, judging
from maemi.project.undoing import Undone


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


def undo_last(project: Project, curator: str) -> Undone | None:
    """As `project.undoing.undo_last`; where an earlier edit of one pair stands again, it is checked again."""
    undone = undoing.undo_last(project, curator)
    if undone is None or undone.count > 1:
        return undone
    return replace(undone, pair=_followed(project, undone.pair))


def undo(project: Project, curator: str) -> PairRow | None:
    """The same, where only the pair is wanted."""
    undone = undo_last(project, curator)
    return None if undone is None else undone.pair


def decide_claimed(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """As `team.judging.decide_claimed`; an edited text is checked again."""
    return _followed(project, judging.decide_claimed(project, pair_id, verb, curator, reason, question, answer))


def settle(
    project: Project,
    pair_id: int,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
) -> PairRow:
    """As `team.disagreements.settle`; an edited text is checked again."""
    return _followed(project, disagreements.settle(project, pair_id, verb, curator, reason, question, answer))


def adopt(project: Project, pair_id: int, whose: str, curator: str) -> PairRow:
    """As `team.disagreements.adopt`; an edited text is checked again."""
    return _followed(project, disagreements.adopt(project, pair_id, whose, curator))


def _followed(project: Project, pair: PairRow) -> PairRow:
    if (pair.question, pair.answer) == (pair.original_question, pair.original_answer) or pair.findings:
        return pair
    return get_pair(project, pair.id) if check_again(project, pair) else pair
