"""The openai teacher: one chat request a micrograph, with the picture, its facts, and a schema for the reply."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from maemi.errors import InputError
from maemi.generate.openai import hosts, prompting
from maemi.generate.openai.picture import Picture, picture_of
from maemi.generate.openai.prices import FREE, Price, image_tokens, price_of, text_tokens
from maemi.generate.openai.replies import reply_of
from maemi.generate.openai.sending import Sender
from maemi.generate.questions import Asked
from maemi.generate.subject import Subject
from maemi.generate.teacher import Desk, Reply, Request

TOKENS_AN_ANSWER = 150
TOKENS_OF_REASONING = 400


def encode(path: str, content_hash: str, side: int, media_type: str, info_bars: bool = False) -> Picture:
    """The picture of a file; its content's hash is part of the call so that a changed file is encoded anew."""
    return picture_of(Path(path), side, media_type, info_bars)


class OpenAITeacher:
    """Talks to one server; safe to call from several threads.

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
        local_only: bool = False,
        budgeted: bool = False,
        concurrency: int = 2,
        image_side: int = 1024,
        media_type: str = "image/png",
        info_bars: bool = False,
        temperature: float | None = 0.2,
        timeout_s: float = 120.0,
        attempts: int = 6,
        first_pause_s: float = 1.0,
    ) -> None:
        """`api_key` stays in memory; without it the environment and the keyring are asked at the first request.

        `info_bars`: pictures keep the vendor's info bar.
        `attempts`: how often one request is sent while the server is busy or out of reach.
        """
        self.model = model
        self._base_url = (base_url or hosts.OPENAI_URL).rstrip("/")
        self.base_url = self._base_url
        self.host = hosts.host_of(self._base_url)
        hosts.check_allowed(self._base_url, local_only)
        if not 64 <= image_side <= 8192:
            raise InputError(f"A picture of {image_side} pixels cannot be sent: choose a side of 64 to 8192.")
        self._price: Price | None = price_of(model)
        if self._price is None and hosts.is_own_network(self._base_url):
            self._price = FREE
        if self._price is None and budgeted:
            raise InputError(
                f"There is no price for the model “{model}”, so a budget cannot be kept: add it to "
                "resources/prompts/prices.json, or leave the budget off."
            )
        self._temperature: float | None = temperature
        self._sender = Sender(
            self._base_url, model, api_key, timeout_s=timeout_s, attempts=attempts, first_pause_s=first_pause_s
        )
        # A request is prepared for its key and again for sending: the few under way are worth keeping.
        self._picture = lru_cache(maxsize=2 * concurrency + 2)(
            partial(encode, side=image_side, media_type=media_type, info_bars=info_bars)
        )

    @property
    def template_hash(self) -> str:
        return prompting.template_hash()

    def request(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """Key and highest cost of asking; reads and encodes the picture, sends nothing."""
        picture = self._picture(str(subject.row.path), subject.row.content_hash)
        system, text = prompting.system_text(subject), prompting.request_text(subject, asked)
        told = [picture.sha256, system, text, self._base_url, self.model, self._temperature, self._most_tokens(asked)]
        key = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        schema = text_tokens(json.dumps(prompting.reply_schema(asked)))
        tokens_in = text_tokens(system + text) + schema + image_tokens(picture.rows, picture.columns) + 50
        tokens_out = self._most_tokens(asked)
        cost = None if self._price is None else self._price.of(tokens_in, tokens_out)
        return Request(key, cost, tokens_in, tokens_out)

    def answer(self, subject: Subject, asked: Sequence[Asked], desk: Desk) -> Reply:
        """Send one request, again while the server is busy, and read what comes back."""
        document = self._sender.send(partial(self.body, subject, asked), subject.row.id, desk)
        return reply_of(document, [one.id for one in asked], self._price)

    def body(self, subject: Subject, asked: Sequence[Asked], form: str) -> dict[str, Any]:
        """What is sent, the reply's form asked for in one of `sending.FORMS`."""
        picture = self._picture(str(subject.row.path), subject.row.content_hash)
        content = [
            {"type": "text", "text": prompting.request_text(subject, asked)},
            {"type": "image_url", "image_url": {"url": picture.url}},
        ]
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompting.system_text(subject)},
                {"role": "user", "content": content},
            ],
            # Models that think first know only this newer name; other servers know only the older one.
            ("max_completion_tokens" if self._is_openai else "max_tokens"): self._most_tokens(asked),
        }
        if self._temperature is not None and not self._thinks_first:
            body["temperature"] = self._temperature
        if form == "json_schema":
            schema = {"name": "pairs", "strict": True, "schema": prompting.reply_schema(asked)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _most_tokens(self, asked: Sequence[Asked]) -> int:
        return (8000 if self._thinks_first else TOKENS_OF_REASONING) + TOKENS_AN_ANSWER * len(asked)

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
