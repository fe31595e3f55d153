"""Does it look? Answers about unseen phantoms, once with the right image and once with another one's."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from maemi.model.facts import facts_text
from maemi.model.network import MaemiForConditionalGeneration
from maemi.model.processing import MaemiProcessor
from maemi.train.embedded.augmenting import plain
from maemi.train.embedded.rendering import Pictures
from maemi.train.embedded.seen import seen_turns
from maemi.train.embedded.told import draw_told, told_turns
from maemi.train.embedded.turns import Turn

TOPICS = (
    "class",
    "count",
    "coverage",
    "orientation",
    "direction",
    "size_rel",
    "contact",
    "size_spread",
    "noisy",
    "blurred",
)
TOLD_TOPICS = ("pixel_size", "field", "voltage", "mean_size", "count_told", "coverage_told")
_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Score:
    """Share of right answers (0..1) over `asked` questions; `shuffled` with other images, None where the image does
    not matter.
    """

    topic: str
    asked: int
    right: float
    shuffled: float | None

    def to_json(self) -> dict[str, Any]:
        """The fields, rounded to three digits."""
        shuffled = None if self.shuffled is None else round(self.shuffled, 3)
        return {"topic": self.topic, "asked": self.asked, "right": round(self.right, 3), "shuffled": shuffled}


def score(
    model: MaemiForConditionalGeneration, processor: MaemiProcessor, pictures: Pictures, seed: int
) -> list[Score]:
    """One row for each topic; the same questions for both columns, deterministic by seed."""
    rng = np.random.default_rng([seed, 99])
    count = len(pictures.truths)
    # Classes come in turn, so a rotation by this number gives every question an image of another class.
    others = [(number + count // 2 + 3) % count for number in range(count)]
    model.eval()
    seen = _features(model, pictures)
    rows: list[Score] = []
    asked = [{turn.topic: turn for turn in seen_turns(facts, rng)} for facts in pictures.truths]
    for topic in TOPICS:
        numbers = [number for number in range(count) if topic in asked[number]]
        turns = [asked[number][topic] for number in numbers]
        right = _share(model, processor, turns, seen[numbers], None)
        shuffled = _share(model, processor, turns, seen[[others[n] for n in numbers]], None)
        rows.append(Score(topic, len(numbers), right, shuffled))
    rows += _told_scores(model, processor, pictures, seen, rng)
    return rows


def _features(model: MaemiForConditionalGeneration, pictures: Pictures) -> torch.Tensor:
    """[images, patches, width]: each image is looked at once, whatever is asked of it."""
    parts: list[torch.Tensor] = []
    for start in range(0, len(pictures.truths), _TOGETHER):
        pixels = np.stack([plain(picture) for picture in pictures.pixels[start : start + _TOGETHER]])[:, None]
        with torch.no_grad():
            parts.append(model.get_image_features(torch.from_numpy(pixels)))
    return torch.cat(parts)


def _told_scores(
    model: MaemiForConditionalGeneration,
    processor: MaemiProcessor,
    pictures: Pictures,
    seen: torch.Tensor,
    rng: np.random.Generator,
) -> list[Score]:
    """Whether it repeats the numbers that a system message hands over."""
    by_topic: dict[str, list[tuple[int, str, Turn]]] = {}
    for number, facts in enumerate(pictures.truths):
        told = draw_told(facts, rng)
        for turn in told_turns(told, str(facts["object"]), rng):
            if turn.key and turn.topic in TOLD_TOPICS and told.text:
                system = facts_text(told.info, told.measured)
                by_topic.setdefault(turn.topic, []).append((number, system, turn))
    rows: list[Score] = []
    for topic in TOLD_TOPICS:
        some = by_topic.get(topic, [])[:100]
        if some:
            turns = [turn for _, _, turn in some]
            shown = seen[[number for number, _, _ in some]]
            right = _share(model, processor, turns, shown, [system for _, system, _ in some])
            rows.append(Score(f"{topic} (from facts)", len(some), right, None))
    return rows


def _share(
    model: MaemiForConditionalGeneration,
    processor: MaemiProcessor,
    turns: list[Turn],
    seen: torch.Tensor,
    systems: list[str] | None,
) -> float:
    if not turns:
        return 0.0
    right = 0
    for start in range(0, len(turns), _TOGETHER):
        some = turns[start : start + _TOGETHER]
        texts = [
            _prompt(processor, turn.question, systems[start + place] if systems else "")
            for place, turn in enumerate(some)
        ]
        answers = answer_all(model, processor, texts, seen[start : start + _TOGETHER])
        right += sum(turn.key in answer for turn, answer in zip(some, answers, strict=True))
    return right / len(turns)


def answer_all(
    model: MaemiForConditionalGeneration, processor: MaemiProcessor, texts: list[str], seen: torch.Tensor
) -> list[str]:
    """Greedy answers to prompts of the chat template about images of these features [batch, patches, width]."""
    inputs = processor(text=texts, padding=True, return_tensors="pt")
    network: Any = model
    with torch.no_grad():
        out = network.generate(**inputs, image_features=seen, max_new_tokens=40, do_sample=False)
    return processor.batch_decode(out[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)


def _prompt(processor: MaemiProcessor, question: str, system: str) -> str:
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": [{"type": "image"}, {"type": "text", "text": question}]})
    return str(processor.apply_chat_template(messages, add_generation_prompt=True))


def table(scores: list[Score]) -> str:
    """The scores as a Markdown table."""
    lines = ["| topic | questions | right image | other image |", "|---|---|---|---|"]
    for row in scores:
        shuffled = "–" if row.shuffled is None else f"{row.shuffled:.0%}"
        lines.append(f"| {row.topic} | {row.asked} | {row.right:.0%} | {shuffled} |")
    return "\n".join(lines)
