"""Decisions by the thousand: one line of the log for each pair, under one number, so that they are undone as one."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, insert, literal, null, select, update
from sqlalchemy.orm import Session, aliased

from maemi.errors import InputError
from maemi.progress import Progress, Silent
from maemi.project.doubt import WARNED
from maemi.project.listing import in_chunks
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES, PairState
from maemi.project.settling import STATE_AFTER, UNDO, checked, settle
from maemi.project.tables.decision import Decision
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.team.claims import for_bulk

ATOMIC = 100_000
"""So many are decided all or none, in some seconds; more are in several transactions, since others wait meanwhile."""
BULK_VERBS = ("approve", "reject", "skip")


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What became of a decision about many pairs."""

    decided: int
    passed_over: int
    """Pairs that were no longer as they were when the curator was asked, or are gone: somebody else judged them. In a
    team also those that are with another curator now, and those that two curators shall judge one by one."""
    batch: int
    stopped: bool = False

    def to_json(self) -> dict[str, Any]:
        """What `maemi decide --all --json` prints."""
        return {"decided": self.decided, "passed_over": self.passed_over, "stopped": self.stopped}


_COUNTERS = tuple(f"pairs_{name}" for name in (*PAIR_STATES, "doubted"))


class _Counts:
    """How much each micrograph's counters change; written once, at the end of a transaction."""

    def __init__(self) -> None:
        self._changes: Counter[tuple[int, str]] = Counter()

    def move(self, micrograph_id: int, before: str, after: str, doubted: bool) -> None:
        """A pair went from one state to another."""
        self._changes[micrograph_id, f"pairs_{before}"] -= 1
        self._changes[micrograph_id, f"pairs_{after}"] += 1
        if doubted:
            self._changes[micrograph_id, "pairs_doubted"] += (after == "pending") - (before == "pending")

    def write(self, session: Session) -> None:
        """One prepared statement for all of them: building thousands takes longer than running them."""
        table, changes = Micrograph.__table__, dict[int, dict[str, int]]()
        for (micrograph_id, name), change in self._changes.items():
            of_one = changes.setdefault(micrograph_id, {f"more_{each}": 0 for each in _COUNTERS})
            of_one[f"more_{name}"] += change
        values = {name: table.c[name] + bindparam(f"more_{name}", type_=Integer) for name in _COUNTERS}
        rows = [{"row_id": each, **changes[each]} for each in sorted(changes)]
        if rows:
            # Always in the order of the ids: two writers on PostgreSQL then wait for each other instead of deadlocking.
            where = table.c.id == bindparam("row_id", type_=Integer)
            session.connection().execute(update(Micrograph).where(where).values(values), rows)
        self._changes.clear()


def decide_many(
    project: Project,
    ids: Sequence[int],
    verb: str,
    curator: str,
    reason: str = "",
    still: PairState | None = None,
    progress: Progress | None = None,
) -> BulkReport:
    """Decide about many pairs in one go: approve, reject (with a reason or none) or skip; `undo` takes all of it back.

    `still`: only pairs that are in this state now, whatever they were when the ids were listed. Up to `ATOMIC` pairs
    are decided all or none: a stop, an error or the power cord leaves nothing half done. Of more, what is done when it
    ends stays, and is undone as one. Tells `progress`; raises InputError for what is no decision about many.
    """
    if verb not in BULK_VERBS:
        raise InputError(f"'{verb}' is no decision about many pairs: write one of {', '.join(BULK_VERBS)}.")
    checked(verb, curator, reason)
    listener, batch, done = progress or Silent(), secrets.randbits(62), 0
    for some in in_chunks(ids, ATOMIC):
        decided = 0
        with project.session() as session:
            counts = _Counts()
            for chunk in in_chunks(some):
                if listener.stop_requested():
                    session.rollback()
                    return BulkReport(done, 0, batch, stopped=True)
                decided += _decide(session, counts, chunk, verb, curator, reason, still, batch)
                listener.event("progress", done=done + decided, total=len(ids), message="")
            counts.write(session)
        done += decided
    return BulkReport(done, len(ids) - done, batch)


