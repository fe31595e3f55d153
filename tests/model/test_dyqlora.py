"""DyQLoRA-FA: what trains, what is kept for backward, and what the forward computes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
pytest.importorskip("peft", reason="the local model is not installed")

from maemi.model import adapters, dyqlora, slicing  # noqa: E402
from maemi.model.dyqlora_optimizer import RankedAdamW  # noqa: E402
from maemi.model.ranks import RankClock  # noqa: E402

# PEFT 0.21 still asks transformers 5 by the older name.
pytestmark = [
    pytest.mark.local,
    pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning"),
]


def trained_model(base: Any, tokens: Any, steps: int = 3, ranks: tuple[int, int] = (2, 8)) -> Any:
    """A base with an adapter after a few real steps of DyQLoRA-FA."""
    model = dyqlora.attach(base, ranks=ranks, alpha=8, seed=1).train()
    optimizer = RankedAdamW(dyqlora.trained(model).values(), lr=0.01)
    clock = RankClock(1, ranks)
    for step in range(steps):
        dyqlora.set_rank(model, clock.rank(step))
        optimizer.zero_grad()
        model(input_ids=tokens, labels=tokens).loss.backward()
        optimizer.step(rank=clock.rank(step))
    return model


def test_only_b_trains_and_a_fresh_adapter_changes_nothing(open_base: Callable[[], Any], tokens: Any) -> None:
    base = open_base().eval()
    with torch.no_grad():
        before = base(input_ids=tokens).logits
    model = dyqlora.attach(base, ranks=(2, 8), seed=1)
    trainable = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert trainable and all(".lora_B." in name for name in trainable)
    with torch.no_grad():
        assert torch.equal(model.eval()(input_ids=tokens).logits, before)


def test_set_adapter_of_peft_turns_a_on_and_freeze_turns_it_off_again(open_base: Callable[[], Any]) -> None:
    model = dyqlora.attach(open_base(), ranks=(2, 8))
    model.set_adapter("default")
    dyqlora.freeze(model)
    assert not any(p.requires_grad for name, p in model.named_parameters() if ".lora_A." in name)


def test_a_depends_on_the_seed_alone(open_base: Callable[[], Any]) -> None:
    def drawn(seed: int) -> Any:
        model = dyqlora.attach(open_base(), ranks=(2, 8), seed=seed)
        return torch.cat([layer.lora_A["default"].weight.flatten() for layer in dyqlora.layers(model)])

    first = drawn(1)
    torch.rand(5)
    assert torch.equal(drawn(1), first)
    assert not torch.equal(drawn(2), first)


def test_the_forward_is_the_formula(open_base: Callable[[], Any], tokens: Any) -> None:
    model = trained_model(open_base(), tokens).eval()
    layer = next(dyqlora.layers(model))
    x = torch.randn(3, 5, 64, generator=torch.Generator().manual_seed(0))
    a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
    for rank in (2, 5, 8):
        dyqlora.set_rank(model, rank)
        with torch.no_grad():
            expected = layer.base_layer(x) + (x @ a[:rank].T @ b[:, :rank].T) * (8 / rank)
            torch.testing.assert_close(layer(x), expected)


def test_a_rank_outside_the_range_is_refused(open_base: Callable[[], Any]) -> None:
    model = dyqlora.attach(open_base(), ranks=(2, 8))
    with pytest.raises(ValueError, match="outside 2:8"):
        dyqlora.set_rank(model, 9)


@pytest.mark.parametrize("rank", [2, 8])
def test_backward_keeps_only_the_narrow_product(rank: int) -> None:
    """A layer's adapter path saves A[:r] x of [rows, r]; parameters are there anyway and count for nothing."""
    from transformers import LlamaConfig, LlamaForCausalLM

    base = LlamaForCausalLM(LlamaConfig(vocab_size=8, hidden_size=64, num_hidden_layers=1, num_attention_heads=2))
    model = dyqlora.attach(base, ranks=(2, 8)).train()
    dyqlora.set_rank(model, rank)
    layer = next(dyqlora.layers(model))
    own = {parameter.untyped_storage().data_ptr() for parameter in layer.parameters()}
    saved: list[tuple[int, ...]] = []

    def keep(tensor: Any) -> Any:
        if tensor.untyped_storage().data_ptr() not in own:
            saved.append(tuple(tensor.shape))
        return tensor

    x = torch.randn(7, 64, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        layer(x * 1.0).sum().backward()
    assert saved and all(shape[-1] == rank for shape in saved)
    assert sum(rows * columns for rows, columns in saved) == 7 * rank


def test_columns_beyond_the_rank_stay_bit_equal_with_their_moments(open_base: Callable[[], Any], tokens: Any) -> None:
    model = dyqlora.attach(open_base(), ranks=(2, 8), seed=1).train()
    matrices = list(dyqlora.trained(model).values())
    optimizer = RankedAdamW(matrices, lr=0.01)

    def step(rank: int) -> None:
        dyqlora.set_rank(model, rank)
        optimizer.zero_grad()
        model(input_ids=tokens, labels=tokens).loss.backward()
        optimizer.step(rank=rank)

    step(8)  # gives every column momentum
    before = [b.detach().clone() for b in matrices]
    moments = [{key: value.clone() for key, value in optimizer.state[b].items()} for b in matrices]
    step(3)
    for b, old, moment in zip(matrices, before, moments, strict=True):
        assert torch.equal(b[:, 3:], old[:, 3:])
        assert not torch.equal(b[:, :3], old[:, :3])
        for key in ("mean", "square"):
            assert torch.equal(optimizer.state[b][key][:, 3:], moment[key][:, 3:])
        assert optimizer.state[b]["steps"].tolist() == [2.0] * 3 + [1.0] * 5


def test_at_full_rank_the_optimizer_is_torchs_adamw_without_decay() -> None:
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(6, 4, generator=generator)
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    optimizers = RankedAdamW([ours], lr=0.01), torch.optim.AdamW([theirs], lr=0.01, weight_decay=0.0)
    for _ in range(5):
        grad = torch.randn(6, 4, generator=generator)
        for parameter, optimizer in zip((ours, theirs), optimizers, strict=True):
            parameter.grad = grad.clone()
            optimizer.step()
    torch.testing.assert_close(ours, theirs)


def test_gradients_are_the_same_before_and_after_an_evaluation(open_base: Callable[[], Any], tokens: Any) -> None:
    """bitsandbytes repacks 4-bit weights at the first evaluation on some CPUs and then loses gradients: not ours."""
    model = trained_model(open_base(), tokens)

    def gradients() -> list[Any]:
        model.train().zero_grad()
        model(input_ids=tokens, labels=tokens).loss.backward()
        return [b.grad.clone() for b in dyqlora.trained(model).values()]

    before = gradients()
    with torch.no_grad():
        model.eval()(input_ids=tokens)
    assert all(torch.equal(a, b) for a, b in zip(before, gradients(), strict=True))
    assert any(gradient.abs().max() > 0 for gradient in before)


def test_gradient_checkpointing_sees_the_same_rank_twice(open_base: Callable[[], Any], tokens: Any) -> None:
    model = trained_model(open_base(), tokens)
    dyqlora.set_rank(model, 3)

    def gradients() -> list[Any]:
        model.zero_grad()
        model(input_ids=tokens, labels=tokens).loss.backward()
        return [b.grad.clone() for b in dyqlora.trained(model).values()]

    plain = gradients()
    model.activation_checkpointing_enable({"use_reentrant": False})
    for one, other in zip(plain, gradients(), strict=True):
        torch.testing.assert_close(one, other)
        assert other[:, 3:].abs().max() == 0


@pytest.mark.parametrize("rank", [2, 5, 8])
def test_stock_peft_loads_the_adapter_at_any_rank(
    open_base: Callable[[], Any], tokens: Any, tmp_path: Path, rank: int
) -> None:
    from peft import PeftModel

    model = trained_model(open_base(), tokens).eval()
    dyqlora.set_rank(model, rank)
    folder = adapters.save_adapter(model, tmp_path / "adapter", {"spec": {"ranks": [2, 8]}})
    sliced = slicing.slice_adapter(folder, rank, tmp_path / f"rank-{rank}")
    with torch.no_grad():
        ours = model(input_ids=tokens).logits
        stock = PeftModel.from_pretrained(open_base(), sliced).eval()(input_ids=tokens).logits
        opened = adapters.open_adapter(open_base(), folder, rank)(input_ids=tokens).logits
    assert (ours - stock).abs().max() == 0.0
    assert torch.equal(opened, stock)
    if rank == 8:  # unsliced as well
        with torch.no_grad():
            assert torch.equal(PeftModel.from_pretrained(open_base(), folder).eval()(input_ids=tokens).logits, ours)
