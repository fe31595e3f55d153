"""What a MAEMI network is made of: an image encoder, a language model, and where images enter the text."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any, ClassVar, cast

from huggingface_hub.dataclasses import strict
from transformers import AutoConfig, PreTrainedConfig

import maemi.model.vision  # noqa: F401  # pyright: ignore[reportUnusedImport] - AutoConfig must know our encoder


@strict
class MaemiConfig(PreTrainedConfig):
    """Configuration of `MaemiForConditionalGeneration`.

    `vision_config` and `text_config` are configurations of transformers (or dictionaries with their `model_type`): any
    encoder of `AutoModel` that returns `last_hidden_state` [batch, patches, width], and any causal language model of
    `AutoModelForCausalLM` whose decoder keeps its blocks in `layers` (the Llama family and its relatives).

    Raises ValueError where the numbers do not fit together.
    """

    model_type = "maemi"
    sub_configs: ClassVar[dict[str, Any]] = {  # pyright: ignore[reportIncompatibleMethodOverride]
        "vision_config": AutoConfig,
        "text_config": AutoConfig,
    }

    vision_config: dict[str, Any] | PreTrainedConfig | None = None
    text_config: dict[str, Any] | PreTrainedConfig | None = None
    cross_attention_every: int = 2
    """A gated block stands before decoder layers 0, k, 2k …"""
    cross_attention_heads: int | None = None
    """None: as many as the text's attention has."""
    cross_attention_intermediate: int | None = None
    """Width of a gated block's feed-forward part; None: twice the text's width."""
    image_token_id: int | None = None
    """The token that marks where the image stands in a conversation; the image itself enters by cross-attention."""
    initializer_range: float = 0.02
    tie_word_embeddings: bool = True
    use_cache: bool = True

    def __post_init__(self, **kwargs: Any) -> None:
        self.vision_config = _sub_config(self.vision_config, "vit")
        self.text_config = _sub_config(self.text_config, "llama")
        # One truth: the language model ties its own embeddings, and the whole says the same.
        self.tie_word_embeddings = bool(self.text_config.tie_word_embeddings)
        if self.cross_attention_every < 1:
            raise ValueError(f"cross_attention_every is {self.cross_attention_every}; it must be at least 1")
        if self.text.hidden_size % self.attention_heads:
            raise ValueError(
                f"cross_attention_heads is {self.attention_heads};"
                f" it must divide the text's width of {self.text.hidden_size}"
            )
        super().__post_init__(**kwargs)

    @property
    def text(self) -> Any:
        """The language model's configuration; its attributes depend on the kind of model."""
        return cast(Any, self.text_config)

    @property
    def vision(self) -> Any:
        """The image encoder's configuration; its attributes depend on the kind of model."""
        return cast(Any, self.vision_config)

    @property
    def attention_heads(self) -> int:
        """Heads of the cross-attention."""
        return int(self.cross_attention_heads or self.text.num_attention_heads)

    @property
    def feed_forward_width(self) -> int:
        """Width of a gated block's feed-forward part."""
        return int(self.cross_attention_intermediate or 2 * self.text.hidden_size)

    @property
    def gated_layers(self) -> tuple[int, ...]:
        """Decoder layers that have a gated block before them."""
        return tuple(range(0, int(self.text.num_hidden_layers), self.cross_attention_every))


def _sub_config(given: dict[str, Any] | PreTrainedConfig | None, model_type: str) -> PreTrainedConfig:
    if isinstance(given, PreTrainedConfig):
        return given
    fields = dict(given or {})
    return AutoConfig.for_model(fields.pop("model_type", model_type), **fields)
