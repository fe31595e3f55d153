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
    micrograph: Path | None
    """None: without a picture; all examples of a batch then are."""
    facts: str
    question: str
    answer: str

    def asked(self) -> list[dict[str, Any]]:
        """The conversation up to where the model goes on."""
        return conversation(self.facts, self.question, picture=self.micrograph is not None)

    def answered(self) -> list[dict[str, Any]]:
        """The whole conversation."""
        return conversation(self.facts, self.question, self.answer, picture=self.micrograph is not None)


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
        rows: list[_Row] = []
        for example in self._readable(examples):
            asked, whole = self._tokens(example.asked(), answering=True), self._tokens(example.answered())
            if len(whole) <= self._max_length:
                rows.append(_Row(whole, [NOT_COUNTED] * len(asked) + whole[len(asked) :], self._image(example)))
        return self._padded(rows, left=False) if rows else None

    def asking(self, examples: Sequence[Example]) -> tuple[dict[str, Tensor], list[Example]]:
        kept = self._readable(examples)
        rows = [_Row(self._tokens(example.asked(), answering=True), [], self._image(example)) for example in kept]
        inputs = self._padded(rows, left=True) if rows else {}
        inputs.pop("labels", None)
        return inputs, kept

    def _readable(self, examples: Sequence[Example]) -> list[Example]:
        return [e for e in examples if e.micrograph is None or self.images.get(e.micrograph) is not None]

    def _image(self, example: Example) -> Tensor | None:
        stored = self.images.get(example.micrograph) if example.micrograph else None
        return stored["image_features"] if stored else None

    def _tokens(self, messages: list[dict[str, Any]], answering: bool = False) -> list[int]:
        text = self._processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
        return self._processor.tokenizer(text, add_special_tokens=False)["input_ids"]

    def _padded(self, rows: Sequence[_Row], left: bool) -> dict[str, Tensor]:
        longest = max(len(row.ids) for row in rows)

        def pad(values: list[int], filler: int) -> list[int]:
            filling = [filler] * (longest - len(values))
            return filling + values if left else values + filling

        filler, device = self._processor.tokenizer.pad_token_id, self._model.device
        features = [row.features for row in rows if row.features is not None]
        inputs = {
            "input_ids": torch.tensor([pad(row.ids, filler) for row in rows], device=device),
            "attention_mask": torch.tensor([pad([1] * len(row.ids), 0) for row in rows], device=device),
            "labels": torch.tensor([pad(row.labels, NOT_COUNTED) for row in rows], device=device),
        }
        return inputs | ({"image_features": torch.cat(features)} if features else {})

    def _features(self, image: Image) -> dict[str, Tensor]:
        pixels = self._processor.image_processor(image, return_tensors="pt")["pixel_values"]
        return {"image_features": self._model.get_image_features(pixels.to(self._model.device))}


@dataclass(frozen=True, slots=True)
class _Row:
    ids: list[int]
    labels: list[int]
    features: Tensor | None
    """[1, patches, width]."""


class ProcessorEncoder:
    """For any vision–language model of transformers: its processor makes the input, images and all, at every step."""

    def __init__(self, model: Any, processor: Any, max_length: int, image_bytes: int, progress: Progress) -> None:
        self._model, self._processor, self._max_length = model, processor, max_length
        self.images = ImageStore(_grey, image_bytes, progress)

    def training(self, examples: Sequence[Example]) -> dict[str, Tensor] | None:
        readable = self._readable(examples)
        if not readable:
            return None
        asked = self._inputs([example.asked() for example in readable], readable, answering=True)
        whole = self._inputs([example.answered() for example in readable], readable)
        lengths: list[int] = whole["attention_mask"].sum(dim=1).tolist()
        fitting = [example for example, length in zip(readable, lengths, strict=True) if length <= self._max_length]
        if len(fitting) < len(readable):
            return self.training(fitting)
        labels = whole["input_ids"].masked_fill(whole["attention_mask"] == 0, NOT_COUNTED)
        for row, length in enumerate(asked["attention_mask"].sum(dim=1).tolist()):
            labels[row, :length] = NOT_COUNTED
        return whole | {"labels": labels}

    def asking(self, examples: Sequence[Example]) -> tuple[dict[str, Tensor], list[Example]]:
        readable = self._readable(examples)
        if not readable:
            return {}, []
        return self._inputs([example.asked() for example in readable], readable, answering=True, side="left"), readable

    def _readable(self, examples: Sequence[Example]) -> list[Example]:
        return [e for e in examples if e.micrograph is None or self.images.get(e.micrograph) is not None]

    def _inputs(
        self,
        conversations: list[list[dict[str, Any]]],
        examples: Sequence[Example],
        answering: bool = False,
        side: str = "right",
    ) -> dict[str, Tensor]:
        texts = [
            self._processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=answering)
            for messages in conversations
        ]
        self._processor.tokenizer.padding_side = side
        images = [[self._image(example.micrograph)] for example in examples if example.micrograph]
        inputs = self._processor(text=texts, images=images or None, padding=True, return_tensors="pt")
        device, dtype = self._model.device, self._model.dtype
        return {
            name: value.to(device, dtype) if value.is_floating_point() else value.to(device)
            for name, value in inputs.items()
            if isinstance(value, Tensor)
        }

    def _image(self, path: Path) -> Image:
        from PIL import Image

        stored = self.images.get(path)
        assert stored is not None, "only readable examples come here"
        return Image.fromarray(stored["grey"].numpy()).convert("RGB")


def _grey(image: Image) -> dict[str, Tensor]:
    return {"grey": torch.from_numpy(np.array(image.convert("L")))}
