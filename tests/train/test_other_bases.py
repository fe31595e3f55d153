"""A fine-tune over a vision–language model of transformers (a tiny LLaVA), through its own processor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
pytest.importorskip("peft", reason="the local model is not installed")

from maemi.model.loading import load  # noqa: E402
from maemi.progress import Silent  # noqa: E402
from maemi.train.encoding import NOT_COUNTED, Example, ProcessorEncoder, make_encoder  # noqa: E402
from maemi.train.opening import targets  # noqa: E402
from maemi.train.run import fine_tune  # noqa: E402
from maemi.train.spec import TrainSpec  # noqa: E402

pytestmark = [pytest.mark.local, pytest.mark.filterwarnings("ignore::FutureWarning")]

TEMPLATE = (
    "{% for message in messages %}<{{ message['role'] }}>"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}<end>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)


@pytest.fixture(scope="module")
def llava_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import CLIPImageProcessorPil, LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor

    from maemi.model.tokenizing import train_tokenizer

    tokenizer = train_tokenizer(["What is shown?", "There are dots."], 300, 512)
    torch.manual_seed(5)
    config = LlavaConfig(
        vision_config={
            "model_type": "clip_vision_model",
            "hidden_size": 32,
            "intermediate_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
        },
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
    )
    folder = tmp_path_factory.mktemp("llava")
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    images = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    LlavaProcessor(
        images,
        tokenizer,
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        image_token="<image>",
        chat_template=TEMPLATE,
    ).save_pretrained(folder)
    return folder


def test_the_loss_counts_the_answer_alone(llava_folder: Path, project_folder: Path, tmp_path: Path) -> None:
    loaded = load(str(llava_folder))
    encoder = make_encoder(loaded.model, loaded.processor, 512, 2**20, Silent())
    assert isinstance(encoder, ProcessorEncoder)
    picture = tmp_path / "pictures" / "dots-03.png"
    examples = [
        Example(1, picture, "Pixel size: 1 nm.", "What is shown?", "There are dots."),
        Example(2, picture, "", "Shown?", "dots."),
    ]
    inputs = encoder.training(examples)
    assert inputs is not None
    for row, example in enumerate(examples):
        counted = inputs["labels"][row][inputs["labels"][row] != NOT_COUNTED]
        assert loaded.processor.tokenizer.decode(counted) == f"{example.answer}<end>"
    assert inputs["pixel_values"].shape[0] == 2


def test_adapters_go_on_the_language_part_and_not_on_the_image_encoder(llava_folder: Path) -> None:
    names = targets(load(str(llava_folder)).model).replace("\\", "").split("|")
    assert names and not any("vision_tower" in name or name.endswith("lm_head") for name in names)
    assert any(name.endswith("q_proj") for name in names)


@pytest.mark.parametrize("quantize", [False, True])
def test_it_trains_answers_and_is_scored(
    llava_folder: Path, project_folder: Path, tmp_path: Path, heard: Callable[..., Any], quantize: bool
) -> None:
    spec = TrainSpec(
        project=str(project_folder),
        base=str(llava_folder),
        steps=8,
        batch=4,
        quantize=quantize,
        learning_rate=0.02,
        validation_pairs=4,
        score_pairs=2,
        score_tokens=3,
    )
    listener = heard()
    result = fine_tune(spec, tmp_path / "runs" / "train-1", listener)
    assert result["validation"][-1][1] < result["validation"][0][1]
    assert set(result["metrics"]) == {"before", "after", "pairs", "examples"}
