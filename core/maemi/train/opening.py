"""The frozen base under a fine-tune, opened with what training needs of it."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import torch

from maemi.model import dyqlora
from maemi.train.base_size import LARGE

if TYPE_CHECKING:
    from peft import PeftModel

    from maemi.train.spec import TrainSpec

# The image encoder stays as it is: its features can then be computed once, and a few hundred pairs are about words.
_IMAGE_PARTS = ("vision_model", "vision_tower", "visual", "vision_encoder", "image_encoder", "vision_embed_tokens")


def use_threads(wanted: int) -> None:
    """Compute on `wanted` threads; 0: as torch finds it right, on all cores, or as OMP_NUM_THREADS says."""
    if wanted:
        torch.set_num_threads(wanted)


def open_base(spec: TrainSpec) -> tuple[Any, Any]:
    """(model, processor) of the spec's base, in NF4 where it says so. Raises InputError where there is no such base."""
    from maemi.model.loading import load

    loaded = load(spec.base, quantize=spec.quantize)
    return loaded.model, loaded.processor


def attach(model: Any, spec: TrainSpec) -> PeftModel:
    """A fresh adapter on every linear layer but the image encoder's and the output head."""
    if sum(weight.numel() for weight in model.parameters()) > LARGE:
        # By its older name where transformers is older. The rank is fixed within a step: computing again is exact.
        enable = getattr(model, "activation_checkpointing_enable", None) or model.gradient_checkpointing_enable
        enable({"use_reentrant": False})
    return dyqlora.attach(model, spec.ranks, spec.alpha, spec.seed, targets(model))


def targets(model: Any) -> str:
    """A regular expression of the layers' full names, as PEFT's `target_modules` takes it."""
    head = model.get_output_embeddings()
    names = [
        name
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and module is not head and not _is_of_image(name)
    ]
    return "|".join(re.escape(name) for name in names)


def _is_of_image(name: str) -> bool:
    return any(part in _IMAGE_PARTS for part in name.split("."))
