"""Add pairs together with the logs of their decisions, some hundred in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from maemi.project import findings
from maemi.project.listing import in_chunks
from maemi.project.pairs import insert
from maemi.project.rows import NewPair
from maemi.project.settling import STATE_AFTER, UNDO, settle
from maemi.project.tables.decision import Decision
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.text import storable
from maemi.project.transfer.logged import Logged, standing

Log = Sequence[Logged]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided of a pair elsewhere."""

    log: Log = ()
    opinions: str = ""
    """How far its second opinion was there; empty where its latest decision gave the state."""


def add_with_logs(session: Session, pairs: Sequence[tuple[NewPair, Judged]]) -> list[int]:
    """Add new pairs and what was decided of them, in a transaction of the caller; returns their ids in order."""
    ids = insert(session, [pair for pair, _ in pairs])
    replay(session, {pair_id: judged for pair_id, (_, judged) in zip(ids, pairs, strict=True) if judged.log})
    return ids


def replay(session: Session, judged: Mapping[int, Judged]) -> None:
    """Append logs to pairs that have none yet, and bring state and counts up to date as `settling.settle` would.

    Asking the database for each pair what its log says would take a hundred times as long; only the few pairs that
    two curators judge are settled that way.
    """
    _append(session, {pair_id: each.log for pair_id, each in judged.items()})
    changes: dict[int, Counter[str]] = {}
    # Held until the end, and read together: one by one, each read would write the one before.
    pairs = [
        pair
        for some in in_chunks(sorted(judged))
        for pair in session.scalars(select(Pair).where(Pair.id.in_(some)).order_by(Pair.id))
    ]
    for pair in pairs:
        each = judged[pair.id]
        if each.opinions:
            pair.opinions = each.opinions
            settle(session, pair)
            continue
        doubted = pair.state == "pending" and findings.is_doubted(pair)
        before = pair.state
        _settle(pair, each.log)
        change = changes.setdefault(pair.micrograph_id, Counter())
        change[f"pairs_{before}"] -= 1
        change[f"pairs_{pair.state}"] += 1
        change["pairs_doubted"] += (pair.state == "pending" and findings.is_doubted(pair)) - doubted
    session.flush()
    columns = Micrograph.__table__.c
    for micrograph_id, change in sorted(changes.items()):
        values = {name: columns[name] + by for name, by in change.items() if by}
        if values:
            session.execute(update(Micrograph).where(Micrograph.id == micrograph_id).values(values))


def _append(session: Session, logs: dict[int, Log]) -> None:
    """Rounds, each as far as the next undo of each pair: an undo names a line that must have its id by then."""
    written: dict[int, list[Decision]] = {pair_id: [] for pair_id in logs}
    waiting: set[int] = set(logs)
    while waiting:
        for pair_id in sorted(waiting):
            log, lines = logs[pair_id], written[pair_id]
            flushed = len(lines)
            while len(lines) < len(log):
                line = log[len(lines)]
                if line.undoes is not None and line.undoes >= flushed:
                    break
                lines.append(_decision(pair_id, line, lines))
            session.add_all(lines[flushed:])
        session.flush()
        waiting = {pair_id for pair_id in waiting if len(written[pair_id]) < len(logs[pair_id])}


def _decision(pair_id: int, line: Logged, before: Sequence[Decision]) -> Decision:
    return Decision(
        pair_id=pair_id,
        curator=storable(line.curator),
        verb=line.verb,
        reason=storable(line.reason) if line.verb != UNDO else "",
        question=None if line.question is None else storable(line.question),
        answer=None if line.answer is None else storable(line.answer),
        at=line.at,
        undoes=None if line.undoes is None else before[line.undoes].id,
        batch=line.batch,
        settles=line.settles,
    )


def _settle(pair: Pair, log: Log) -> None:
    last = standing(log)
    pair.opinions = ""  # it was judged elsewhere, by one: a second opinion would find it without its first
    said = pair.edited_question, pair.edited_answer
    pair.state = STATE_AFTER[last.verb] if last else "pending"
    pair.reason = storable(last.reason) if last else ""
    pair.edited_question = storable(last.question) if last and last.question is not None else None
    pair.edited_answer = storable(last.answer) if last and last.answer is not None else None
    pair.curator = storable(last.curator) if last else None
    pair.decided_at = last.at if last else None
    if (pair.edited_question, pair.edited_answer) != said:
        findings.forget_edited(pair)
