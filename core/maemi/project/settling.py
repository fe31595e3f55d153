"""What the log says becomes what a pair is: appending a line, and letting state and counters follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.project import findings
from maemi.project.project import Project
from maemi.project.reasons import REJECT_REASONS
from maemi.project.tables.decision import Decision
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.team.claims import give_way
from maemi.project.team.opinions import conclude, standing
from maemi.project.text import storable

STATE_AFTER = {"approve": "approved", "edit": "approved", "reject": "rejected", "skip": "skipped"}
"""Which state each verb of a curator gives a pair."""
UNDO = "undo"


def append(
    session: Session,
    pair: Pair,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
    at: datetime | None = None,
    settles: bool = False,
) -> None:
    """Append a decision in a transaction of the caller, and bring the pair's state up to date.

    Every decision keeps the text that was judged: who approves an edited pair approves the edited text, even
    where the edit is taken back later. `at`: when it was judged, where an import knows it. `settles`: it ends a
    disagreement. Raises TakenError where another curator of the team has claimed the pair.
    """
    if at is None:
        give_way(session, pair, curator)
    judged_question = pair.edited_question if question is None else storable(question)
    judged_answer = pair.edited_answer if answer is None else storable(answer)
    judged_question = None if judged_question == pair.question else judged_question
    judged_answer = None if judged_answer == pair.answer else judged_answer
    append_row(session, pair, verb, curator, reason, judged_question, judged_answer, at=at, settles=settles)
    settle(session, pair)


def settle(session: Session, pair: Pair) -> None:
    """Write into the pair what the log says of it, and count it for its micrograph."""
    latest = conclude(session, pair) if pair.opinions else _latest(session, pair.id)
    before, doubted = pair.state, findings.is_doubted(pair)
    said = pair.edited_question, pair.edited_answer
    pair.state = STATE_AFTER[latest.verb] if latest else "pending"
    pair.reason = latest.reason if latest else ""
    pair.edited_question = latest.question if latest else None
    pair.edited_answer = latest.answer if latest else None
    pair.curator = latest.curator if latest else None
    pair.decided_at = latest.at if latest else None
    if (pair.edited_question, pair.edited_answer) != said:
        findings.forget_edited(pair)  # they were about another text
    session.flush()
    if pair.state != before:
        _recount(session, pair, before, doubted)


def _latest(session: Session, pair_id: int) -> Decision | None:
    query = select(Decision).where(Decision.pair_id == pair_id, standing())
    return session.scalar(query.order_by(Decision.id.desc()).limit(1))


def _recount(session: Session, pair: Pair, before: str, doubted: bool) -> None:
    columns, after = Micrograph.__table__.c, pair.state
    changes: dict[str, Any] = {
        f"pairs_{before}": columns[f"pairs_{before}"] - 1,
        f"pairs_{after}": columns[f"pairs_{after}"] + 1,
    }
    more = (after == "pending" and findings.is_doubted(pair)) - (before == "pending" and doubted)
    if more:
        changes["pairs_doubted"] = columns["pairs_doubted"] + more
    session.execute(update(Micrograph).where(Micrograph.id == pair.micrograph_id).values(changes))


def append_row(
    session: Session,
    pair: Pair,
    verb: str,
    curator: str,
    reason: str,
    question: str | None,
    answer: str | None,
    undoes: int | None = None,
    at: datetime | None = None,
    batch: int | None = None,
    settles: bool = False,
) -> None:
    """Append a line of the log in a transaction of the caller, and nothing else; `settle` makes the pair follow."""
    session.add(
        Decision(
            pair_id=pair.id,
            curator=curator,
            verb=verb,
            reason=reason,
            question=question,
            answer=answer,
            at=at or now(),
            undoes=undoes,
            batch=batch,
            settles=settles,
        )
    )
    session.flush()


def locked(session: Session, pair_id: int, project: Project) -> Pair:
    """The pair, locked until the transaction ends; SQLite has locked the whole file already."""
    pair = session.scalar(select(Pair).where(Pair.id == pair_id).with_for_update())
    if pair is None:
        raise InputError(f"There is no pair {pair_id} in {project.address}; 'maemi pairs' lists them.")
    return pair


def checked(verb: str, curator: str, reason: str = "", question: str | None = None, answer: str | None = None) -> None:
    """Raise InputError where this is no decision."""
    if verb not in STATE_AFTER:
        raise InputError(f"'{verb}' is no decision: write one of {', '.join(STATE_AFTER)}.")
    if not curator.strip():
        raise InputError("A decision needs its curator's name.")
    words = [word for word, _ in REJECT_REASONS]
    if reason and (verb != "reject" or reason not in words):
        raise InputError(f"'{reason}' is no reason here: only a rejection has one, of: {', '.join(words)}.")
    texts = [text for text in (question, answer) if text is not None]
    if verb == "edit" and not texts:
        raise InputError("An edit needs a new answer, a new question, or both.")
    if verb != "edit" and texts:
        raise InputError(f"Only 'edit' takes a new question or answer, not '{verb}'.")
    if any(not text.strip() for text in texts):
        raise InputError("An edited question or answer must not be empty; reject the pair instead.")
