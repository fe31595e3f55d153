"""A small project of approved pairs, and a small MAEMI base, for the tests of fine-tuning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maemi.project.decisions import decide
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project

QUESTIONS = ("What is shown?", "How many dots are there?", "Which way do the lines run?")


def draw_dots(path: Path, count: int) -> Path:
    """A grey PNG of 96 × 128 with some bright squares."""
    from PIL import Image

    pixels = np.full((96, 128), 40, dtype=np.uint8)
    for dot in range(count):
        row, column = 8 + 20 * (dot // 6), 8 + 20 * (dot % 6)
        pixels[row : row + 8, column : column + 8] = 220
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """A project of ten micrographs with three approved pairs each, and one pair that nobody has judged."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    project = Project.create(tmp_path / "project")
    add_paths(project, [draw_dots(pictures / f"dots-{count:02}.png", count) for count in range(1, 11)])
    new: list[NewPair] = []
    for row in list_micrographs(project):
        count = int(row.name.split("-")[1][:2])
        answers = (f"Bright dots, {count} of them.", f"There are {count} dots.", "There are no lines.")
        for question, answer in zip(QUESTIONS, answers, strict=True):
            new.append(NewPair(row.id, question, answer, "open VQA", "measured"))
    ids = add_pairs(project, new)
    for pair in ids:
        decide(project, pair, "approve", "Ada")
    add_pairs(project, [NewPair(1, "Pending?", "Pending.", "open VQA", "measured")])
    project.close()
    return tmp_path / "project"


@pytest.fixture(scope="session")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MAEMI base of random weights with a tokenizer of the sentences above."""
    torch: Any = pytest.importorskip("torch", reason="the local model is not installed")
    from maemi.model import register  # noqa: F401  (makes the Auto classes know it)
    from maemi.model.configuration import MaemiConfig
    from maemi.model.image_processing import MaemiImageProcessor
    from maemi.model.network import MaemiForConditionalGeneration
    from maemi.model.processing import MaemiProcessor
    from maemi.model.tokenizing import train_tokenizer

    tokenizer = train_tokenizer([*QUESTIONS, "Bright dots, of them.", "There are no lines."] * 5, 400, 512)
    torch.manual_seed(11)
    config = MaemiConfig(
        vision_config={
            "model_type": "vit",
            "hidden_size": 64,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "image_size": [48, 64],
            "patch_size": 16,
            "num_channels": 1,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": len(tokenizer),
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "max_position_embeddings": 512,
            "tie_word_embeddings": True,
            "pad_token_id": tokenizer.pad_token_id,
            "eos_token_id": tokenizer.eos_token_id,
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
    )
    folder = tmp_path_factory.mktemp("base")
    model = MaemiForConditionalGeneration(config)
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.save_pretrained(folder)
    MaemiProcessor(MaemiImageProcessor(size={"height": 48, "width": 64}), tokenizer).save_pretrained(folder)
    return folder


class Heard:
    """A Progress that keeps what it is told, and may ask to stop once something was told."""

    def __init__(self, stop_after_steps: int | None = None) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._stop_after = stop_after_steps

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [fields for heard, fields in self.events if heard == kind]

    def stop_requested(self) -> bool:
        return self._stop_after is not None and len(self.of("step")) >= self._stop_after


@pytest.fixture
def heard() -> type[Heard]:
    return Heard
