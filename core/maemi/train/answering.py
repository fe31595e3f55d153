"""Answers of a model to the questions of pairs, greedily, several at a time: what scores are computed from."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from maemi.evaluate.question import Question
from maemi.progress import Progress
from maemi.train.encoding import Encoder, Example, make_encoder

TOGETHER = 8
MAX_PROMPT = 4096
"""Tokens of facts and question; longer ones are not asked."""
IMAGE_BYTES = 512 * 1024**2


class LocalAnswerer:
    """A model of this machine under evaluation; is a `maemi.evaluate.question.Answerer`."""

    def __init__(self, name: str, model: Any, processor: Any, max_new_tokens: int) -> None:
        self.name = name
        self._model, self._processor, self._max_new_tokens = model, processor, max_new_tokens
        self._encoder: Encoder | None = None

    def answer(self, questions: Sequence[Question], progress: Progress) -> list[str | None]:
        """One answer for each question; None where its micrograph cannot be read, or somebody asked to stop."""
        if self._encoder is None:
            self._encoder = make_encoder(self._model, self._processor, MAX_PROMPT, IMAGE_BYTES, progress)
        examples = [Example(q.pair_id, q.micrograph, q.facts, q.question, q.expected) for q in questions]
        found = answer_all(self._model, self._processor, self._encoder, examples, self._max_new_tokens, progress)
        by_pair = {example.pair_id: text for example, text in found or []}
        return [by_pair.get(question.pair_id) for question in questions]


@torch.no_grad()
def answer_all(
    model: Any, processor: Any, encoder: Encoder, examples: Sequence[Example], max_new_tokens: int, progress: Progress
) -> list[tuple[Example, str]] | None:
    """(example, answer) for each that can be asked, shortest questions first; None where somebody asks to stop."""
    from transformers import StoppingCriteria, StoppingCriteriaList

    class Asked(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
            return torch.full((input_ids.shape[0],), progress.stop_requested(), device=input_ids.device)

    tokenizer = processor.tokenizer
    model.eval()
    answers: list[tuple[Example, str]] = []
    # Questions of like length together: less padding.
    queue = sorted(examples, key=lambda example: (len(example.facts) + len(example.question), example.pair_id))
    for first in range(0, len(queue), TOGETHER):
        if progress.stop_requested():
            return None
        progress.event("progress", done=first, total=len(queue), message="Answering held-out questions")
        inputs, kept = encoder.asking(queue[first : first + TOGETHER])
        if not kept:
            continue
        output = model.generate(
            **inputs,
            max_new_tokens=max_new_tokens,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id,
            stopping_criteria=StoppingCriteriaList([Asked()]),
        )
        texts = tokenizer.batch_decode(output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
        answers += [(example, text.strip()) for example, text in zip(kept, texts, strict=True)]
    return None if progress.stop_requested() else answers
