"""The shapes of the OpenAI chat protocol: completions, pieces of them, models, errors."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a question and its answer."""

    prompt_tokens: int
    completion_tokens: int

    def to_json(self) -> dict[str, int]:
        """As OpenAI names them."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer's identity, and how it is written in whole or in pieces."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex[:24]}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, finish_reason: str, usage: Usage, dropped_turns: int) -> dict[str, Any]:
        """The answer in one document; `maemi` says what was left out of a conversation that was too long."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text, "refusal": None},
            "logprobs": None,
            "finish_reason": finish_reason,
        }
        document = self._head("chat.completion") | {"choices": [choice], "usage": usage.to_json()}
        return document | {"maemi": {"dropped_turns": dropped_turns}}

    def piece(self, delta: dict[str, Any], finish_reason: str | None = None, dropped_turns: int = 0) -> dict[str, Any]:
        """A piece of a streamed answer."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        document = self._head("chat.completion.chunk") | {"choices": [choice]}
        return document | {"maemi": {"dropped_turns": dropped_turns}} if finish_reason else document

    def usage_piece(self, usage: Usage) -> dict[str, Any]:
        """The last piece, where the client asked for the tokens."""
        return self._head("chat.completion.chunk") | {"choices": [], "usage": usage.to_json()}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def event(document: dict[str, Any] | str) -> bytes:
    """One server-sent event."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def models(names: Iterable[str]) -> dict[str, Any]:
    """The list of `/v1/models`."""
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 0, "owned_by": "maemi"} for name in names],
    }


def error(message: str, kind: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """An error as clients of the protocol read it."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
