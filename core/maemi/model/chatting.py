"""A loaded model that answers a conversation, piece by piece."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

from maemi.errors import InputError
from maemi.model.answer import Answer
from maemi.model.messages import Message, keep_last_image, read_messages, without_oldest_turn

DEFAULT_NEW_TOKENS = 512
_SHORTEST_ANSWER = 16
"""Tokens that must be left for an answer."""


@dataclass(slots=True)
class LoadedModel:
    """A model with its processor; not for two conversations at the same time."""

    model: Any
    processor: Any
    name: str

    @property
    def context_length(self) -> int:
        """Tokens of question and answer together that the network can hold."""
        text = self.model.config.get_text_config()
        return int(getattr(text, "max_position_embeddings", 0) or 2048)

    def stream(
        self,
        messages: Sequence[Mapping[str, Any]],
        max_new_tokens: int = DEFAULT_NEW_TOKENS,
        temperature: float = 0.0,
        cancel: threading.Event | None = None,
        stop: Sequence[str] = (),
        top_p: float = 1.0,
        seed: int | None = None,
    ) -> Answer:
        """An iterator over pieces of the answer to OpenAI-style messages; greedy where `temperature` is 0.

        Where the conversation is too long, its oldest questions are left out: `Answer.dropped_turns` says how many.
        InputError for messages that cannot be read or a question that alone is too long.
        """
        if max_new_tokens < 1:
            raise InputError(f"max_tokens is {max_new_tokens}; it must be at least 1.")
        inputs, dropped = self._fitted(read_messages(messages))
        length = int(inputs["input_ids"].shape[1])
        room = min(max_new_tokens, self.context_length - length)
        tokenizer = self.processor.tokenizer
        streamer: Any = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        sampling: dict[str, Any] = {"do_sample": False}
        if temperature > 0:
            sampling = {"do_sample": True, "temperature": temperature, "top_p": top_p}

        def generate(stopped: threading.Event) -> int:
            if seed is not None:
                torch.manual_seed(seed)
            with torch.inference_mode():
                out = self.model.generate(
                    **inputs,
                    **sampling,
                    max_new_tokens=room,
                    streamer=streamer,
                    pad_token_id=tokenizer.pad_token_id,
                    stopping_criteria=StoppingCriteriaList([_Stopped(stopped)]),
                )
            return int(out.shape[1]) - length

        return Answer(generate, streamer, cancel, stop, length, dropped, room)

    def _fitted(self, messages: list[Message]) -> tuple[dict[str, Any], int]:
        """The network's input of as many turns as fit, and how many questions were left out."""
        if self.model.config.model_type == "maemi":
            messages = keep_last_image(messages)
        dropped = 0
        while True:
            inputs = self._inputs(messages)
            if inputs["input_ids"].shape[1] + _SHORTEST_ANSWER <= self.context_length:
                return inputs, dropped
            shorter = without_oldest_turn(messages)
            if shorter is None:
                raise InputError(
                    f"The question is too long for this model: it has {inputs['input_ids'].shape[1]} tokens and"
                    f" {self.context_length - _SHORTEST_ANSWER} fit; ask it in fewer words."
                )
            messages, dropped = shorter, dropped + 1

    def _inputs(self, messages: list[Message]) -> dict[str, Any]:
        as_parts = self.model.config.model_type != "maemi"
        text = self.processor.apply_chat_template(
            [message.for_template(as_parts) for message in messages], add_generation_prompt=True, tokenize=False
        )
        images = [image for message in messages for image in message.images]
        if as_parts:  # vision–language models of transformers take colour
            images = [image.convert("RGB") for image in images]
        inputs = self.processor(text=[text], images=images or None, return_tensors="pt")
        device, dtype = self.model.device, self.model.dtype
        return {
            name: value.to(device, dtype) if value.is_floating_point() else value.to(device)
            for name, value in inputs.items()
            if isinstance(value, torch.Tensor)
        }


class _Stopped(StoppingCriteria):
    """Ends `generate` within one token."""

    def __init__(self, stopped: threading.Event) -> None:
        self.stopped = stopped

    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> Any:
        return torch.full((input_ids.shape[0],), self.stopped.is_set(), device=input_ids.device, dtype=torch.bool)
