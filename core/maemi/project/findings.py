"""What checks said of pairs, kept beside the text that they are about; decisions are never touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from maemi.project.doubt import doubt_of, from_stored, kinds_of
from maemi.project.project import Project
from maemi.project.rows import Finding
from maemi.project.tables.finding_change import FindingChange
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a pair, and of which text."""

    pair_id: int
    question: str
    answer: str
    findings: tuple[Finding, ...]


def store_findings(project: Project, checked: Iterable[Checked]) -> int:
    """Put new findings in the place of earlier ones, in one transaction; returns how many pairs have others now.

    A pair whose text has changed since it was read keeps what it has: the new findings are about another text.
    """
    with project.session() as session:
        return sum(_store(session, one) for one in checked)


def current(pair: Pair) -> tuple[Finding, ...]:
    """The findings of the text as it stands; none for an edited text that nobody has checked yet."""
    if pair.edited_question is None and pair.edited_answer is None:
        return from_stored(pair.findings)
    return from_stored(pair.edited_findings or ())


def is_doubted(pair: Pair) -> bool:
    """Whether a finding of the text as it stands is a warning or an error."""
    return any(finding.is_warning for finding in current(pair))


def forget_edited(pair: Pair) -> None:
    """Another text stands there now: what was said of an earlier edit is no longer about it."""
    pair.edited_findings = None
    _weigh(pair)


def _store(session: Session, checked: Checked) -> bool:
    pair = session.scalar(select(Pair).where(Pair.id == checked.pair_id).with_for_update())
    if pair is None:
        return False
    text = (pair.edited_question or pair.question, pair.edited_answer or pair.answer)
    before, doubted = current(pair), is_doubted(pair)
    edited = pair.edited_question is not None or pair.edited_answer is not None
    if text != (checked.question, checked.answer) or (before == checked.findings and not edited):
        return False
    stored = [finding.to_json() for finding in checked.findings]
    if edited:
        pair.edited_findings = stored
    else:
        pair.findings = stored
    if before != checked.findings:
        session.add(FindingChange(pair_id=pair.id, before=kinds_of(before), after=kinds_of(checked.findings), at=now()))
    _weigh(pair)
    session.flush()
    more = is_doubted(pair) - doubted if pair.state == "pending" else 0
    if more:
        session.execute(
            update(Micrograph)
            .where(Micrograph.id == pair.micrograph_id)
            .values(pairs_doubted=Micrograph.pairs_doubted + more)
        )
    return before != checked.findings


def _weigh(pair: Pair) -> None:
    findings = current(pair)
    pair.doubt, pair.finding_kinds = doubt_of(findings), kinds_of(findings)
