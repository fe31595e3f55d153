"""Image processor, tokenizer and chat template."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

pytest.importorskip("torch", reason="the local model is not installed")

from transformers import AutoProcessor

import maemi.model.register  # noqa: F401
from maemi.model.image_processing import MaemiImageProcessor, as_grey, fit, stretch
from maemi.model.processing import MaemiProcessor
from maemi.model.tokenizing import train_tokenizer


@pytest.fixture(scope="module")
def processor() -> MaemiProcessor:
    tokenizer = train_tokenizer(["There are 137 particles of 42 nm."] * 5, 320, 512)
    return MaemiProcessor(MaemiImageProcessor({"height": 32, "width": 48}), tokenizer)


def test_a_wide_image_is_letterboxed_and_a_crop_fills_the_frame() -> None:
    grey = np.tile(np.linspace(0, 1, 100, dtype=np.float32), (20, 1))
    boxed, cropped = fit(grey, 32, 48, "letterbox"), fit(grey, 32, 48, "crop")
    assert boxed.shape == cropped.shape == (32, 48)
    assert (boxed[:10] == 0.5).all() and (boxed[-10:] == 0.5).all()
    assert boxed[16, 0] < 0.05 and boxed[16, -1] > 0.95
    assert cropped[16, 0] > 0.3 and cropped[16, -1] < 0.7


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16", "F", "1", "P"])
def test_all_kinds_of_images_become_the_same_shape(mode: str) -> None:
    pixels = MaemiImageProcessor({"height": 32, "width": 48}).pixels(Image.new(mode, (70, 50)))
    assert pixels.shape == (1, 32, 48)
    assert pixels.dtype == np.float32
    assert np.isfinite(pixels).all()


def test_sixteen_bits_and_eight_bits_look_alike() -> None:
    eight = np.random.default_rng(0).integers(0, 255, (40, 60)).astype(np.uint8)
    both = [MaemiImageProcessor().pixels(picture) for picture in (eight, eight.astype(np.uint16) * 200 + 77)]
    np.testing.assert_allclose(both[0], both[1], atol=1e-4)


def test_constant_and_damaged_greys_do_not_break_the_contrast() -> None:
    assert (stretch(np.full((3, 3), 9, np.float32)) == 0.5).all()
    assert np.isfinite(stretch(np.array([[np.nan, 1.0], [2.0, np.inf]], np.float32))).all()
    with pytest.raises(ValueError, match="shape"):
        as_grey(np.zeros((2, 2, 7)))


@given(st.text(max_size=80))
def test_no_text_is_unknown_to_the_tokenizer(processor: MaemiProcessor, text: str) -> None:
    ids = processor.tokenizer(text, add_special_tokens=False)["input_ids"]
    special = {"<pad>", "<end>", "<image>", "<system>", "<user>", "<assistant>"}
    if not any(token in text for token in special):
        assert processor.tokenizer.decode(ids) == text.encode("utf-8", "replace").decode()


def test_digits_stand_alone(processor: MaemiProcessor) -> None:
    tokens = processor.tokenizer.tokenize("There are 137 particles")
    assert [token for token in tokens if any(sign.isdigit() for sign in token)] == ["1", "3", "7"]


def test_the_chat_template_marks_turns_and_the_image(processor: MaemiProcessor) -> None:
    talk = [
        {"role": "system", "content": "facts"},
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What?"}]},
        {"role": "assistant", "content": "Fibres."},
        {"role": "user", "content": "How many?"},
    ]
    text = processor.apply_chat_template(talk, add_generation_prompt=True)
    assert text == "<system>facts<end><user><image>What?<end><assistant>Fibres.<end><user>How many?<end><assistant>"
    inputs = processor(text=[text, "<user>Hi"], images=[np.zeros((9, 9))] * 2, return_tensors="pt")
    assert inputs["pixel_values"].shape == (2, 1, 32, 48)
    assert inputs["attention_mask"][1, 0] == 0, "padding is on the left, where generation needs it"
    assert (inputs["input_ids"][0] == processor.image_token_id).sum() == 1


def test_saved_and_loaded_processors_agree(processor: MaemiProcessor, tmp_path: Path) -> None:
    processor.save_pretrained(tmp_path)
    loaded = AutoProcessor.from_pretrained(tmp_path)
    assert type(loaded) is MaemiProcessor
    picture = np.random.default_rng(1).random((40, 40))
    one, other = (some(images=picture, text="A b", return_tensors="np") for some in (processor, loaded))
    np.testing.assert_array_equal(one["pixel_values"], other["pixel_values"])
    np.testing.assert_array_equal(one["input_ids"], other["input_ids"])
