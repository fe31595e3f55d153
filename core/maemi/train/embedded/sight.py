"""The sight task: the image encoder alone tells class, count, coverage, size, direction and faults.

Gates that are zero let nothing of the image through, so answers teach the encoder late. A small head on the encoder
teaches it from the first step; the head is thrown away at the end.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from maemi.model.network import MaemiForConditionalGeneration
from maemi.phantom.classes import CLASSES

_FAULTS = ("noisy", "blurred", "charging", "uneven")
_SCALARS = 3  # log count, coverage, log size
_WIDTH = len(CLASSES) + _SCALARS + 1 + 2 + len(_FAULTS)


def sight_target(facts: dict[str, Any]) -> list[float]:
    """One row of targets: class number, log(1 + count), coverage, log size, aligned, cos 2θ, sin 2θ, faults; NaN is
    unknown.
    """
    unknown = math.nan
    aligned = facts.get("aligned")
    angle = facts.get("orientation_deg") if aligned else None
    turned = math.radians(2.0 * float(angle)) if angle is not None else None
    return [
        float(CLASSES.index(facts["class"])),
        unknown if facts.get("count") is None else math.log1p(facts["count"]),
        unknown if facts.get("coverage") is None else 3.0 * float(facts["coverage"]),
        math.log(facts["size_rel"]) if facts.get("size_rel") else unknown,
        unknown if aligned is None else float(aligned),
        unknown if turned is None else math.cos(turned),
        unknown if turned is None else math.sin(turned),
        *(float(bool(facts.get(fault))) for fault in _FAULTS),
    ]


def look(model: MaemiForConditionalGeneration, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Image features [batch, patches, width], and the mean of the stem's maps [batch, channels] on the way to them."""
    means: list[Tensor] = []
    projection: nn.Module = model.vision_model.get_submodule("embeddings.patch_embeddings.projection")
    handle = projection.register_forward_pre_hook(lambda _, maps: means.append(maps[0].mean(dim=(2, 3))))
    try:
        return model.get_image_features(pixels), means[0]
    finally:
        handle.remove()


class SightHead(nn.Module):
    """From what `look` gives to the sight task's predictions."""

    def __init__(self, width: int, stem_width: int) -> None:
        super().__init__()
        self.mix = nn.Linear(2 * width + stem_width, width)
        self.out = nn.Linear(width, _WIDTH)

    def forward(self, features: Tensor, stem: Tensor) -> Tensor:
        """[batch, predictions] from the first token, the mean of all, and the mean of the convolutions' maps."""
        rows = torch.cat([features[:, 0], features.mean(dim=1), stem], dim=-1)
        return self.out(functional.gelu(self.mix(rows)))

    def loss(self, features: Tensor, stem: Tensor, targets: Tensor) -> tuple[Tensor, float]:
        """The mean loss and the share of classes that are right; `targets` [batch, …] are rows of `sight_target`."""
        predicted = self(features, stem).float()
        classes, rest = predicted[:, : len(CLASSES)], predicted[:, len(CLASSES) :]
        named = targets[:, 0].long()
        known = ~targets.isnan()
        filled = targets.nan_to_num(0.0)
        scalars = _masked(functional.smooth_l1_loss(rest[:, :3], filled[:, 1:4], reduction="none"), known[:, 1:4])
        aligned = functional.binary_cross_entropy_with_logits(rest[:, 3:4], filled[:, 4:5], reduction="none")
        turned = functional.mse_loss(rest[:, 4:6], filled[:, 5:7], reduction="none")
        faults = functional.binary_cross_entropy_with_logits(rest[:, 6:], filled[:, 7:])
        total = functional.cross_entropy(classes, named) + scalars + faults
        total = total + _masked(aligned, known[:, 4:5]) + _masked(turned, known[:, 5:7])
        return total, float((classes.argmax(-1) == named).float().mean())


def _masked(losses: Tensor, known: Tensor) -> Tensor:
    return (losses * known).sum() / known.sum().clamp(min=1)
