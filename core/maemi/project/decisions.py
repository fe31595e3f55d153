"""Decisions: a log that is only ever appended to; a pair's state is its latest decision that was not undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from maemi.errors import InputError, MaemiError
from maemi.project import findings
from maemi.project.loading import decision_row
from maemi.project.pairs import read_pair
from maemi.project.project import Project
from maemi.project.rows import DecisionRow, PairRow
from maemi.project.tables.decision import Decision
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.text import storable

STATE_AFTER = {"approve": "approved", "edit": "approved", "reject": "rejected", "skip": "skipped"}
"""Which state each verb of a curator gives a pair."""
UNDO = "undo"

REJECT_REASONS: tuple[tuple[str, str], ...] = (
    ("wrong number", "a count, size or share in the answer is not what the micrograph shows"),
    ("wrong content", "the answer names something else than what is there"),
    ("not visible", "the answer cannot be seen in this micrograph"),
    ("vague", "the answer would fit any micrograph"),
    ("language", "the question or answer is badly written"),
    ("duplicate", "another pair of this micrograph says the same"),
    ("other", "another reason"),
)


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
    _check(verb, curator, reason, question, answer)
    with project.session() as session:
        pair = _locked(session, pair_id, project)
        append(session, pair, verb, curator, reason, question, answer)
        return read_pair(session, project, pair_id)


def undo(project: Project, curator: str) -> PairRow | None:
    """Take back the curator's last decision that is not taken back yet, by appending its inverse.

    Returns the pair, in the state that the decisions left give it, or None where nothing is left to undo. The log is
    all it needs, so it goes on where it was after a restart; each further call walks one decision further back.
    """
    for _ in range(5):
        try:
            with project.session() as session:
                last = _last_standing(session, curator)
                if last is None:
                    return None
                pair = _locked(session, last.pair_id, project)
                _append_row(session, pair, UNDO, curator, "", None, None, undoes=last.id)
                settle(session, pair)
                return read_pair(session, project, pair.id)
        except IntegrityError:
            # The same curator undid it elsewhere in the same moment (PostgreSQL): take the one before.
            continue
    raise MaemiError(f"The last decision of {curator} is being undone elsewhere too; try again.")


def history(project: Project, pair_id: int) -> list[DecisionRow]:
    """All decisions on a pair, oldest first, undone ones and undoings included."""
    with project.read_session() as session:
        found = session.scalars(select(Decision).where(Decision.pair_id == pair_id).order_by(Decision.id))
        return [decision_row(record) for record in found]


def append(
    session: Session,
    pair: Pair,
    verb: str,
    curator: str,
    reason: str = "",
    question: str | None = None,
    answer: str | None = None,
    at: datetime | None = None,
) -> None:
    """Append a decision in a transaction of the caller, and bring the pair's state up to date.

    Every decision keeps the text that was judged: who approves an edited pair approves the edited text, even
    where the edit is taken back later. `at`: when it was judged, where an import knows it.
    """
    judged_question = pair.edited_question if question is None else storable(question)
    judged_answer = pair.edited_answer if answer is None else storable(answer)
    judged_question = None if judged_question == pair.question else judged_question
    judged_answer = None if judged_answer == pair.answer else judged_answer
    _append_row(session, pair, verb, curator, reason, judged_question, judged_answer, at=at)
    settle(session, pair)


def settle(session: Session, pair: Pair) -> None:
    """Write into the pair what the log says of it, and count it for its micrograph."""
    inverse = aliased(Decision)
    latest = session.scalar(
        select(Decision)
        .where(Decision.pair_id == pair.id, Decision.verb != UNDO)
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id.desc())
        .limit(1)
    )
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


def _append_row(
    session: Session,
    pair: Pair,
    verb: str,
    curator: str,
    reason: str,
    question: str | None,
    answer: str | None,
    undoes: int | None = None,
    at: datetime | None = None,
) -> None:
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
        )
    )
    session.flush()


def _last_standing(session: Session, curator: str) -> Decision | None:
    inverse = aliased(Decision)
    return session.scalar(
        select(Decision)
        .where(Decision.curator == curator, Decision.verb != UNDO)
        .where(~select(inverse.id).where(inverse.undoes == Decision.id).exists())
        .order_by(Decision.id.desc())
        .limit(1)
    )


def _locked(session: Session, pair_id: int, project: Project) -> Pair:
    """The pair, locked until the transaction ends; SQLite has locked the whole file already."""
    pair = session.scalar(select(Pair).where(Pair.id == pair_id).with_for_update())
    if pair is None:
        raise InputError(f"There is no pair {pair_id} in {project.address}; 'maemi pairs' lists them.")
    return pair


def _check(verb: str, curator: str, reason: str, question: str | None, answer: str | None) -> None:
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
