"""Gated cross-attention: how a text that knows nothing of images learns to look at one.

`x + tanh(a) * CrossAttention(x, image)`, then `x + tanh(b) * FeedForward(x)`, with a = b = 0 at the start, so that the
joined network begins as exactly the language model that it was made of. Source: Alayrac et al. 2022, Flamingo (arXiv
2204.14198), section 2.2; the MAEMI paper (arXiv 2408.13248) names gated cross-attention without giving its form.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import DynamicCache
from transformers.modeling_layers import GradientCheckpointingLayer

from maemi.model.configuration import MaemiConfig


class CrossAttention(nn.Module):
    """Text asks, image answers: queries from the text, keys and values from the image's patches."""

    def __init__(self, config: MaemiConfig, block: int) -> None:
        super().__init__()
        width, image_width = int(config.text.hidden_size), int(config.vision.hidden_size)
        self.block = block
        self.heads = config.attention_heads
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(image_width, width, bias=False)
        self.v_proj = nn.Linear(image_width, width, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)

    def forward(self, text: Tensor, image: Tensor | None, cache: DynamicCache | None) -> Tensor:
        """[batch, tokens, width] from text [batch, tokens, width] and image [batch, patches, image width].

        A cache keeps the image's keys and values: with one that is filled, `image` is not looked at and may be None.
        """
        if cache is not None and cache.get_seq_length(self.block) > 0:
            layer: Any = cache.layers[self.block]
            keys, values = layer.keys, layer.values
        elif image is not None:
            keys, values = self._split(self.k_proj(image)), self._split(self.v_proj(image))
            if cache is not None:
                keys, values = cache.update(keys, values, self.block)
        else:
            raise ValueError("cross-attention needs an image or a cache that holds one")
        seen = functional.scaled_dot_product_attention(self._split(self.q_proj(text)), keys, values)
        return self.o_proj(seen.transpose(1, 2).reshape(text.shape))

    def _split(self, rows: Tensor) -> Tensor:
        return rows.view(*rows.shape[:-1], self.heads, -1).transpose(1, 2)


class FeedForward(nn.Module):
    """The feed-forward part of a gated block."""

    def __init__(self, config: MaemiConfig) -> None:
        super().__init__()
        width = int(config.text.hidden_size)
        self.up_proj = nn.Linear(width, config.feed_forward_width, bias=False)
        self.down_proj = nn.Linear(config.feed_forward_width, width, bias=False)

    def forward(self, rows: Tensor) -> Tensor:
        """[batch, tokens, width] to the same shape."""
        return self.down_proj(functional.gelu(self.up_proj(rows)))


class GatedBlock(GradientCheckpointingLayer):
    """One gated cross-attention block; both gates are zero at the start."""

    def __init__(self, config: MaemiConfig, block: int) -> None:
        super().__init__()
        width = int(config.text.hidden_size)
        self.attention_norm = nn.RMSNorm(width, eps=1e-6)
        self.cross_attention = CrossAttention(config, block)
        self.attention_gate = nn.Parameter(torch.zeros(1))
        self.feed_forward_norm = nn.RMSNorm(width, eps=1e-6)
        self.feed_forward = FeedForward(config)
        self.feed_forward_gate = nn.Parameter(torch.zeros(1))

    def forward(
        self, hidden_states: Tensor, image: Tensor | None, cache: DynamicCache | None, present: Tensor | None
    ) -> Tensor:
        """[batch, tokens, width]; rows of the batch where `present` [batch] is False pass unchanged."""
        attention_gate = self.attention_gate.tanh()
        feed_forward_gate = self.feed_forward_gate.tanh()
        if present is not None:
            mask = present.to(hidden_states.dtype).view(-1, 1, 1)
            attention_gate, feed_forward_gate = attention_gate * mask, feed_forward_gate * mask
        seen = self.cross_attention(self.attention_norm(hidden_states), image, cache)
        hidden_states = hidden_states + attention_gate * seen
        return hidden_states + feed_forward_gate * self.feed_forward(self.feed_forward_norm(hidden_states))


class JoinedLayer(nn.Module):
    """A decoder layer of the language model, with a gated block before it where the configuration says so.

    The language model hands unknown keywords down to its layers; that is how image, cache and mask arrive here.
    """

    def __init__(self, decoder: nn.Module, gated: GatedBlock | None) -> None:
        super().__init__()
        self.gated = gated
        self.decoder = decoder
        if hasattr(decoder, "attention_type"):  # models with sliding windows choose the mask by it
            self.attention_type = decoder.attention_type

    def forward(
        self,
        hidden_states: Tensor,
        *args: Any,
        image: Tensor | None = None,
        image_cache: DynamicCache | None = None,
        image_present: Tensor | None = None,
        **kwargs: Any,
    ) -> Any:
        """What the decoder layer returns for the text after it looked at the image; without an image, exactly that
        layer.
        """
        holds_image = image is not None or (image_cache is not None and image_cache.get_seq_length() > 0)
        if self.gated is not None and holds_image:
            hidden_states = self.gated(hidden_states, image, image_cache, image_present)
        return self.decoder(hidden_states, *args, **kwargs)
