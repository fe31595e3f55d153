"""The openai teacher: one chat request a micrograph, with pictures, facts, examples, and a schema for the reply."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from maemi.errors import InputError
from maemi.generate.openai import hosts
from maemi.generate.openai.conversation import Pictures, Turn, messages_of, tokens_of, told_of, turns_of
from maemi.generate.openai.picture import QUARTERS, Picture, picture_of, quarters_of
from maemi.generate.openai.prices import FREE, Price, price_of
from maemi.generate.openai.prompting import reply_schema
from maemi.generate.openai.reckoned import reckoned
from maemi.generate.openai.replies import reply_of
from maemi.generate.openai.sending import Sender
from maemi.generate.openai.settings import TeacherSettings
from maemi.generate.openai.tokens import text_tokens
from maemi.generate.openai.usable import usable
from maemi.generate.prompts.brief import Brief, shipped_brief
from maemi.generate.prompts.materials import Beside, nothing_beside
from maemi.generate.questions import Asked, Question
from maemi.generate.subject import Subject
from maemi.generate.teacher import Desk, Reply, Request
from maemi.project.prompts import hash_of_document
from maemi.project.rows import MicrographRow

TOKENS_AN_ANSWER = 150
TOKENS_OF_REASONING = 400
TOKENS_OF_A_THINKER = 8000


def encode(path: str, content_hash: str, side: int, media_type: str, info_bars: bool = False) -> Picture:
    """The picture of a file; its content's hash is part of the call so that a changed file is encoded anew."""
    return picture_of(Path(path), side, media_type, info_bars)


def encode_quarters(
    path: str, content_hash: str, side: int, media_type: str, info_bars: bool = False
) -> tuple[Picture, ...]:
    """The same of its quarters."""
    return quarters_of(Path(path), side, media_type, info_bars)


