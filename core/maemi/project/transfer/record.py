"""One pair on its way in or out, with where it came from and who judged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.project.rows import PAIR_STATES, PairRow

OURS = "maemi"
"""The key under which our formats carry what theirs have no place for; other programs pass over it."""


@dataclass(frozen=True, slots=True)
class TransferPair:
    """A pair, independent of any project's ids."""

    micrograph: str
    """The path that the file says; "" where it only has the content's hash."""
    question: str
    answer: str
    content_hash: str = ""
    """SHA-256 of the micrograph's file."""
    original_question: str | None = None
    original_answer: str | None = None
    task: str = "imported"
    teacher: str = "import"
    model: str = ""
    template_hash: str = ""
    state: str = "pending"
    reason: str = ""
    curator: str = ""
    decided_at: datetime | None = None
    synthetic: bool = False

    @classmethod
    def of(cls, pair: PairRow, content_hash: str) -> TransferPair:
        return cls(
            micrograph=str(pair.micrograph_path),
            question=pair.question,
            answer=pair.answer,
            content_hash=content_hash,
            original_question=pair.original_question,
            original_answer=pair.original_answer,
            task=pair.task,
            teacher=pair.teacher,
            model=pair.model,
            template_hash=pair.template_hash,
            state=pair.state,
            reason=pair.reason,
            curator=pair.curator or "",
            decided_at=pair.decided_at,
            synthetic=pair.synthetic,
        )

    def provenance(self) -> dict[str, Any]:
        """What goes under `OURS`, as JSON values."""
        return {
            "micrograph_sha256": self.content_hash,
            "original_question": self.original_question,
            "original_answer": self.original_answer,
            "task": self.task,
            "teacher": self.teacher,
            "model": self.model,
            "template_hash": self.template_hash,
            "state": self.state,
            "reason": self.reason,
            "curator": self.curator,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "synthetic": self.synthetic,
        }


def with_provenance(micrograph: str, question: str, answer: str, given: Mapping[str, Any]) -> TransferPair:
    """The inverse of `provenance`; entries may be missing, as in a file of another program.

    Raises ValueError with a few words on what is wrong.
    """
    state = _text(given, "state") or "pending"
    if state not in PAIR_STATES:
        raise ValueError(f"the state '{state}' is none of {', '.join(PAIR_STATES)}")
    if not question.strip() or not answer.strip():
        raise ValueError("the question or the answer is empty")
    when = _text(given, "decided_at")
    decided_at = datetime.fromisoformat(when) if when else None
    return TransferPair(
        micrograph=micrograph,
        question=question,
        answer=answer,
        content_hash=_text(given, "micrograph_sha256"),
        original_question=_text(given, "original_question") or None,
        original_answer=_text(given, "original_answer") or None,
        task=_text(given, "task") or "imported",
        teacher=_text(given, "teacher") or "import",
        model=_text(given, "model"),
        template_hash=_text(given, "template_hash"),
        state=state,
        reason=_text(given, "reason"),
        curator=_text(given, "curator"),
        decided_at=decided_at.astimezone() if decided_at and decided_at.tzinfo is None else decided_at,
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value)
