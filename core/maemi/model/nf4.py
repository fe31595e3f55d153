"""A base in 4 bits: bitsandbytes' NF4 with double quantisation (QLoRA, arXiv 2305.14314), safe to train on a CPU."""

# pyright: reportUnknownVariableType=false
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from transformers import BitsAndBytesConfig

ROWS, COLUMNS = 32, 64
"""Shapes [out, in] that bitsandbytes' CPU code takes: multiples of these (0.50.2 fails on others once it evaluates)."""


def quantization_config(skeleton: nn.Module, compute_dtype: torch.dtype = torch.bfloat16) -> BitsAndBytesConfig:
    """What to hand to `from_pretrained(quantization_config=…)` for a model of this architecture.

    `skeleton`: the model, or better the same one built under `torch.device("meta")`: only shapes and names are read.
    The output head and every layer of an odd shape stay as they are.
    """
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        # Always: without it, bitsandbytes 0.50.2 saves corrupt weights after an evaluation on AVX512-BF16.
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=compute_dtype,
        llm_int8_skip_modules=kept(skeleton),
    )


def compute_dtype(device: torch.device) -> torch.dtype:
    """The type to multiply dequantised weights in: bfloat16, but float32 on processors that only emulate bfloat16.

    There (no AVX512) a product in bfloat16 took 8 to 40 times as long as in float32, and a training step 14 s, not 0.7.
    """
    known = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    emulated = device.type == "cpu" and known is not None and not known()
    return torch.float32 if emulated else torch.bfloat16


def kept(skeleton: nn.Module) -> list[str]:
    """Names of the linear layers that stay unquantised: the output head, and shapes that bitsandbytes cannot take."""
    head: Any = getattr(skeleton, "get_output_embeddings", lambda: None)()
    return [
        name
        for name, module in skeleton.named_modules()
        if isinstance(module, nn.Linear)
        and (module is head or module.out_features % ROWS or module.in_features % COLUMNS)
    ]


def make_trainable(model: nn.Module) -> int:
    """To be called right after a 4-bit model is loaded; returns how many 4-bit layers it has.

    On a CPU with AVX512-BF16, bitsandbytes 0.50.2 repacks a layer's weights in place at its first evaluation, and
    training after that silently loses the gradient through the base (an error of 0.94 of B's gradient was measured).
    Switched off, decoding takes about twice as long and the gradient is right.
    """
    from bitsandbytes.nn.modules import Linear4bit

    four_bit = [module for module in model.modules() if isinstance(module, Linear4bit)]
    for layer in four_bit:
        layer.support_avx512bf16_for_cpu = False
    return len(four_bit)
