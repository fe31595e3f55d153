"""The log of a pair's decisions without the ids of a project: what was decided, by whom, when; what was taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from maemi.project.rows import DecisionRow
from maemi.project.settling import STATE_AFTER, UNDO

MOST = 10_000
"""Decisions on one pair; more is no log of people."""
MOST_BATCH = 2**63 - 1
"""The largest number that the databases hold."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of a pair's log."""

    verb: str
    """approve, reject, edit, skip, or undo."""
    curator: str
    at: datetime
    reason: str = ""
    question: str | None = None
    """The question that was judged, where it is not the teacher's."""
    answer: str | None = None
    undoes: int | None = None
    """The place (from 0) of the line that this one takes back."""
    batch: int | None = None
    """What was decided, or undone, in one go has the same number here."""
    settles: bool = False
    """It ends a disagreement."""


def log_of(rows: Sequence[DecisionRow]) -> tuple[Logged, ...]:
    """A pair's log, oldest first, as `decisions.history` gives it."""
    places = {row.id: place for place, row in enumerate(rows)}
    return tuple(
        Logged(
            row.verb,
            row.curator,
            row.at,
            row.reason,
            row.question,
            row.answer,
            None if row.undoes is None else places[row.undoes],
            row.batch,
            row.settles,
        )
        for row in rows
    )


def standing(log: Iterable[Logged]) -> Logged | None:
    """The latest decision that was not taken back: the one that a pair's state follows from."""
    lines = list(log)
    undone = {line.undoes for line in lines}
    left = [line for place, line in enumerate(lines) if line.verb != UNDO and place not in undone]
    return left[-1] if left else None


def until(log: tuple[Logged, ...], curator: str | None, at: datetime | None) -> tuple[Logged, ...]:
    """The log up to the moment in which this curator's decision (none: no decision) stood.

    An export reads the pairs of one moment, and their logs a little later: what came in between is left out.
    """
    for length in range(len(log), -1, -1):
        last = standing(log[:length])
        if (last.curator if last else None, last.at if last else None) == (curator, at):
            return log[:length]
    return log


def renamed(log: tuple[Logged, ...], names: dict[str, str]) -> tuple[Logged, ...]:
    """The log with other names of curators."""
    return tuple(replace(line, curator=names.get(line.curator, line.curator)) for line in log)


def log_to_text(log: Iterable[Logged]) -> str:
    """As JSON text; empty for an empty log."""
    lines = [{name: value for name, value in _entry(line).items() if value is not None and value != ""} for line in log]
    return json.dumps(lines, ensure_ascii=False) if lines else ""


def log_from_text(text: str) -> tuple[Logged, ...]:
    """The inverse. Raises ValueError with a few words on what is wrong."""
    if not text:
        return ()
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("its 'decisions' are not JSON") from error
    if not isinstance(found, list) or len(cast("list[Any]", found)) > MOST:
        raise ValueError(f"its 'decisions' are no list of at most {MOST}")
    log: list[Logged] = []
    for entry in cast("list[Any]", found):
        log.append(_line(entry, log))
    return tuple(log)


def _entry(line: Logged) -> dict[str, Any]:
    return {
        "verb": line.verb,
        "curator": line.curator,
        "at": line.at.isoformat(),
        "reason": line.reason,
        "question": line.question,
        "answer": line.answer,
        "undoes": line.undoes,
        "batch": line.batch,
        "settles": line.settles or None,
    }


def _line(entry: Any, before: list[Logged]) -> Logged:
    if not isinstance(entry, dict):
        raise ValueError("one of its decisions is not an object")
    given = cast("dict[str, Any]", entry)
    verb, undoes = given.get("verb"), given.get("undoes")
    if verb not in (*STATE_AFTER, UNDO):
        raise ValueError(f"'{str(verb)[:40]}' is no decision")
    if (verb == UNDO) != (undoes is not None):
        raise ValueError("an undo does not say which decision it takes back")
    if undoes is not None:
        taken = {line.undoes for line in before}
        if (
            not isinstance(undoes, int)
            or not 0 <= undoes < len(before)
            or undoes in taken
            or before[undoes].verb == UNDO
        ):
            raise ValueError("an undo takes back what is no decision before it, or was taken back already")
    batch, settles = given.get("batch"), given.get("settles", False)
    if batch is not None and (type(batch) is not int or not 0 <= batch <= MOST_BATCH):
        raise ValueError("the 'batch' of one of its decisions is no number of a batch")
    if not isinstance(settles, bool) or (settles and verb == UNDO):
        raise ValueError("the 'settles' of one of its decisions is neither true nor false, or stands at an undo")
    texts = {name: given.get(name) for name in ("curator", "at", "reason", "question", "answer")}
    if any(value is not None and not isinstance(value, str) for value in texts.values()):
        raise ValueError("one of its decisions has an entry that is not text")
    from maemi.project.transfer.record import moment

    at = moment(texts["at"] or "")
    curator = (texts["curator"] or "").strip()
    if at is None or not curator:
        raise ValueError("one of its decisions does not say who made it and when")
    said = texts["reason"] or "", texts["question"], texts["answer"]
    return Logged(str(verb), curator, at, *said, undoes, batch, settles)
