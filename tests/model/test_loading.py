"""Opening models: what is opened, and what is refused before anything of it runs."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")

from maemi import resources  # noqa: E402
from maemi.errors import InputError, MaemiError  # noqa: E402
from maemi.model.loading import load  # noqa: E402


def picture() -> Any:
    from PIL import Image

    return Image.radial_gradient("L").resize((90, 60))


def ask(model: Any, text: str = "How many?", **options: Any) -> str:
    parts = [{"type": "image", "image": picture()}, {"type": "text", "text": text}]
    return "".join(model.stream([{"role": "user", "content": parts}], **{"max_new_tokens": 12} | options))


def test_a_folder_is_opened_and_answers(tiny_maemi: Path) -> None:
    model = load(str(tiny_maemi))
    assert model.model.dtype == torch.float32
    assert ask(model) == ask(load(str(tiny_maemi)))
    assert model.name == str(tiny_maemi)


def test_four_bits_are_opened_and_answer(tiny_maemi: Path) -> None:
    from bitsandbytes.nn import Linear4bit

    model = load(str(tiny_maemi), quantize=True)
    layers = [module for module in model.model.modules() if isinstance(module, Linear4bit)]
    assert layers
    assert not any(layer.support_avx512bf16_for_cpu for layer in layers)
    assert isinstance(ask(model), str)


def test_an_adapter_is_opened_at_a_rank_and_refused_on_another_base(
    tiny_maemi: Path, llama_folder: Path, tmp_path: Path
) -> None:
    from maemi.model import dyqlora
    from maemi.model.adapters import save_adapter

    base = load(str(tiny_maemi))
    alone = ask(base)
    adapted = dyqlora.attach(base.model, (2, 8), 16.0, 0, r".*(q_proj|v_proj)")
    for name, weight in adapted.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.5)
    save_adapter(adapted, tmp_path / "adapter", {"spec": {"ranks": [2, 8]}})

    at_two, at_eight = (load(str(tiny_maemi), tmp_path / "adapter", rank) for rank in (2, None))
    assert len({alone, ask(at_two), ask(at_eight)}) == 3
    with pytest.raises(InputError, match="rank 9"):
        load(str(tiny_maemi), tmp_path / "adapter", 9)
    with pytest.raises(InputError, match="no adapter"):
        load(str(tiny_maemi), tmp_path)


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({}, "no config.json"),
        ({"config.json": "{"}, "cannot be read"),
        ({"config.json": "{}"}, "model_type"),
        ({"config.json": {"model_type": "llama"}}, "no \\*.safetensors"),
        ({"config.json": {"model_type": "llama"}, "pytorch_model.bin": pickle.dumps(1)}, "pickles"),
        (
            {"config.json": {"model_type": "mystery", "auto_map": {"AutoModel": "m.M"}}, "a.safetensors": b""},
            "code of its own",
        ),
        ({"config.json": {"model_type": "mystery"}, "a.safetensors": b""}, "unknown"),
        ({"adapter_config.json": {}}, "is an adapter"),
        ({"config.json": {"model_type": "bert"}, "a.safetensors": b"xx"}, "no model for images and text"),
    ],
)
def test_what_is_not_safe_or_whole_is_refused(tmp_path: Path, files: dict[str, Any], word: str) -> None:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content))
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(InputError, match=word) as caught:
        load(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_names_that_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="There is no model"):
        load(str(tmp_path / "nowhere" / "at all"))
    with pytest.raises(InputError, match="is a file"):
        (tmp_path / "x").write_text("")
        load(str(tmp_path / "x"))
    with pytest.raises(InputError, match="cannot be fetched"):
        load("nobody/nothing-that-exists")  # the tests are offline
    monkeypatch.setattr(resources, "path", lambda *_parts: tmp_path)
    with pytest.raises(MaemiError, match="embedded model is missing"):
        load("embedded")


def test_damaged_weights_are_one_sentence(tiny_maemi: Path, tmp_path: Path) -> None:
    for file in tiny_maemi.iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data[: len(data) // 2] if file.suffix == ".safetensors" else data)
    with pytest.raises(MaemiError, match="cannot be opened"):
        load(str(tmp_path))


def test_a_device_that_is_not_there(tiny_maemi: Path) -> None:
    with pytest.raises(InputError, match="no device"):
        load(str(tiny_maemi), device="tpu9")
