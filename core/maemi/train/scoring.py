"""BLEU and ROUGE of a fine-tune on held-out micrographs, before and after, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maemi.evaluate.run import as_json
from maemi.evaluate.text_metrics import scores
from maemi.model import dyqlora
from maemi.progress import Progress
from maemi.train.answering import answer_all
from maemi.train.encoding import Encoder, Example
from maemi.train.selection import spread

if TYPE_CHECKING:
    from peft import PeftModel

    from maemi.train.spec import TrainSpec


def before_and_after(
    model: PeftModel, processor: Any, encoder: Encoder, held_out: Sequence[Example], spec: TrainSpec, progress: Progress
) -> dict[str, Any]:
    """{"before": …, "after": …, "pairs": n}, each {metric: {"value", "signature"}}, and told as `scores` events.

    Both are computed here, after training: "before" is the same model with its adapter switched off, on the same pairs.
    Empty where there is nothing to score; without what was not reached where somebody asks to stop.
    """
    asked = spread(held_out, spec.score_pairs)
    result: dict[str, Any] = {}
    if not asked:
        return result
    dyqlora.set_rank(model, spec.ranks[1])
    with model.disable_adapter():
        before = answer_all(model, processor, encoder, asked, spec.score_tokens, progress)
    after = None if before is None else answer_all(model, processor, encoder, asked, spec.score_tokens, progress)
    for when, answers in (("before", before), ("after", after)):
        if answers:
            values = as_json(scores([example.answer for example, _ in answers], [text for _, text in answers]))
            progress.event("scores", when=when, values=values)
            result[when] = values
            result["pairs"] = len(answers)
    if before and after:
        result["examples"] = [
            {
                "pair": example.pair_id,
                "question": example.question,
                "expected": example.answer,
                "before": was,
                "after": text,
            }
            for (example, was), (_, text) in zip(before, after, strict=True)
        ]
    return result
