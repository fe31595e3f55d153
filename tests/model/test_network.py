"""The MAEMI network: what joining, caching, saving, checkpointing and batching must not change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")

from transformers import AutoModelForImageTextToText, LlamaForCausalLM  # noqa: E402

import maemi.model.register  # noqa: E402, F401
from maemi.model.configuration import MaemiConfig  # noqa: E402
from maemi.model.network import MaemiForConditionalGeneration  # noqa: E402


def make_config(**changes: Any) -> MaemiConfig:
    vision = {
        "model_type": "vit",
        "hidden_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "image_size": [32, 48],
        "patch_size": 16,
        "num_channels": 1,
    }
    text = {
        "model_type": "llama",
        "vocab_size": 96,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
        "pad_token_id": 0,
        "bos_token_id": None,
        "eos_token_id": 1,
    }
    return MaemiConfig(vision_config=vision, text_config=text, **{"cross_attention_every": 2} | changes)


@pytest.fixture
def model() -> MaemiForConditionalGeneration:
    """Random weights, gates open."""
    torch.manual_seed(1)
    model = MaemiForConditionalGeneration(make_config()).eval()
    for name, weight in model.named_parameters():
        if name.endswith("_gate"):
            weight.data.fill_(0.7)
        elif weight.ndim == 2:
            weight.data.mul_(4.0)
    return model


@pytest.fixture
def ids() -> torch.Tensor:
    return torch.randint(2, 96, (3, 9), generator=torch.Generator().manual_seed(2))


@pytest.fixture
def pixels() -> torch.Tensor:
    return torch.randn(3, 1, 32, 48, generator=torch.Generator().manual_seed(3))


@torch.no_grad()
def test_fresh_gates_leave_the_language_model_as_it_was(ids: torch.Tensor, pixels: torch.Tensor) -> None:
    torch.manual_seed(1)
    joined = MaemiForConditionalGeneration(make_config()).eval()
    alone = LlamaForCausalLM(joined.config.text).eval()
    renamed = {
        name.removeprefix("language_model.").replace(".decoder.", "."): weight
        for name, weight in joined.state_dict().items()
        if name.startswith("language_model.") and ".gated." not in name
    }
    alone.load_state_dict(renamed)
    assert torch.equal(joined(input_ids=ids, pixel_values=pixels).logits, alone(input_ids=ids).logits)
    assert torch.equal(joined(input_ids=ids).logits, alone(input_ids=ids).logits)


@torch.no_grad()
def test_open_gates_let_the_image_through(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    one, other = model(input_ids=ids, pixel_values=pixels).logits, model(input_ids=ids, pixel_values=-pixels).logits
    assert (one - other).abs().max() > 0.1


@torch.no_grad()
def test_text_alone_does_no_image_work(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the image encoder ran")

    monkeypatch.setattr(model.vision_model, "forward", never)
    gated = model.language_model.model.layers[0].gated
    monkeypatch.setattr(gated, "forward", never)
    assert model.generate(input_ids=ids, max_new_tokens=3, do_sample=False).shape[1] > ids.shape[1]


def test_cached_and_uncached_generation_agree(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    options: dict[str, Any] = {"input_ids": ids, "pixel_values": pixels, "max_new_tokens": 12, "do_sample": False}
    cached = model.generate(**options, use_cache=True)
    assert torch.equal(cached, model.generate(**options, use_cache=False))
    assert not torch.equal(cached, model.generate(**options | {"pixel_values": -pixels}))
    beams = model.generate(**options, num_beams=3)
    assert torch.equal(beams, model.generate(**options, num_beams=3, use_cache=False))


def test_the_image_is_encoded_once_a_generation(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    encode = model.get_image_features

    def counted(pixel_values: torch.Tensor) -> torch.Tensor:
        nonlocal looks
        looks += 1
        return encode(pixel_values)

    monkeypatch.setattr(model, "get_image_features", counted)
    model.generate(input_ids=ids, pixel_values=pixels, max_new_tokens=6, do_sample=False)
    assert looks == 1


@torch.no_grad()
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_saved_and_loaded_are_equal(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor, tmp_path: Path
) -> None:
    model.save_pretrained(tmp_path)
    assert [file.suffix for file in tmp_path.glob("model*")] == [".safetensors"]
    loaded = AutoModelForImageTextToText.from_pretrained(tmp_path)
    assert type(loaded) is MaemiForConditionalGeneration
    difference = loaded(input_ids=ids, pixel_values=pixels).logits - model(input_ids=ids, pixel_values=pixels).logits
    assert difference.abs().max() == 0.0
    assert loaded.get_input_embeddings().weight is loaded.get_output_embeddings().weight


def test_checkpointing_gives_the_same_gradients(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    def gradients() -> dict[str, torch.Tensor]:
        model.zero_grad()
        model(input_ids=ids, pixel_values=pixels, labels=ids).loss.backward()
        return {name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None}

    model.train()
    plain = gradients()
    model.activation_checkpointing_enable()
    checkpointed = gradients()
    assert plain.keys() == checkpointed.keys() == {name for name, _ in model.named_parameters()}
    for name in plain:
        torch.testing.assert_close(checkpointed[name], plain[name], rtol=1e-6, atol=1e-7, msg=name)
    assert all(plain[name].abs().max() > 0 for name in plain if name.endswith("_gate"))


@torch.no_grad()
def test_a_padded_batch_answers_as_each_row_alone(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    mask = torch.ones_like(ids)
    padded = ids.clone()
    padded[0, :4], mask[0, :4] = 0, 0
    together = model.generate(
        input_ids=padded, attention_mask=mask, pixel_values=pixels, max_new_tokens=8, min_new_tokens=8, do_sample=False
    )
    for row in range(3):
        alone = model.generate(
            input_ids=padded[row : row + 1, int((mask[row] == 0).sum()) :],
            pixel_values=pixels[row : row + 1],
            max_new_tokens=8,
            min_new_tokens=8,
            do_sample=False,
        )
        assert torch.equal(together[row, -8:], alone[0, -8:])


@torch.no_grad()
def test_rows_without_an_image_pass_as_text(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    present = torch.tensor([True, False, True])
    mixed = model(input_ids=ids, pixel_values=pixels, image_present=present).logits
    text = model(input_ids=ids).logits
    assert torch.equal(mixed[1], text[1])
    assert not torch.allclose(mixed[0], text[0])


@torch.no_grad()
def test_features_computed_before_are_as_good_as_pixels(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    features = model.get_image_features(pixels)
    options: dict[str, Any] = {"input_ids": ids, "max_new_tokens": 6, "do_sample": False}
    assert torch.equal(
        model.generate(**options, image_features=features), model.generate(**options, pixel_values=pixels)
    )


def test_the_loss_counts_only_the_labels(
    model: MaemiForConditionalGeneration, ids: torch.Tensor, pixels: torch.Tensor
) -> None:
    labels = ids.clone()
    labels[:, :5] = -100
    out = model(input_ids=ids, pixel_values=pixels, labels=labels)
    logits = model(input_ids=ids, pixel_values=pixels).logits
    expected = torch.nn.functional.cross_entropy(logits[:, 4:-1].reshape(-1, 96), ids[:, 5:].reshape(-1))
    torch.testing.assert_close(out.loss, expected)
    assert out.logits.shape == (12, 96)
    shared = model(input_ids=ids, pixel_values=pixels, labels=labels, num_items_in_batch=24).loss
    torch.testing.assert_close(shared, expected / 2)


@pytest.mark.parametrize(
    ("change", "word"),
    [({"cross_attention_every": 0}, "cross_attention_every"), ({"cross_attention_heads": 5}, "divide")],
)
def test_numbers_that_do_not_fit_are_refused(change: dict[str, int], word: str) -> None:
    with pytest.raises(Exception, match=word):
        make_config(**change)
