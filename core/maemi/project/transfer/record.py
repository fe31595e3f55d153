"""One pair on its way in or out, with where it came from and who judged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maemi.project.rows import PAIR_STATES, PairRow
from maemi.project.team.drawing import WANTED
from maemi.project.team.opinions import JUDGED
from maemi.project.transfer.logged import Logged, log_from_text, log_to_text

OURS = "maemi"
"""The key under which our formats carry what theirs have no place for; other programs pass over it."""


@dataclass(frozen=True, slots=True)
class TransferPair:
    """A pair, independent of any project's ids."""

    micrograph: str
    """The path that the file says; "" where it only has the content's hash, or the image itself."""
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
    reasoning: str = ""
    state: str = "pending"
    reason: str = ""
    curator: str = ""
    decided_at: datetime | None = None
    synthetic: bool = False
    name: str = ""
    """Of the micrograph's file."""
    class_name: str = ""
    image_hash: str = ""
    """SHA-256 of the image that goes along, where it is not the micrograph's own file."""
    decisions: tuple[Logged, ...] = ()
    """The whole log of the pair, oldest first; empty where the file only says how the pair stands."""
    opinions: str = ""
    """How far its second opinion is, as `team.opinions` names it; its state follows from `decisions`, then."""
    image: bytes = b""
    """The image itself, where the file holds it."""

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
            reasoning=pair.reasoning,
            state=pair.state,
            reason=pair.reason,
            curator=pair.curator or "",
            decided_at=pair.decided_at,
            synthetic=pair.synthetic,
            name=pair.micrograph_path.name,
            opinions=pair.opinions,
        )

    def provenance(self) -> dict[str, Any]:
        """What goes under `OURS`: always the same entries, all text but `synthetic`.

        Arrow guesses a column's type from the first rows that it sees, and fails where later ones differ; hence no
        null, and the log as JSON text.
        """
        return {
            "micrograph_sha256": self.content_hash,
            "micrograph_name": self.name,
            "image_sha256": self.image_hash,
            "class": self.class_name,
            "original_question": self.question if self.original_question is None else self.original_question,
            "original_answer": self.answer if self.original_answer is None else self.original_answer,
            "task": self.task,
            "teacher": self.teacher,
            "model": self.model,
            "template_hash": self.template_hash,
            "reasoning": self.reasoning,
            "state": self.state,
            "reason": self.reason,
            "curator": self.curator,
            "decided_at": self.decided_at.isoformat() if self.decided_at else "",
            "synthetic": self.synthetic,
            "decisions": log_to_text(self.decisions),
            "opinions": self.opinions,
        }


def with_provenance(
    micrograph: str, question: Any, answer: Any, given: Mapping[str, Any], image: bytes = b""
) -> TransferPair:
    """The inverse of `provenance`; entries may be missing, as in a file of another program.

    Raises ValueError with a few words on what is wrong.
    """
    if not isinstance(question, str) or not isinstance(answer, str):
        raise ValueError("the question or the answer is not text")
    if not question.strip() or not answer.strip():
        raise ValueError("the question or the answer is empty")
    state = _text(given, "state") or "pending"
    if state not in PAIR_STATES:
        raise ValueError(f"the state '{state[:40]}' is none of {', '.join(PAIR_STATES)}")
    opinions = _text(given, "opinions")
    if opinions not in ("", WANTED, *JUDGED):
        raise ValueError(f"'{opinions[:40]}' does not say how far its second opinion is")
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
        reasoning=_text(given, "reasoning"),
        state=state,
        reason=_text(given, "reason"),
        curator=_text(given, "curator"),
        decided_at=moment(_text(given, "decided_at")),
        name=_text(given, "micrograph_name"),
        class_name=_text(given, "class"),
        image_hash=_text(given, "image_sha256"),
        decisions=log_from_text(_text(given, "decisions")),
        opinions=opinions,
        image=image,
    )


def moment(text: str) -> datetime | None:
    """A time as ISO 8601 says it, aware of its zone; None for no text. Raises ValueError."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone() if at.tzinfo is None else at
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"'{text[:40]}' is no time as ISO 8601 writes it") from error


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, str | int | float | bool):
        return str(value)
    raise ValueError(f"'{name}' is not text")
