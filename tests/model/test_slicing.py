"""What is no adapter, or no rank of it, is refused in a sentence, and nothing half-written stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
from safetensors.torch import load_file, save_file  # noqa: E402

from maemi.errors import InputError  # noqa: E402
from maemi.model.slicing import ranks_of, slice_adapter  # noqa: E402

pytestmark = pytest.mark.local


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    """A hand-made adapter of rank 8 for one layer."""
    folder = tmp_path / "adapter"
    folder.mkdir()
    config: dict[str, Any] = {"peft_type": "LORA", "r": 8, "lora_alpha": 8}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    (folder / "maemi.json").write_text(json.dumps({"spec": {"ranks": [2, 8]}}))
    name = "base_model.model.q.lora_{}.weight"
    save_file(
        {name.format("A"): torch.arange(24.0).view(8, 3), name.format("B"): torch.arange(40.0).view(5, 8)},
        folder / "adapter_model.safetensors",
    )
    return folder


def test_rows_of_a_and_columns_of_b(adapter: Path, tmp_path: Path) -> None:
    out = slice_adapter(adapter, 3, tmp_path / "three")
    tensors = load_file(out / "adapter_model.safetensors")
    assert torch.equal(tensors["base_model.model.q.lora_A.weight"], torch.arange(24.0).view(8, 3)[:3])
    assert torch.equal(tensors["base_model.model.q.lora_B.weight"], torch.arange(40.0).view(5, 8)[:, :3])
    config = json.loads((out / "adapter_config.json").read_text())
    assert (config["r"], config["lora_alpha"]) == (3, 8)
    assert ranks_of(out) == (2, 3)


@pytest.mark.parametrize("rank", [1, 9, 0, -1])
def test_a_rank_outside_the_range_is_refused(adapter: Path, tmp_path: Path, rank: int) -> None:
    with pytest.raises(InputError, match="ranks 2 to 8"):
        slice_adapter(adapter, rank, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter"]


def test_an_existing_folder_is_not_overwritten(adapter: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is there already"):
        slice_adapter(adapter, 4, adapter)


def test_a_folder_without_an_adapter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no adapter"):
        slice_adapter(tmp_path, 4, tmp_path / "out")


def test_another_kind_of_adapter_is_refused(adapter: Path, tmp_path: Path) -> None:
    (adapter / "adapter_config.json").write_text(json.dumps({"peft_type": "IA3"}))
    with pytest.raises(InputError, match="no LoRA adapter"):
        slice_adapter(adapter, 4, tmp_path / "out")


def test_an_adapter_of_another_origin_has_its_one_rank(adapter: Path) -> None:
    (adapter / "maemi.json").unlink()
    assert ranks_of(adapter) == (8, 8)
