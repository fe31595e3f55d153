"""What reviewing asks of the project; each function runs in a worker, and imports the store there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maemi.progress import Progress
    from maemi.project.bulk import BulkReport
    from maemi.project.guidelines import GuidelineRow
    from maemi.project.pace import LastDecision
    from maemi.project.pair_filter import PairFilter
    from maemi.project.pair_history import HistoryRow
    from maemi.project.project import Project
    from maemi.project.rows import Finding, PairRow
    from maemi.project.undoing import Undone


def first_page(project: Project, wanted: PairFilter, limit: int, curator: str) -> Sequence[PairRow]:
    """The first pairs of the queue."""
    from maemi.project import pair_listing

    passed_over = _not_for(project, wanted, curator)
    if not passed_over:
        return pair_listing.first_pairs(project, wanted, limit=limit)
    some = pair_listing.list_pair_ids(project, wanted, limit=limit + len(passed_over))
    return pair_listing.get_pairs(project, [each for each in some if each not in passed_over][:limit])


def ids(project: Project, wanted: PairFilter, curator: str, after: int | None = None) -> list[int]:
    """The ids of all pairs of the queue, in its order; `after`: only of those that were added after that one."""
    from maemi.project import pair_listing

    passed_over = _not_for(project, wanted, curator)
    return [each for each in pair_listing.list_pair_ids(project, wanted, after=after) if each not in passed_over]


def _not_for(project: Project, wanted: PairFilter, curator: str) -> frozenset[int]:
    """In a team, pending pairs that are with others or that this curator has judged already are nothing to review."""
    from maemi.project.team.claims import not_for

    return not_for(project, curator) if wanted.state == "pending" else frozenset()


def rows(project: Project, wanted: Sequence[int]) -> Sequence[PairRow]:
    """The pairs of these ids."""
    from maemi.project import pair_listing

    return pair_listing.get_pairs(project, wanted)


def facets(project: Project) -> dict[str, dict[str, int]]:
    """What there is to filter by, and how many pairs have it."""
    from maemi.project import pair_listing

    return pair_listing.pair_facets(project)


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


def decide_held(
    project: Project, pair_id: int, verb: str, curator: str, reason: str, question: str | None, answer: str | None
) -> PairRow:
    """The same for a pair that was pending when it was shown: in a team another may have judged it since."""
    from maemi.project.team.settings import team_of

    if team_of(project) is None:
        return decide(project, pair_id, verb, curator, reason, question, answer)
    from maemi.generate.checking import judged

    return judged.decide_claimed(project, pair_id, verb, curator, reason, question, answer)


def hold(project: Project, pair_id: int, curator: str) -> bool:
    """Claim the pair that is up; False where another curator has it."""
    from maemi.project.team.claims import hold

    return hold(project, pair_id, curator)


def release(project: Project, curator: str) -> None:
    """Give back what is claimed, for others."""
    from maemi.project.team.claims import release
    from maemi.project.team.settings import team_of

    if team_of(project) is not None:
        release(project, curator)


def decide_many(
    project: Project,
    wanted: Sequence[int],
    verb: str,
    curator: str,
    reason: str,
    still: str | None,
    progress: Progress,
) -> BulkReport:
    """Record one decision about many pairs; all of it, or nothing, is on disk when this returns."""
    from maemi.project import bulk

    return bulk.decide_many(project, wanted, verb, curator, reason, still, progress)  # pyright: ignore[reportArgumentType]


def undo(project: Project, curator: str) -> Undone | None:
    """Take back what the curator decided last; None where there is nothing."""
    from maemi.generate.checking import judged

    return judged.undo_last(project, curator)


def check(project: Project, pair: PairRow, question: str, answer: str) -> Sequence[Finding]:
    """What the checks say of a text that is being written; nothing is kept."""
    from maemi.generate.checking.everything import check_text

    return check_text(project, pair.micrograph_id, question, answer, pair.task)


def history(project: Project, pair_id: int, curator: str) -> Sequence[HistoryRow]:
    """All that happened to a pair, oldest first; a second opinion is blind."""
    from maemi.project import pair_history

    return pair_history.pair_history(project, pair_id, curator)


def recent(project: Project, curator: str) -> tuple[Sequence[LastDecision], Sequence[datetime]]:
    """The curator's last decisions that stand, and when they decided: what the pace is told from."""
    from maemi.project import pace

    return pace.last_decisions(project, curator), pace.decision_times(project, curator)


def guidelines(project: Project) -> Sequence[GuidelineRow]:
    """Every version of the lab's guidelines, the newest first."""
    from maemi.project import guidelines as kept

    return kept.list_guidelines(project)


def write_guidelines(project: Project, text: str, curator: str, based_on: int) -> Sequence[GuidelineRow]:
    """Add a version; every version as it then is."""
    from maemi.project import guidelines as kept

    kept.write_guidelines(project, text, curator, based_on)
    return kept.list_guidelines(project)
