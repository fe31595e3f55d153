"""DyQLoRA-FA (arXiv 2408.13248) on stock PEFT: one rank a step for the whole model, A random and frozen, B trained.

For every adapted layer and the step's rank r,

    y = dequant(W) x + (alpha / r) · B[:, :r] (A[:r] x)

with A of [r_max, in] drawn at random and never trained (LoRA-FA, arXiv 2308.03303, its first version), B of
[out, r_max] that starts at zero, and r drawn anew for each optimizer step (DyLoRA, arXiv 2210.07558). W may be NF4
(QLoRA, arXiv 2305.14314) or not. All r columns learn at each step: DyLoRA's "frozen" mode does worse where A is frozen.

What comes out is an ordinary LoRA adapter: PEFT's own forward at rank r and the same alpha gives the same numbers.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora.layer import LoraLayer, LoraVariant
from torch import Tensor, nn
from torch.nn import functional

from maemi.errors import InputError
from maemi.model.adapters_warnings import older_names
from maemi.model.ranks import check_ranks

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ADAPTER = "default"
"""PEFT's name for the adapter inside a model; one fine-tune has one."""


class DynamicRank(LoraVariant):
    """The forward of one adapter at a rank that can be changed between steps; all layers of a model share one of these.

    The rank is state of the model and not an argument, because gradient checkpointing runs a layer's forward twice
    and both must see the same rank: it is set once before a step.
    """

    def __init__(self, ranks: tuple[int, int]) -> None:
        self.ranks = check_ranks(ranks)
        self.rank = ranks[1]

    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]  (PEFT calls it on the instance; ours has state)
        self, module: LoraLayer, active_adapter: str, x: Tensor, result: Tensor, **kwargs: Any
    ) -> Tensor:
        """`result` [..., out] is the frozen layer's answer to `x` [..., in]; backward keeps only A[:r] x [..., r]."""
        a = cast(Tensor, module.lora_A[active_adapter].weight)[: self.rank]
        b = cast(Tensor, module.lora_B[active_adapter].weight)[:, : self.rank]
        scale = cast(float, module.lora_alpha[active_adapter]) / self.rank
        return result + functional.linear(functional.linear(x, a), b) * scale


def attach(
    model: PreTrainedModel,
    ranks: tuple[int, int] = (4, 16),
    alpha: float = 16.0,
    seed: int = 0,
    targets: str | Sequence[str] = "all-linear",
) -> PeftModel:
    """Put a fresh DyQLoRA-FA adapter on a model, whose own weights are frozen by this.

    `targets`: PEFT's `target_modules` (names, a regular expression, or "all-linear"); the output head is never adapted.
    A depends on the seed alone, not on what drew random numbers before. The random state of torch is left as it was.
    """
    config = LoraConfig(
        r=check_ranks(ranks)[1],
        lora_alpha=alpha,  # pyright: ignore[reportArgumentType]  (PEFT's annotation says int; it only divides by it)
        lora_dropout=0.0,  # dropout keeps its mask and its input for backward: LoRA-FA's saving would be gone
        target_modules=targets if isinstance(targets, str) else list(targets),
    )
    with torch.random.fork_rng(devices=[]), older_names():
        torch.manual_seed(seed)
        try:
            peft_model = cast(PeftModel, get_peft_model(model, config))
        except ValueError as error:
            raise InputError(f"The base has no layer that an adapter goes on ({targets}): choose another.") from error
    make_dynamic(peft_model, ranks)
    return peft_model


def make_dynamic(peft_model: PeftModel, ranks: tuple[int, int]) -> DynamicRank:
    """Give an ordinary LoRA model (fresh, or from a checkpoint) the dynamic rank, at r_max, and freeze all but B."""
    variant = DynamicRank(ranks)
    for layer in layers(peft_model):
        layer.lora_variant[ADAPTER] = variant
    freeze(peft_model)
    return variant


def freeze(peft_model: PeftModel) -> None:
    """Only B takes a gradient. To be called again after PEFT's `set_adapter`, which turns A's on."""
    for parameter in peft_model.parameters():
        parameter.requires_grad_(False)
    for b in trained(peft_model).values():
        b.requires_grad_(True)


def trained(peft_model: PeftModel) -> dict[str, nn.Parameter]:
    """Every B [out, r_max] by its layer's name, in the model's order."""
    return {
        name: cast(nn.Parameter, module.lora_B[ADAPTER].weight)
        for name, module in peft_model.named_modules()
        if isinstance(module, LoraLayer) and ADAPTER in module.lora_B
    }


def set_rank(peft_model: PeftModel, rank: int) -> None:
    """The rank of everything that runs from now on; ValueError outside the adapter's range."""
    for layer in layers(peft_model):
        variant = layer.lora_variant[ADAPTER]
        assert isinstance(variant, DynamicRank)
        low, high = variant.ranks
        if not low <= rank <= high:
            raise ValueError(f"rank {rank} is outside {low}:{high}")
        variant.rank = rank


def layers(peft_model: PeftModel) -> Iterator[LoraLayer]:
    """The adapted layers, plain and 4-bit alike."""
    for module in peft_model.modules():
        if isinstance(module, LoraLayer) and ADAPTER in module.lora_A:
            yield module
