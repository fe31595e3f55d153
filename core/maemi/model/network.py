"""The MAEMI network: an image encoder and a causal language model, joined by gated cross-attention."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import inspect
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    Cache,
    DynamicCache,
    EncoderDecoderCache,
    GenerationMixin,
    PreTrainedModel,
)
from transformers import initialization as init
from transformers.modeling_outputs import CausalLMOutputWithPast

from maemi.model.configuration import MaemiConfig
from maemi.model.gated import GatedBlock, JoinedLayer

NOT_COUNTED = -100
"""A label that the loss passes over."""


class MaemiForConditionalGeneration(PreTrainedModel, GenerationMixin):
    """A conversation about a micrograph: tokens and pixels in, next-token scores out.

    One image a sequence. Text-only input does no image work; a batch may mix both by `image_present`.
    """

    config: MaemiConfig  # pyright: ignore[reportIncompatibleVariableOverride]
    config_class = MaemiConfig
    base_model_prefix = "language_model"
    main_input_name = "input_ids"
    input_modalities = ["image", "text"]  # noqa: RUF012 - transformers reads it as a list
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    _supports_attention_backend = True
    _no_split_modules = ["JoinedLayer"]  # noqa: RUF012
    _skip_keys_device_placement = ["past_key_values", "image_cache"]  # noqa: RUF012

    def __init__(self, config: MaemiConfig) -> None:
        super().__init__(config)
        self.vision_model = _without_pooler(config.vision)
        self.image_norm = nn.LayerNorm(int(config.vision.hidden_size))
        self.language_model: Any = AutoModelForCausalLM.from_config(config.text)
        layers = self.language_model.get_decoder().layers
        blocks = {layer: GatedBlock(config, block) for block, layer in enumerate(config.gated_layers)}
        for index, layer in enumerate(layers):
            layers[index] = JoinedLayer(layer, blocks.get(index))
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, GatedBlock):
            init.zeros_(module.attention_gate)
            init.zeros_(module.feed_forward_gate)

    def get_input_embeddings(self) -> nn.Module:
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value: nn.Module) -> None:
        self.language_model.set_input_embeddings(value)

    def get_output_embeddings(self) -> nn.Module:
        return self.language_model.get_output_embeddings()

    def set_output_embeddings(self, new_embeddings: nn.Module) -> None:
        self.language_model.set_output_embeddings(new_embeddings)

    def get_decoder(self, *_args: Any, **_kwargs: Any) -> Any:
        return self.language_model.get_decoder()

    def get_image_features(self, pixel_values: Tensor) -> Tensor:
        """[batch, patches, image width] from pixels [batch, channels, rows, columns]."""
        weight = next(self.vision_model.parameters())
        pixels = pixel_values.to(weight.dtype) if weight.is_floating_point() else pixel_values
        return self.image_norm(self.vision_model(pixel_values=pixels).last_hidden_state)

    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        input_ids: Tensor | None = None,
        pixel_values: Tensor | None = None,
        image_present: Tensor | None = None,
        image_features: Tensor | None = None,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Cache | None = None,
        inputs_embeds: Tensor | None = None,
        labels: Tensor | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int | Tensor = 0,
        num_items_in_batch: Tensor | int | None = None,
        **kwargs: Any,
    ) -> CausalLMOutputWithPast:
        """Scores [batch, tokens, vocabulary] of the next token, and with `labels` [batch, tokens] their mean loss.

        `pixel_values` [batch, channels, rows, columns]; `image_features` instead, where `get_image_features` already
        ran. `image_present` [batch] bool says which rows have an image (None: all). With labels, scores are computed
        only where a label counts, and returned flat, [counted, vocabulary]: the same loss for a fraction of the
        memory.
        """
        if use_cache is None:
            use_cache = self.config.use_cache and not self.training
        cache = _both_caches(past_key_values, self.config) if use_cache or past_key_values is not None else None
        image_cache = cast(DynamicCache, cache.cross_attention_cache) if cache is not None else None
        if image_cache is not None and image_cache.get_seq_length() > 0:
            image_features = None
        elif image_features is None and pixel_values is not None:
            image_features = self.get_image_features(pixel_values)
        out = self.language_model.get_decoder()(
            input_ids=input_ids,
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache.self_attention_cache if cache is not None else None,
            use_cache=use_cache,
            image=image_features,
            image_cache=image_cache,
            image_present=image_present,
            **kwargs,
        )
        hidden: Tensor = out.last_hidden_state
        head = self.language_model.get_output_embeddings()
        if labels is None:
            kept = slice(-logits_to_keep, None) if isinstance(logits_to_keep, int) else logits_to_keep
            return CausalLMOutputWithPast(logits=head(hidden[:, kept]), past_key_values=cache)
        counted = labels[:, 1:] != NOT_COUNTED
        logits = head(hidden[:, :-1][counted])
        loss = _mean_loss(logits, labels[:, 1:][counted], num_items_in_batch)
        return CausalLMOutputWithPast(loss=cast(Any, loss), logits=logits, past_key_values=cache)

    def prepare_inputs_for_generation(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        inputs: dict[str, Any] = super().prepare_inputs_for_generation(*args, **kwargs)
        if not kwargs.get("is_first_iteration", False) and kwargs.get("use_cache", True):
            inputs["pixel_values"] = None  # the cache holds the image's keys and values
        return inputs


def _without_pooler(config: Any) -> nn.Module:
    """The image encoder; a pooling head, where it has one, would be weights that nothing trains."""
    # The only way from a configuration to its class; several kinds of one configuration come as a tuple.
    found: Any = AutoModel._model_mapping[type(config)]  # pyright: ignore[reportPrivateUsage]
    kind: Any = found[0] if isinstance(found, tuple) else found
    extra = {"add_pooling_layer": False} if "add_pooling_layer" in inspect.signature(kind.__init__).parameters else {}
    return cast(nn.Module, AutoModel.from_config(config, **extra))


def _both_caches(given: Cache | None, config: MaemiConfig) -> EncoderDecoderCache:
    """One cache for the text and one for the image's keys and values; `generate` brings only the first."""
    if isinstance(given, EncoderDecoderCache):
        return given
    text = given if given is not None else DynamicCache(config=config.text)
    return EncoderDecoderCache(text, DynamicCache())


def _mean_loss(logits: Tensor, labels: Tensor, items: Tensor | int | None) -> Tensor:
    """Cross-entropy [scalar] of logits [counted, vocabulary], over `items` where accumulation counts them across
    batches.
    """
    if items is None:
        return functional.cross_entropy(logits.float(), labels) if labels.numel() else logits.sum() * 0.0
    total = functional.cross_entropy(logits.float(), labels, reduction="sum")
    return total / torch.as_tensor(items, device=total.device)
