"""A request of `/v1/chat/completions`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from maemi.errors import InputError

MAX_NEW_TOKENS = 8192


class WrongFieldError(InputError):
    """A field of the request that cannot be; `param` names it."""

    def __init__(self, param: str, sentence: str) -> None:
        super().__init__(sentence)
        self.param = param


@dataclass(frozen=True, slots=True)
class Asking:
    """What a client asks for."""

    model: str
    messages: list[Mapping[str, Any]]
    stream: bool
    include_usage: bool
    max_new_tokens: int
    temperature: float
    top_p: float
    stop: tuple[str, ...]
    seed: int | None


def read_asking(body: Any) -> Asking:
    """The request in a JSON body; fields that MAEMI does not know are passed over. WrongFieldError names what is
    wrong.
    """
    if not isinstance(body, Mapping):
        raise WrongFieldError("messages", "The request is no JSON object.")
    fields = cast("Mapping[str, Any]", body)
    messages = fields.get("messages")
    if not isinstance(messages, list) or not all(
        isinstance(message, Mapping) for message in cast("list[Any]", messages)
    ):
        raise WrongFieldError("messages", "“messages” must be a list of messages.")
    if fields.get("n") not in (None, 1):
        raise WrongFieldError("n", f"“n” is {fields['n']}; this server gives one answer to a question.")
    options = fields.get("stream_options")
    usage = isinstance(options, Mapping) and bool(cast("Mapping[str, Any]", options).get("include_usage"))
    limit = "max_completion_tokens" if fields.get("max_completion_tokens") is not None else "max_tokens"
    return Asking(
        model=_text(fields, "model"),
        messages=cast("list[Mapping[str, Any]]", messages),
        stream=bool(fields.get("stream")),
        include_usage=usage,
        max_new_tokens=int(_number(fields, limit, 512, 1, MAX_NEW_TOKENS)),
        temperature=_number(fields, "temperature", 0.0, 0.0, 2.0),
        top_p=_number(fields, "top_p", 1.0, 0.0, 1.0),
        stop=_stop(fields.get("stop")),
        seed=None if fields.get("seed") is None else int(_number(fields, "seed", 0, -(2**63), 2**63 - 1)),
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise WrongFieldError(name, f"“{name}” must be a text.")
    return value


def _number(fields: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    value = fields.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise WrongFieldError(name, f"“{name}” is {value!r}; it must be a number from {low:g} to {high:g}.")
    return value


def _stop(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    words: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
    if len(words) > 4 or not all(isinstance(word, str) and word for word in words):
        raise WrongFieldError("stop", "“stop” must be a text, or a list of at most four texts.")
    return tuple(words)
