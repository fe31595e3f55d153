"""The batch of a step: a pure function of seed, phase and step, so that a resumed training sees what it would have
seen.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from maemi.model.network import NOT_COUNTED
from maemi.train.embedded.augmenting import vary
from maemi.train.embedded.conversations import Packer, draw_conversation
from maemi.train.embedded.rendering import Pictures
from maemi.train.embedded.sight import sight_target

SIGHT, ANSWERS = 1, 2


@dataclass(frozen=True, slots=True)
class SightBatch:
    """`pixels` [batch, 1, rows, columns] in −1..1 and `targets` [batch, …] of the sight task."""

    pixels: Tensor
    targets: Tensor


@dataclass(frozen=True, slots=True)
class AnswerBatch:
    """Conversations [batch, tokens] with labels; `present` [batch] says which have an image, `sight` holds those
    images.
    """

    input_ids: Tensor
    attention_mask: Tensor
    labels: Tensor
    present: Tensor
    sight: SightBatch


def _chosen(pictures: Pictures, seed: int, step: int, batch: int) -> list[int]:
    """Image numbers of a step: every epoch goes once through all, in an order of its own."""
    count = len(pictures.truths)
    numbers: list[int] = []
    for position in range(step * batch, (step + 1) * batch):
        epoch, place = divmod(position, count)
        numbers.append(int(np.random.default_rng([seed, epoch]).permutation(count)[place]))
    return numbers


def sight_batch(pictures: Pictures, seed: int, step: int, batch: int) -> SightBatch:
    """Images and targets of one step of the first phase."""
    rng = np.random.default_rng([seed, SIGHT, step])
    varied = [
        vary(pictures.pixels[number], pictures.truths[number], rng) for number in _chosen(pictures, seed, step, batch)
    ]
    return SightBatch(
        torch.from_numpy(np.stack([picture for picture, _ in varied])[:, None].astype(np.float32)),
        torch.tensor([sight_target(facts) for _, facts in varied]),
    )


def answer_batch(
    pictures: Pictures, packer: Packer, seed: int, step: int, batch: int, told_share: float = 0.0
) -> AnswerBatch:
    """Conversations of one step of the second phase, padded at the right; `told_share` as in `draw_conversation`."""
    rng = np.random.default_rng([seed, ANSWERS, step])
    rows: list[tuple[list[int], list[int]]] = []
    shown: list[np.ndarray] = []
    targets: list[list[float]] = []
    present: list[bool] = []
    for number in _chosen(pictures, seed + 1, step, batch):
        picture, facts = vary(pictures.pixels[number], pictures.truths[number], rng)
        conversation = draw_conversation(facts, rng, told_share)
        rows.append(packer.pack(conversation))
        present.append(conversation.has_image)
        if conversation.has_image or (not shown and len(rows) == batch):  # at least one, for the sight task
            shown.append(picture)
            targets.append(sight_target(facts))
    width = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    labels = torch.full_like(ids, NOT_COUNTED)
    for row, (some, counted) in enumerate(rows):
        ids[row, : len(some)] = torch.tensor(some)
        mask[row, : len(some)] = 1
        labels[row, : len(some)] = torch.tensor(counted)
    sight = SightBatch(torch.from_numpy(np.stack(shown)[:, None].astype(np.float32)), torch.tensor(targets))
    return AnswerBatch(ids, mask, labels, torch.tensor(present), sight)
