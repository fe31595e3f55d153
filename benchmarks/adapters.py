"""What DyQLoRA-FA costs beside LoRA on this machine: memory kept for backward, time of a step and of the optimizer.

    python benchmarks/adapters.py [--width 2048] [--tokens 512] [--repeats 10]

Both LoRA baselines are printed, with adapters in float32 (PEFT's default over a half-precision base) and in bfloat16:
the first keeps a float32 copy of its input and makes any other method look better than it is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.lora.layer import LoraLayer
from torch import nn

from maemi.model import dyqlora, nf4
from maemi.model.dyqlora_optimizer import RankedAdamW

RANKS = (4, 16)


class OneLayer(nn.Module):
    """A single linear layer, as wide as one of the base."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.q_proj = nn.Linear(width, width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.q_proj(x)


def base(width: int) -> Any:
    """The layer in NF4 with bfloat16 computation."""
    from bitsandbytes.nn.modules import Linear4bit

    model: Any = OneLayer(width).to(torch.bfloat16)
    packed = Linear4bit(width, width, bias=False, compute_dtype=torch.bfloat16, quant_type="nf4")
    packed.load_state_dict(model.q_proj.state_dict())
    model.q_proj = packed.to("cpu")
    model.is_loaded_in_4bit = True
    nf4.make_trainable(model)
    return model


def lora(width: int, dtype: torch.dtype) -> Any:
    """Plain LoRA of PEFT at r_max, its adapters in `dtype`."""
    config = LoraConfig(r=RANKS[1], lora_alpha=16, target_modules=["q_proj"])
    model = get_peft_model(base(width), config)
    for layer in model.modules():
        if isinstance(layer, LoraLayer):
            layer.lora_A.to(dtype)
            layer.lora_B.to(dtype)
    return model


def ours(width: int, rank: int) -> Any:
    """DyQLoRA-FA at one of its ranks."""
    model = dyqlora.attach(base(width), RANKS, targets=["q_proj"])
    dyqlora.set_rank(model, rank)
    return model


def kept_bytes(model: Any, x: torch.Tensor) -> int:
    """Bytes that a forward keeps for backward, besides parameters and what the frozen layer alone keeps."""
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    seen: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own and storage.data_ptr() != x.untyped_storage().data_ptr():
            seen[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        out = model(x)
    # The input itself: a later layer's is an activation that lives only because somebody keeps it.
    needed = any(p.requires_grad for name, p in model.named_parameters() if ".lora_A." in name)
    out.float().sum().backward()
    return sum(seen.values()) + (x.untyped_storage().nbytes() if needed and not seen_copy(seen, x) else 0)


def seen_copy(seen: dict[int, int], x: torch.Tensor) -> bool:
    """Whether a copy of the input in another type was kept in its stead."""
    return any(size >= x.numel() * 4 for size in seen.values())


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The least of several: what the machine can do when nobody disturbs it."""
    best = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description="DyQLoRA-FA beside LoRA on one layer of this machine.")
    parser.add_argument("--width", type=int, default=2048)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=10)
    args = parser.parse_args()
    x = torch.randn(args.tokens, args.width, dtype=torch.bfloat16, requires_grad=True)

    contenders = {
        "LoRA, float32 adapters": lora(args.width, torch.float32),
        "LoRA, bfloat16 adapters": lora(args.width, torch.bfloat16),
        f"DyQLoRA-FA, rank {RANKS[1]}": ours(args.width, RANKS[1]),
        f"DyQLoRA-FA, rank {RANKS[0]}": ours(args.width, RANKS[0]),
    }
    print(f"one layer {args.width} × {args.width}, NF4, {args.tokens} tokens, {torch.get_num_threads()} threads")
    print(f"{'':26}{'kept, MiB':>12}{'step, ms':>12}{'of LoRA':>10}")
    reference: float | None = None
    for name, model in contenders.items():
        model.train()
        kept = kept_bytes(model, x) / 2**20
        step = seconds(lambda model=model: model(x).float().sum().backward(), args.repeats)
        reference = reference or step
        print(f"{name:26}{kept:12.2f}{step * 1000:12.1f}{step / reference:10.2f}")

    matrices = [nn.Parameter(torch.randn(args.width, RANKS[1])) for _ in range(32)]
    for b in matrices:
        b.grad = torch.randn_like(b)
    ranked, plain = RankedAdamW(matrices, lr=1e-3), torch.optim.AdamW(matrices, lr=1e-3, weight_decay=0.0)
    ratio = seconds(lambda: ranked.step(rank=10), args.repeats) / seconds(plain.step, args.repeats)
    print(f"optimizer step over 32 such B at rank 10: {ratio:.2f} of torch's AdamW")


if __name__ == "__main__":
    main()
