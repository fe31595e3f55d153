"""Pairs as tensors: the MAEMI network looks at an image once, any other base takes its own processor."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch import Tensor

from maemi.progress import Progress
from maemi.train.conversation import conversation
from maemi.train.images import ImageStore

if TYPE_CHECKING:
    from PIL.Image import Image

NOT_COUNTED = -100
"""A label that the loss passes over: all but the answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """One pair, with all that is put before the model."""

    pair_id: int
    micrograph: Path
    facts: str
    question: str
    answer: str


class Encoder(Protocol):
    """Makes input of examples; those whose micrograph cannot be read, or that are too long, are left out."""

    images: ImageStore

    def training(self, examples: Sequence[Example]) -> dict[str, Tensor] | None:
        """`input_ids`, `attention_mask`, `labels` [batch, tokens], padded right, and the image; None: none left."""
        ...

    def asking(self, examples: Sequence[Example]) -> tuple[dict[str, Tensor], list[Example]]:
        """Input to generate from, padded on the left, and the examples that it is for."""
        ...


def make_encoder(model: Any, processor: Any, max_length: int, image_bytes: int, progress: Progress) -> Encoder:
    """The encoder for this model, which holds what it read of images up to `image_bytes`."""
    kind = MaemiEncoder if model.config.model_type == "maemi" else ProcessorEncoder
    return kind(model, processor, max_length, image_bytes, progress)


class MaemiEncoder:
    """For `MaemiForConditionalGeneration`: its image encoder is frozen, so features are computed once an image."""

    def __init__(self, model: Any, processor: Any, max_length: int, image_bytes: int, progress: Progress) -> None:
        self._model, self._processor, self._max_length = model, processor, max_length
        self.images = ImageStore(self._features, image_bytes, progress)

    def training(self, examples: Sequence[Example]) -> dict[str, Tensor] | None:
        rows: list[tuple[list[int], list[int], Tensor]] = []
        for example in examples:
            image = self.images.get(example.micrograph)
            asked = self._tokens(conversation(example.facts, example.question), answering=True)
            whole = self._tokens(conversation(example.facts, example.question, example.answer))
            if image is not None and len(whole) <= self._max_length:
                labels = [NOT_COUNTED] * len(asked) + whole[len(asked) :]
                rows.append((whole, labels, image["image_features"]))
        return self._padded(rows, left=False) if rows else None

    def asking(self, examples: Sequence[Example]) -> tuple[dict[str, Tensor], list[Example]]:
        rows: list[tuple[list[int], list[int], Tensor]] = []
        kept: list[Example] = []
        for example in examples:
            image = self.images.get(example.micrograph)
            asked = self._tokens(conversation(example.facts, example.question), answering=True)
            if image is not None and len(asked) <= self._max_length:
                rows.append((asked, asked, image["image_features"]))
                kept.append(example)
        inputs = self._padded(rows, left=True) if rows else {}
        inputs.pop("labels", None)
        return inputs, kept

    def _tokens(self, messages: list[dict[str, Any]], answering: bool = False) -> list[int]:
        text = self._processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
        return self._processor.tokenizer(text, add_special_tokens=False)["input_ids"]

    def _padded(self, rows: list[tuple[list[int], list[int], Tensor]], left: bool) -> dict[str, Tensor]:
        longest = max(len(ids) for ids, _, _ in rows)

        def pad(values: list[int], filler: int) -> list[int]:
            filling = [filler] * (longest - len(values))
            return filling + values if left else values + filling

        filler = self._processor.tokenizer.pad_token_id
        device = self._model.device
        return {
            "input_ids": torch.tensor([pad(ids, filler) for ids, _, _ in rows], device=device),
            "attention_mask": torch.tensor([pad([1] * len(ids), 0) for ids, _, _ in rows], device=device),
            "labels": torch.tensor([pad(labels, NOT_COUNTED) for _, labels, _ in rows], device=device),
            "image_features": torch.cat([features for _, _, features in rows]),
        }

    def _features(self, image: Image) -> dict[str, Tensor]:
        pixels = self._processor.image_processor(image, return_tensors="pt")["pixel_values"]
        return {"image_features": self._model.get_image_features(pixels.to(self._model.device))}


class ProcessorEncoder:
    """For any vision–language model of transformers: its processor makes the input, images and all, at every step."""

    def __init__(self, model: Any, processor: Any, max_length: int, image_bytes: int, progress: Progress) -> None:
        self._model, self._processor, self._max_length = model, processor, max_length
        self.images = ImageStore(_grey, image_bytes, progress)

    def training(self, examples: Sequence[Example]) -> dict[str, Tensor] | None:
        readable = [(example, image) for example in examples if (image := self._image(example)) is not None]
        if not readable:
            return None
        asked = self._inputs([(conversation(e.facts, e.question), image) for e, image in readable], answering=True)
        asked_lengths: list[int] = asked["attention_mask"].sum(dim=1).tolist()
        whole = self._inputs([(conversation(e.facts, e.question, e.answer), image) for e, image in readable])
        lengths: list[int] = whole["attention_mask"].sum(dim=1).tolist()
        fitting = [index for index, length in enumerate(lengths) if length <= self._max_length]
        if len(fitting) < len(readable):
            return self.training([readable[index][0] for index in fitting])
        labels = whole["input_ids"].masked_fill(whole["attention_mask"] == 0, NOT_COUNTED)
        for row, length in enumerate(asked_lengths):
            labels[row, :length] = NOT_COUNTED
        return whole | {"labels": labels}

    def asking(self, examples: Sequence[Example]) -> tuple[dict[str, Tensor], list[Example]]:
        readable = [(example, image) for example in examples if (image := self._image(example)) is not None]
        if not readable:
            return {}, []
        asked = [(conversation(example.facts, example.question), image) for example, image in readable]
        return self._inputs(asked, answering=True, side="left"), [example for example, _ in readable]

    def _image(self, example: Example) -> Image | None:
        from PIL import Image

        stored = self.images.get(example.micrograph)
        return Image.fromarray(stored["grey"].numpy()).convert("RGB") if stored else None

    def _inputs(
        self, asked: list[tuple[list[dict[str, Any]], Image]], answering: bool = False, side: str = "right"
    ) -> dict[str, Tensor]:
        texts = [
            self._processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
            for messages, _ in asked
        ]
        self._processor.tokenizer.padding_side = side
        images = [[image] for _, image in asked]
        inputs = self._processor(text=texts, images=images, padding=True, return_tensors="pt")
        return {name: value.to(self._model.device) for name, value in inputs.items() if isinstance(value, Tensor)}


def _grey(image: Image) -> dict[str, Tensor]:
    return {"grey": torch.from_numpy(np.array(image.convert("L")))}
