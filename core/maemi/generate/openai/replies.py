"""What a chat completion says: the answers, and what they have cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from maemi.generate.openai.parsing import parse_reply
from maemi.generate.openai.prices import Price
from maemi.generate.openai.usage import Usage, usage_of
from maemi.generate.questions import Asked
from maemi.generate.teacher import Reply


def reply_of(document: dict[str, Any], asked: Sequence[Asked], price: Price | None) -> Reply:
    """The reply to these questions in a server's JSON document; whatever it holds, nothing is raised."""
    told = usage_of(document)
    usage = told or Usage(0, 0)
    cost = price.of(usage.tokens_in, usage.tokens_out, usage.tokens_cached) if price else 0.0
    paid = Reply({}, usage.tokens_in, usage.tokens_out, cost, tokens_cached=usage.tokens_cached, counted=told is None)
    choices = document.get("choices")
    choice = _object(cast("list[Any]", choices)[0]) if isinstance(choices, list) and choices else {}
    message = _object(choice.get("message"))
    if not message:
        return replace(paid, trouble="the reply held no message")
    if message.get("refusal"):
        return replace(paid, trouble="the model refused")
    content = message.get("content")
    # Servers of models that think first hand their thoughts over apart, under one of two names.
    thoughts = message.get("reasoning_content") or message.get("reasoning")
    parsed = parse_reply(
        content if isinstance(content, str) else None,
        [one.id for one in asked if not one.is_own],
        [one.id for one in asked if one.is_own],
        thoughts if isinstance(thoughts, str) else "",
    )
    cut = choice.get("finish_reason") == "length"
    trouble = "the reply was cut off at the token limit" if cut and parsed.trouble else parsed.trouble
    return replace(
        paid, answers=parsed.answers, reasoning=parsed.reasoning, trouble=trouble, questions=parsed.questions
    )


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
