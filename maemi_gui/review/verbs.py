"""What reviewing asks of the project; each function runs in the database worker, and imports the store there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maemi.project.pairs import PairSort
    from maemi.project.project import Project
    from maemi.project.rows import DecisionRow, Finding, PairRow, PairState


@dataclass(frozen=True, slots=True)
class Filter:
    """Which pairs the queue walks through; None is any."""

    state: PairState | None = "pending"
    micrograph_id: int | None = None
    sort: PairSort = "added"
    """In the order in which they were added, most doubtful first, or least doubtful first (`certainty`)."""
    findings: str | None = None
    """`any`, `warning`, or a kind of findings that they have."""


def page(project: Project, wanted: Filter, offset: int, limit: int) -> Sequence[PairRow]:
    """Some pairs of the queue, in its order."""
    from maemi.project import pairs

    return pairs.list_pairs(
        project,
        state=wanted.state,
        micrograph_id=wanted.micrograph_id,
        offset=offset,
        limit=limit,
        sort=wanted.sort,
        findings=wanted.findings,
    )


def first_page(project: Project, wanted: Filter, limit: int) -> tuple[Sequence[PairRow], dict[str, int]]:
    """The first pairs of the queue, and how many pairs the whole project has in each state."""
    from maemi.project import pairs

    return page(project, wanted, 0, limit), dict(pairs.count_pairs(project).items())


def counts(project: Project) -> dict[str, int]:
    """How many pairs the project has in each state."""
    from maemi.project import pairs

    return dict(pairs.count_pairs(project).items())


def decide(
    project: Project, pair_id: int, verb: str, curator: str, reason: str, question: str | None, answer: str | None
) -> PairRow:
    """Record one decision; when this returns, it is on disk."""
    if verb != "edit":
        from maemi.project import decisions

        return decisions.decide(project, pair_id, verb, curator, reason=reason)
    from maemi.generate.checking import judged

    return judged.decide(project, pair_id, verb, curator, reason=reason, question=question, answer=answer)


def undo(project: Project, curator: str) -> PairRow | None:
    """Take the curator's last decision back; None where there is none."""
    from maemi.generate.checking import judged

    return judged.undo(project, curator)


def check(project: Project, pair: PairRow, question: str, answer: str) -> Sequence[Finding]:
    """What the checks say of a text that is being written; nothing is kept."""
    from maemi.generate.checking.everything import check_text

    return check_text(project, pair.micrograph_id, question, answer, pair.task)


def history(project: Project, pair_id: int) -> Sequence[DecisionRow]:
    """Every decision about a pair, oldest first."""
    from maemi.project import decisions

    return decisions.history(project, pair_id)


def reject_reasons() -> Sequence[tuple[str, str]]:
    """(word, explanation) of each reason that a rejection may have."""
    from maemi.project.decisions import REJECT_REASONS

    return REJECT_REASONS
