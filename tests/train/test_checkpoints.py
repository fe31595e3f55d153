"""A checkpoint is whole or not there, and leftovers of a crash are swept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
pytest.importorskip("peft", reason="the local model is not installed")

from maemi.errors import InputError  # noqa: E402
from maemi.model import dyqlora  # noqa: E402
from maemi.model.dyqlora_optimizer import RankedAdamW  # noqa: E402
from maemi.train import checkpoints  # noqa: E402

pytestmark = pytest.mark.local


@pytest.fixture
def trained() -> tuple[Any, RankedAdamW]:
    """A one-layer model whose adapter and optimizer have state."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=16, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2
    )
    model = dyqlora.attach(LlamaForCausalLM(config), (2, 4))
    optimizer = RankedAdamW(dyqlora.trained(model).values(), lr=0.1)
    tokens = torch.arange(8)[None]
    model(input_ids=tokens, labels=tokens).loss.backward()
    optimizer.step(rank=3)
    return model, optimizer


def test_what_is_written_is_restored_bit_by_bit(trained: tuple[Any, RankedAdamW], tmp_path: Path) -> None:
    model, optimizer = trained
    checkpoint = checkpoints.write_checkpoint(tmp_path / "c", 5, model, optimizer, {"note": "µ"})
    before = {name: b.detach().clone() for name, b in dyqlora.trained(model).items()}
    moments = {name: dict(optimizer.state[b]) for name, b in dyqlora.trained(model).items()}
    random = torch.rand(3)

    for b in dyqlora.trained(model).values():
        b.data.zero_()
    fresh = RankedAdamW(dyqlora.trained(model).values(), lr=0.1)
    checkpoints.restore(checkpoint, model, fresh)
    assert torch.equal(torch.rand(3), random)
    for name, b in dyqlora.trained(model).items():
        assert torch.equal(b, before[name])
        assert all(torch.equal(fresh.state[b][key], moments[name][key]) for key in ("steps", "mean", "square"))
    assert checkpoints.read_state(checkpoint) == {"note": "µ", "step": 5}


def test_only_two_are_kept_and_leftovers_are_swept(trained: tuple[Any, RankedAdamW], tmp_path: Path) -> None:
    folder = tmp_path / "c"
    (folder / ".step-000009.part").mkdir(parents=True)
    (folder / ".step-000009.part" / "adapter.safetensors").write_bytes(b"half")
    for step in (1, 2, 3):
        checkpoints.write_checkpoint(folder, step, *trained, {})
    assert sorted(path.name for path in folder.iterdir()) == ["last", "step-000002", "step-000003"]
    assert checkpoints.last_checkpoint(folder) == folder / "step-000003"


def test_a_crash_before_the_pointer_leaves_the_one_before(
    trained: tuple[Any, RankedAdamW], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "c"
    checkpoints.write_checkpoint(folder, 1, *trained, {})

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoints.durable, "write_text", crash)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.write_checkpoint(folder, 2, *trained, {})
    assert checkpoints.last_checkpoint(folder) == folder / "step-000001"
    monkeypatch.undo()
    checkpoints.write_checkpoint(folder, 2, *trained, {})  # the leftover of the same step is no obstacle
    assert checkpoints.last_checkpoint(folder) == folder / "step-000002"


def test_a_pointer_to_nothing_is_no_checkpoint(tmp_path: Path) -> None:
    assert checkpoints.last_checkpoint(tmp_path) is None
    (tmp_path / "last").write_text("step-000007")
    assert checkpoints.last_checkpoint(tmp_path) is None
    (tmp_path / "last").write_text("../elsewhere")
    assert checkpoints.last_checkpoint(tmp_path) is None


def test_a_torn_checkpoint_is_a_sentence(trained: tuple[Any, RankedAdamW], tmp_path: Path) -> None:
    checkpoint = checkpoints.write_checkpoint(tmp_path / "c", 1, *trained, {})
    (checkpoint / "adapter.safetensors").write_bytes(b"\x10")
    with pytest.raises(InputError, match="does not fit this base"):
        checkpoints.restore(checkpoint, *trained)
