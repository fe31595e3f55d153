"""Small bases and batches for the tests of the model's room."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved language model of two layers; NF4 takes all shapes but those of keys and values."""
    torch = pytest.importorskip("torch", reason="the local model is not installed")
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("llama")
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=96,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=1,  # keys and values are [16, 64]: an odd shape for bitsandbytes
        tie_word_embeddings=False,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(params=["fp32", "nf4"])
def precision(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def open_base(llama_folder: Path, precision: str) -> Callable[[], Any]:
    """Loads the tiny language model afresh at each call, plain or in 4 bits."""
    torch = pytest.importorskip("torch", reason="the local model is not installed")
    from transformers import AutoConfig, AutoModelForCausalLM

    from maemi.model import nf4

    def opened() -> Any:
        if precision == "fp32":
            return AutoModelForCausalLM.from_pretrained(llama_folder, dtype=torch.float32)
        with torch.device("meta"):
            skeleton = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(llama_folder))
        config = nf4.quantization_config(skeleton, compute_dtype=torch.float32)
        model = AutoModelForCausalLM.from_pretrained(
            llama_folder, dtype=torch.float32, quantization_config=config, device_map="cpu"
        )
        assert nf4.make_trainable(model) > 0
        return model

    return opened


@pytest.fixture
def tokens() -> Any:
    """Token numbers [2, 12] of the tiny language model."""
    torch = pytest.importorskip("torch", reason="the local model is not installed")
    return torch.randint(0, 96, (2, 12), generator=torch.Generator().manual_seed(3))


@pytest.fixture(scope="session")
def tiny_maemi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved MAEMI network of tiny size with random weights and open gates, its tokenizer and processor."""
    torch = pytest.importorskip("torch", reason="the local model is not installed")
    from maemi.model.image_processing import MaemiImageProcessor
    from maemi.model.network import MaemiForConditionalGeneration
    from maemi.model.processing import MaemiProcessor
    from maemi.model.tokenizing import SPECIAL_TOKENS, train_tokenizer
    from maemi.train.embedded.making import save, token_numbers
    from maemi.train.embedded.recipe import COLUMNS, ROWS, SMOKE, VOCABULARY, network_config

    folder = tmp_path_factory.mktemp("models") / "tiny"
    torch.manual_seed(5)
    tokenizer = train_tokenizer(["How many particles are there? There are 42 particles of 10 nm."] * 3, 400, 2048)
    model = MaemiForConditionalGeneration(network_config(SMOKE, *token_numbers(tokenizer)))
    for name, weight in model.named_parameters():
        if name.endswith("_gate"):
            weight.data.fill_(0.8)
        elif weight.ndim == 2:  # larger than a fresh network's, so that answers depend on all of the input
            weight.data.mul_(3.0)
    save(model, MaemiProcessor(MaemiImageProcessor({"height": ROWS, "width": COLUMNS}), tokenizer), folder)
    # It says whole words only, seldom twice the same, and never ends by itself.
    settings = folder / "generation_config.json"
    silent = [*range(len(SPECIAL_TOKENS) + 256), *range(len(tokenizer), VOCABULARY)]
    words = {"suppress_tokens": silent, "repetition_penalty": 3.0}
    settings.write_text(json.dumps(json.loads(settings.read_text()) | words))
    return folder
