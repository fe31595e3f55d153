"""The sizes of the embedded model and the settings of its training."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from maemi.model.configuration import MaemiConfig

ROWS, COLUMNS = 128, 176
"""The image that the model sees: 8 × 11 patches, near the 4:3 of most scans."""
DRAWN_ROWS, DRAWN_COLUMNS = 306, 416
"""Phantoms are drawn at more than twice that and shrunk as a real scan is, so that noise and fine structure shrink
alike.
"""
VOCABULARY = 2048
PATCH = 16


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of one training; JSON values, written into every checkpoint and into the model's card."""

    seed: int = 0
    images: int = 12_000
    held_out: int = 400
    """Phantoms of other seeds, for the figures at the end; never trained on."""
    sight_steps: int = 1400
    """First the image encoder alone learns to tell class, count, coverage and direction."""
    sight_batch: int = 48
    sight_rate: float = 5e-4
    stem_rate: float = 2e-3
    """Of the convolutions in the first phase."""
    steps: int = 4000
    """Then all of it learns to answer."""
    batch: int = 8
    turn_tokens: int = 224
    """Turns about one image are packed into one sequence of about this length: one look, many answers."""
    told_share: float = 0.0
    """Part of the conversations that only repeat told numbers, without an image: cheap, and how copying is learned."""
    rate: float = 1e-3
    vision_rate: float = 3e-4
    sight_weight: float = 0.3
    """Weight of the sight task beside the answers."""
    warm_up: int = 100
    cool_down: float = 0.25
    """The last part of the steps, in which the learning rate falls to zero."""
    weight_decay: float = 0.02
    hidden: int = 256
    text_layers: int = 4
    vision_layers: int = 3

    def to_json(self) -> dict[str, Any]:
        """All settings."""
        return asdict(self)


SMOKE = Recipe(
    images=40,
    held_out=20,
    sight_steps=3,
    sight_batch=8,
    steps=4,
    batch=4,
    warm_up=2,
    hidden=64,
    text_layers=2,
    vision_layers=1,
)
"""A training of seconds that goes through every part; its model knows nothing."""


def network_config(recipe: Recipe, pad: int, end: int, image: int) -> MaemiConfig:
    """The network of a recipe; `pad`, `end` and `image` are token numbers. All widths are multiples of 64, as NF4
    needs them.
    """
    heads = max(1, recipe.hidden // 64)
    return MaemiConfig(
        vision_config={
            "model_type": "maemi_vit",
            "hidden_size": recipe.hidden,
            "num_hidden_layers": recipe.vision_layers,
            "num_attention_heads": heads,
            "intermediate_size": 4 * recipe.hidden,
            "image_size": [ROWS, COLUMNS],
            "patch_size": PATCH,
            "num_channels": 1,
            "stem_norm": True,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": VOCABULARY,
            "hidden_size": recipe.hidden,
            "intermediate_size": 3 * recipe.hidden,
            "num_hidden_layers": recipe.text_layers,
            "num_attention_heads": heads,
            "num_key_value_heads": heads,
            "max_position_embeddings": 2048,
            "tie_word_embeddings": True,
            "pad_token_id": pad,
            "bos_token_id": None,
            "eos_token_id": end,
        },
        cross_attention_every=1,
        cross_attention_intermediate=2 * recipe.hidden,
        image_token_id=image,
    )