class OpenAITeacher:
    """Talks to one server about one task; safe to call from several threads.

    Raises InputError: a bad address, a server elsewhere while `local_only`, no price while a budget is set.
    """

    name = "openai"
    may_be_silent = False

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        settings: TeacherSettings | None = None,
        local_only: bool = False,
        budgeted: bool = False,
        concurrency: int = 2,
        timeout_s: float = 120.0,
        attempts: int = 6,
        first_pause_s: float = 1.0,
    ) -> None:
        """`api_key` stays in memory; without it the environment and the keyring are asked at the first request.

        `attempts`: how often one request is sent while the server is busy or out of reach.
        """
        self.model = model
        self.settings = settings or TeacherSettings()
        self._base_url = (base_url or hosts.OPENAI_URL).rstrip("/")
        self.base_url = self._base_url
        self.host = hosts.host_of(self._base_url)
        hosts.check_allowed(self._base_url, local_only)
        self._price: Price | None = price_of(model)
        if self._price is None and hosts.is_own_network(self._base_url):
            self._price = FREE
        if self._price is None and budgeted:
            raise InputError(
                f"There is no price for the model “{model}”, so a budget cannot be kept: enter one "
                "('maemi prices set', or Spending in the window), or leave the budget off."
            )
        self._sender = Sender(
            self._base_url,
            model,
            api_key,
            timeout_s=timeout_s,
            attempts=attempts,
            first_pause_s=first_pause_s,
            most=concurrency,
        )
        # A request is prepared for its key and again for sending: the few under way are worth keeping.
        kept = (2 * concurrency + 2) * (2 + self.settings.examples)
        set_to = self.settings
        told = {"media_type": set_to.media_type, "info_bars": set_to.info_bars}
        self._encode = lru_cache(maxsize=kept)(partial(encode, **told))
        self._encode_quarters = lru_cache(maxsize=2 * concurrency + 2)(
            partial(encode_quarters, side=set_to.image_side, **told)
        )
        self._brief = shipped_brief()
        self._beside: Callable[[Subject], Beside] = nothing_beside

    def on(self, brief: Brief, beside: Callable[[Subject], Beside] = nothing_beside) -> OpenAITeacher:
        """The same teacher, over the same connection, on another task; `beside` chooses what goes with a micrograph."""
        other = object.__new__(OpenAITeacher)
        other.__dict__.update(self.__dict__)
        other._brief, other._beside = brief, beside
        return other

    @property
    def brief(self) -> Brief:
        return self._brief

    @property
    def template_hash(self) -> str:
        return self._brief.template_hash

    @property
    def settings_document(self) -> dict[str, Any]:
        """All that a person set, for `project.prompts`: equal documents ask the same."""
        return {
            "kind": "settings",
            "model": self.model,
            "task": self._brief.identity,
            **self.settings.to_json(),
        }

    @property
    def settings_hash(self) -> str:
        return hash_of_document(self.settings_document)

    def questions(self, file: Path | None) -> tuple[Question, ...]:
        """Those of its task."""
        return self._brief.questions(file)

    def own_questions(self) -> list[Asked]:
        return self._brief.own()

    def request(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """Key and highest cost of asking; reads and encodes the pictures, sends nothing. Raises RequestError."""
        turns, schema = self._turns(subject, asked), self._schema(asked)
        most, set_to = self._most_tokens(asked), self.settings
        told = [told_of(turns), schema, self._base_url, self.model, set_to.temperature, set_to.detail, most]
        key = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        return self._bound(key, turns, asked)

    def forecast(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """The same without a key, from the sizes of the pictures alone. Raises RequestError."""
        pictures = reckoned(self.settings.image_side, self.settings.info_bars)
        return self._bound("", self._turns(subject, asked, pictures), asked)

    def answer(self, subject: Subject, asked: Sequence[Asked], desk: Desk) -> Reply:
        """Send one request, again while the server is busy, and read what comes back."""
        document = self._sender.send(partial(self.body, subject, asked), subject.row.id, desk)
        return self.read(document, subject, asked)

    def read(self, document: dict[str, Any], subject: Subject, asked: Sequence[Asked]) -> Reply:
        """What a server's JSON document answers, without what no student could learn from."""
        reply = reply_of(document, asked, self._price)
        return usable(reply, subject, asked, self._brief.task.origin.pictures)

    def body(self, subject: Subject, asked: Sequence[Asked], form: str) -> dict[str, Any]:
        """What is sent, the reply's form asked for in one of `sending.FORMS`."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": messages_of(self._turns(subject, asked), self.settings.detail),
            # Models that think first know only this newer name; other servers know only the older one.
            ("max_completion_tokens" if self._is_openai else "max_tokens"): self._most_tokens(asked),
        }
        if self.settings.temperature is not None and not self._thinks_first:
            body["temperature"] = self.settings.temperature
        if form == "json_schema":
            schema = {"name": "pairs", "strict": True, "schema": self._schema(asked)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _bound(self, key: str, turns: Sequence[Turn], asked: Sequence[Asked]) -> Request:
        most = self._most_tokens(asked)
        tokens_in = tokens_of(turns, self.model, self.settings.detail)
        tokens_in += text_tokens(json.dumps(self._schema(asked))) + 50
        cost = None if self._price is None else self._price.of(tokens_in, most)
        return Request(key, cost, tokens_in, most)

    def _turns(self, subject: Subject, asked: Sequence[Asked], pictures: Pictures | None = None) -> list[Turn]:
        pictures = pictures or Pictures(self._picture, self._quarters)
        return turns_of(self._brief, self.settings, subject, asked, self._beside(subject), pictures)

    def _picture(self, row: MicrographRow, side: int) -> Picture:
        return self._encode(str(row.path), row.content_hash, side)

    def _quarters(self, row: MicrographRow) -> list[tuple[str, Picture]]:
        return list(zip(QUARTERS, self._encode_quarters(str(row.path), row.content_hash), strict=True))

    def _schema(self, asked: Sequence[Asked]) -> dict[str, Any]:
        return reply_schema(asked, self.settings.reasoning)

    def _most_tokens(self, asked: Sequence[Asked]) -> int:
        if self.settings.max_tokens is not None:
            return self.settings.max_tokens
        thoughts = TOKENS_OF_REASONING if self.settings.reasoning else 0
        return (TOKENS_OF_A_THINKER if self._thinks_first else thoughts) + TOKENS_AN_ANSWER * len(asked)

    @property
    def _is_openai(self) -> bool:
        return self._base_url == hosts.OPENAI_URL

    @property
    def _thinks_first(self) -> bool:
        """OpenAI's reasoning models take no temperature and spend tokens before they answer."""
        return self._is_openai and self.model.startswith(("o1", "o3", "o4", "gpt-5"))

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()