def take_back(session: Session, batch: int, curator: str) -> list[int]:
    """Append the inverse of all that stands of a batch, in a transaction of the caller; returns the pairs' ids."""
    inverse = aliased(Decision)
    stands = (
        select(Decision.id, Decision.pair_id)
        .where(Decision.batch == batch, Decision.curator == curator, Decision.verb != UNDO)
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id)
    )
    standing = session.execute(stands).all()
    counts, at, number = _Counts(), now(), secrets.randbits(62)
    for some in in_chunks(standing):
        lines = [
            {"pair_id": pair_id, "curator": curator, "verb": UNDO, "reason": "", "question": None, "answer": None,
             "at": at, "undoes": id_, "batch": number}
            for id_, pair_id in some
        ]  # fmt: skip
        session.connection().execute(insert(Decision), lines)
        _settle(session, counts, [pair_id for _, pair_id in some])
    counts.write(session)
    return [pair_id for _, pair_id in standing]


def _decide(
    session: Session,
    counts: _Counts,
    ids: Sequence[int],
    verb: str,
    curator: str,
    reason: str,
    still: PairState | None,
    batch: int,
) -> int:
    columns = (Pair.id, Pair.micrograph_id, Pair.state, Pair.doubt)
    query = select(*columns).where(Pair.id.in_(ids), *for_bulk(session, curator)).with_for_update()
    found = session.execute(query if still is None else query.where(Pair.state == still)).all()
    chosen, at, after = [row.id for row in found], now(), STATE_AFTER[verb]
    # As of a single decision: whoever approves an edited pair approves the edited text.
    judged = select(
        *(Pair.id, literal(curator), literal(verb), literal(reason), Pair.edited_question, Pair.edited_answer),
        *(literal(at, Decision.at.type), null(), literal(batch)),
    ).where(Pair.id.in_(chosen))
    into = ["pair_id", "curator", "verb", "reason", "question", "answer", "at", "undoes", "batch"]
    session.execute(insert(Decision).from_select(into, judged.order_by(Pair.id)))
    _write(session, chosen, after, reason, curator, at)
    for row in found:
        counts.move(row.micrograph_id, row.state, after, row.doubt >= WARNED)
    return len(chosen)


def _settle(session: Session, counts: _Counts, ids: Sequence[int]) -> None:
    """What `decisions.settle` does, for many pairs: those whose text does not change in a few statements."""
    latest = _latest(session, ids)
    columns = (Pair.id, Pair.micrograph_id, Pair.state, Pair.doubt, Pair.edited_question, Pair.edited_answer)
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in session.execute(select(*columns).where(Pair.id.in_(ids)).with_for_update()).all():
        last = latest.get(row.id)
        text = (None, None) if last is None else (last.question, last.answer)
        if text != (row.edited_question, row.edited_answer):
            # Another text stands there then: its findings and sort keys follow, which only this knows how to do.
            settle(session, session.get_one(Pair, row.id))
            continue
        state = STATE_AFTER[last.verb] if last else "pending"
        key = (state, last.reason, last.curator, last.at) if last else (state, "", None, None)
        alike.setdefault(key, []).append(row.id)
        counts.move(row.micrograph_id, row.state, state, row.doubt >= WARNED)
    for (state, reason, curator, at), some in alike.items():
        _write(session, some, state, reason, curator, at)


def _latest(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """The latest decision on each pair that was not undone."""
    inverse = aliased(Decision)
    columns = (Decision.pair_id, Decision.verb, Decision.reason, Decision.curator, Decision.at)
    query = (
        select(*columns, Decision.question, Decision.answer)
        .where(Decision.pair_id.in_(ids), Decision.verb != UNDO)
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id)
    )
    return {decision.pair_id: decision for decision in session.execute(query)}


def _write(
    session: Session, ids: Iterable[int], state: str, reason: str, curator: str | None, at: datetime | None
) -> None:
    values = {"state": state, "reason": reason, "curator": curator, "decided_at": at}
    change = update(Pair).where(Pair.id.in_(list(ids))).values(values)
    session.execute(change.execution_options(synchronize_session=False))
