"""Answers of a model to the questions of pairs, greedily, several at a time: what scores are computed from."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from maemi.progress import Progress
from maemi.train.encoding import Encoder, Example

TOGETHER = 8


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
