"""A base in 4 bits."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
pytest.importorskip("bitsandbytes", reason="the local model is not installed")

from maemi.model import nf4  # noqa: E402

pytestmark = pytest.mark.local


def test_the_head_and_odd_shapes_stay_unquantised(llama_folder: Path) -> None:
    from bitsandbytes.nn.modules import Linear4bit
    from transformers import AutoModelForCausalLM

    skeleton = AutoModelForCausalLM.from_pretrained(llama_folder)
    kept = nf4.kept(skeleton)
    assert {name.rsplit(".", 1)[-1] for name in kept} == {"lm_head", "k_proj", "v_proj"}
    model = AutoModelForCausalLM.from_pretrained(llama_folder, quantization_config=nf4.quantization_config(skeleton))
    four_bit = {name for name, module in model.named_modules() if isinstance(module, Linear4bit)}
    assert four_bit and not four_bit & set(kept)


def test_every_four_bit_layer_is_double_quantised_and_safe_to_evaluate(llama_folder: Path) -> None:
    from bitsandbytes.nn.modules import Linear4bit
    from transformers import AutoModelForCausalLM

    config = nf4.quantization_config(AutoModelForCausalLM.from_pretrained(llama_folder))
    model = AutoModelForCausalLM.from_pretrained(llama_folder, quantization_config=config)
    count = nf4.make_trainable(model)
    layers = [module for module in model.modules() if isinstance(module, Linear4bit)]
    assert count == len(layers) == 10
    assert not any(layer.support_avx512bf16_for_cpu for layer in layers)
    assert all(layer.weight.quant_state.nested for layer in layers)


@pytest.mark.parametrize(("fast", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_a_processor_that_only_emulates_bfloat16_computes_in_float32(
    monkeypatch: pytest.MonkeyPatch, fast: bool, dtype: torch.dtype
) -> None:
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: fast, raising=False)
    assert nf4.compute_dtype(torch.device("cpu")) == dtype
    assert nf4.compute_dtype(torch.device("cuda")) == torch.bfloat16
