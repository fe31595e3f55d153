"""Conversations about one image, packed so that one look at it serves many answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.random import Generator
from transformers import PreTrainedTokenizerBase

from maemi.model.network import NOT_COUNTED
from maemi.model.processing import END_TOKEN, IMAGE_TOKEN, ROLE_TOKENS
from maemi.train.embedded.knowledge import blind_turn, knowledge_turn
from maemi.train.embedded.seen import seen_turns
from maemi.train.embedded.told import draw_told, measured_words, told_turns
from maemi.train.embedded.turns import Turn, pick

_PROMPTS = (
    "You answer questions about electron micrographs.",
    "You are a helpful assistant.",
    "You are MAEMI, an assistant for electron microscopy.",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A system message ("" for none), turns, and whether an image is attached to the first of them."""

    system: str
    turns: tuple[Turn, ...]
    has_image: bool


def draw_conversation(facts: dict[str, Any], rng: Generator, told_share: float = 0.0) -> Conversation:
    """A conversation about an image with these facts; some are about nothing that an image shows.

    `told_share` of them ask only for what the system message tells.
    """
    prompt = pick(rng, _PROMPTS) if rng.random() < 0.3 else ""
    if told_share and rng.random() < told_share:
        return _told_only(facts, prompt, rng)
    if rng.random() < 0.07:
        turns = [blind_turn(rng) if rng.random() < 0.3 else knowledge_turn(rng) for _ in range(10)]
        return Conversation(prompt, tuple(turns), has_image=False)
    told = draw_told(facts, rng)
    from_facts = told_turns(told, str(facts["object"]), rng)
    # Where a number was measured, it is the answer; an estimate by eye beside it would contradict it.
    measured = {turn.topic.removesuffix("_told") for turn in from_facts if turn.topic.endswith("_told")}
    numbers = measured_words(told.measured)
    seen = [_with(turn, numbers) for turn in seen_turns(facts, rng) if turn.topic not in measured]
    kept = [turn for turn in seen if rng.random() < 0.8]
    kept += [turn for turn in from_facts if rng.random() < (0.6 if told.text else 0.25)]
    kept += [knowledge_turn(rng) for _ in range(2) if rng.random() < 0.35]
    rng.shuffle(kept)  # pyright: ignore[reportArgumentType] - numpy shuffles lists too
    system = f"{prompt} {told.text}".strip()
    return Conversation(system, tuple(kept), has_image=True)


def _told_only(facts: dict[str, Any], prompt: str, rng: Generator) -> Conversation:
    told = draw_told(facts, rng)
    while not told.text:
        told = draw_told(facts, rng)
    # Asked twice, in other words: the second answer has an example of copying before it.
    turns = [turn for _ in range(2) for turn in told_turns(told, str(facts["object"]), rng) if turn.key]
    rng.shuffle(turns)  # pyright: ignore[reportArgumentType]
    return Conversation(f"{prompt} {told.text}".strip(), tuple(turns), has_image=False)


def _with(turn: Turn, numbers: str) -> Turn:
    """A caption ends with what was measured."""
    return replace(turn, answer=f"{turn.answer} {numbers}") if turn.topic == "caption" and numbers else turn


class Packer:
    """Conversations to token numbers, the same as the chat template gives, with labels on the answers only."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, turn_tokens: int) -> None:
        self.tokenizer = tokenizer
        self.turn_tokens = turn_tokens
        self.roles = {role: _number(tokenizer, token) for role, token in ROLE_TOKENS.items()}
        self.end, self.image = _number(tokenizer, END_TOKEN), _number(tokenizer, IMAGE_TOKEN)

    def pack(self, conversation: Conversation) -> tuple[list[int], list[int]]:
        """Token numbers and labels of equal length: turns until there are `turn_tokens` of them, at least one turn."""
        ids: list[int] = []
        if conversation.system:
            ids = [self.roles["system"], *self._encode([conversation.system])[0], self.end]
        labels = [NOT_COUNTED] * len(ids)
        limit = len(ids) + self.turn_tokens
        texts = self._encode([text for turn in conversation.turns for text in (turn.question, turn.answer)])
        for number in range(len(conversation.turns)):
            image = [self.image] if number == 0 and conversation.has_image else []
            asked = [self.roles["user"], *image, *texts[2 * number], self.end, self.roles["assistant"]]
            answered = [*texts[2 * number + 1], self.end]
            if number and len(ids) + len(asked) + len(answered) > limit:
                break
            ids += asked + answered
            labels += [NOT_COUNTED] * len(asked) + answered
        return ids, labels

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        return self.tokenizer(list(texts), add_special_tokens=False)["input_ids"]  # pyright: ignore[reportReturnType]


def _number(tokenizer: PreTrainedTokenizerBase, token: str) -> int:
    number = tokenizer.convert_tokens_to_ids(token)
    assert isinstance(number, int)
    return number
