"""What writes pairs: one small protocol, which the measured teacher and any OpenAI-compatible server fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from maemi.errors import MaemiError
from maemi.generate.questions import Asked, Question
from maemi.generate.subject import Subject
from maemi.project.content import UNKNOWN, Content
from maemi.project.egress import GENERATE


class FatalTeacherError(MaemiError):
    """No further request can succeed (a wrong key, no quota left): the run stops at once."""


class RequestError(MaemiError):
    """This request failed for good, after its retries; others may succeed."""


class LostAnswerError(RequestError):
    """The request left and no whole answer came back: it may have been worked on, and paid for."""


class StoppedError(RequestError):
    """Somebody asked to stop before the request was sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one request would send and cost at most."""

    key: str
    """Hash of image, prompt, model and parameters: equal requests are sent once."""
    cost_usd: float | None = 0.0
    """At most; None where the model has no price."""
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request brought."""

    answers: dict[str, str] = field(default_factory=dict[str, str])
    """Question id → answer; questions without a usable answer are left out."""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    reasoning: str = ""
    trouble: str = ""
    """Why answers are missing, where they are."""
    questions: dict[str, str] = field(default_factory=dict[str, str])
    """Question id → question, where the teacher wrote it itself."""
    tokens_cached: int = 0
    """Those of `tokens_in` that cost less."""
    counted: bool = False
    """The server did not tell its tokens, or nothing sensible: the request's highest ones hold."""


class Desk(Protocol):
    """What a teacher is told about one request, and tells while it works."""

    @property
    def request(self) -> Request:
        """What it costs at most."""
        ...

    @property
    def attempt(self) -> int:
        """How often it was sent before by this run, without an answer that could be used."""
        ...

    @property
    def idempotency_key(self) -> str:
        """Equal where the same answer is wanted again, since the first was lost."""
        ...

    def sending(
        self,
        host: str,
        bytes_sent: int,
        micrograph_id: int | None,
        *,
        model: str = "",
        content: Content = UNKNOWN,
        purpose: str = GENERATE,
    ) -> None:
        """Called before bytes leave for a host; it enters them. Raises FatalTeacherError where they must not go."""
        ...

    def stop_requested(self) -> bool: ...


class Teacher(Protocol):
    """Writes answers about one micrograph at a time; safe to call from several threads."""

    @property
    def name(self) -> str:
        """`measured`, `openai`."""
        ...

    @property
    def model(self) -> str:
        """Which model, or which version of the rules."""
        ...

    @property
    def template_hash(self) -> str:
        """Hash of the prompt templates or sentences that its pairs come from."""
        ...

    @property
    def settings_hash(self) -> str:
        """Of all that a person set of it: what was asked with the same is not asked again. Empty where nothing is."""
        ...

    @property
    def may_be_silent(self) -> bool:
        """Whether a question without an answer is left out, rather than counted as failed."""
        ...

    def questions(self, file: Path | None) -> tuple[Question, ...]:
        """What it is to be asked; `file` is a list of one's own. Raises InputError."""
        ...

    def own_questions(self) -> list[Asked]:
        """Places for questions that it writes itself."""
        ...

    def request(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """What asking these questions would send and cost; sends nothing."""
        ...

    def forecast(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """The same for a dry run over thousands: reads no picture. The key is empty where it hangs on one."""
        ...

    def answer(self, subject: Subject, asked: Sequence[Asked], desk: Desk) -> Reply:
        """Ask once. Raises FatalTeacherError, or RequestError where this request failed after its retries."""
        ...

    def close(self) -> None:
        """Give back connections; a later `answer` opens them again."""
        ...
