"""A model behind an OpenAI-compatible server under evaluation, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from maemi.errors import MaemiError
from maemi.evaluate.question import Question
from maemi.local_only import refusal_in
from maemi.micrograph.picture import data_url, open_picture, png_of
from maemi.progress import Progress
from maemi.redaction import without_known

if TYPE_CHECKING:
    from openai import OpenAI

Record = Callable[[str, int, Question, list[Any]], None]
"""Enters the messages that are about to leave for a host; whatever it raises, nothing is sent."""


class OpenAIModel:
    """Asks `name` through `client`, which it leaves open; is an `Answerer`. `record` is called before each request."""

    def __init__(self, name: str, client: OpenAI, max_new_tokens: int, record: Record) -> None:
        self.name = f"openai:{name}"
        self._model, self._max_new_tokens, self._record = name, max_new_tokens, record
        self._client = client
        self._host = urlsplit(str(client.base_url)).netloc

    def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
        """One answer for each; None for an unreadable micrograph (with a warning) and for all after a stop.

        Raises MaemiError with the server's own words where it refuses or cannot be reached.
        """
        answers: list[str | None] = []
        for done, question in enumerate(questions):
            progress.event("progress", done=done, total=len(questions), message=f"Asking {self._host}")
            answers.append(None if progress.stop_requested() else self._one(question, progress))
        return answers

    def _one(self, question: Question, progress: Progress) -> str | None:
        import openai

        content: list[dict[str, Any]] = [{"type": "text", "text": question.question}]
        if question.micrograph is not None:
            try:
                url = data_url(png_of(open_picture(question.micrograph)))
            except (MaemiError, OSError) as error:
                progress.event("warning", message=f"{question.micrograph.name} is left out: {error}")
                return None
            content.insert(0, {"type": "image_url", "image_url": {"url": url}})
        messages: list[Any] = [{"role": "system", "content": question.facts}] if question.facts else []
        messages.append({"role": "user", "content": content})
        self._record(self._host, len(str(messages)), question, messages)
        try:
            reply = self._client.chat.completions.create(
                model=self._model, messages=messages, temperature=0.0, max_tokens=self._max_new_tokens
            )
        except openai.APIStatusError as error:
            raise MaemiError(f"{self._host} refused ({error.status_code}): {error.message}.") from error
        except openai.APIConnectionError as error:
            if refusal := refusal_in(error):
                raise refusal from None
            raise MaemiError(f"{self._host} cannot be reached: check the address and whether it runs.") from error
        except openai.APIError as error:
            raise MaemiError(f"{self._host} failed: {error.message}.") from error
        return without_known((reply.choices[0].message.content or "").strip()) if reply.choices else ""
