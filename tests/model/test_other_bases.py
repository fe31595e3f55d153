"""A vision–language model of transformers in the place of our own: opened, asked, told apart from text models."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")

from maemi.errors import InputError  # noqa: E402
from maemi.model.loading import load  # noqa: E402

TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}\n"
    "{% endfor %}assistant: "
)


@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaVA of toy size: CLIP and Llama with random weights."""
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )

    from maemi.model.tokenizing import SPECIAL_TOKENS, train_tokenizer

    torch.manual_seed(3)
    tokenizer = train_tokenizer([" one two three four five six seven"] * 3, 320, 2048)
    tokenizer.padding_side = "left"
    image_token = tokenizer.convert_tokens_to_ids("<image>")
    text = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        pad_token_id=0, eos_token_id=1, bos_token_id=None,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=16,
        projection_dim=64,
    )  # fmt: skip
    model = LlavaForConditionalGeneration(
        LlavaConfig(vision_config=vision, text_config=text, image_token_index=image_token, vision_feature_layer=-1)
    )
    for weight in model.parameters():
        weight.data.mul_(3.0)
    model.generation_config.suppress_tokens = list(range(len(SPECIAL_TOKENS) + 256))
    model.generation_config.pad_token_id = 0
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    processor = LlavaProcessor(
        images, tokenizer, patch_size=16, vision_feature_select_strategy="default", chat_template=TEMPLATE,
        image_token="<image>", num_additional_image_tokens=1,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("llava")
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def test_it_is_asked_like_our_own(llava: Path) -> None:
    from PIL import Image

    model = load(str(llava))
    parts = [{"type": "image", "image": Image.radial_gradient("L")}, {"type": "text", "text": "one two"}]
    answer = model.stream([{"role": "system", "content": "three"}, {"role": "user", "content": parts}], 6)
    assert "".join(answer).strip()
    assert answer.completion_tokens == 6
    assert "".join(model.stream([{"role": "user", "content": "four"}], 4)).strip()


def test_a_model_without_eyes_is_refused(llama_folder: Path) -> None:
    with pytest.raises(InputError, match="no model for images and text"):
        load(str(llama_folder))
