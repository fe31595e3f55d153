"""A ViT whose patches come out of a few small convolutions: it learns to see from far fewer images.

Source: Xiao et al. 2021, Early Convolutions Help Transformers See Better (arXiv 2106.14881). Everything behind the patches is
transformers' own ViT. Any other encoder of `AutoModel` works in its place.
"""

from __future__ import annotations

from huggingface_hub.dataclasses import strict
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, ViTConfig, ViTModel
from transformers import initialization as init

_GROUPS = 8


@strict
class StemViTConfig(ViTConfig):
    """ViT's configuration; `patch_size` is a power of two, and `stem_channels` the width of the widest convolution."""

    model_type = "maemi_vit"

    stem_channels: int = 128


class ConvolutionalStem(nn.Module):
    """Halves the image until one position is one patch: stands where ViT has one large convolution."""

    def __init__(self, config: StemViTConfig) -> None:
        super().__init__()
        size, patch = config.image_size, int(config.patch_size)  # pyright: ignore[reportArgumentType]
        rows, columns = (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))
        halvings = patch.bit_length() - 1
        if patch != 1 << halvings or halvings < 1:
            raise ValueError(f"patch_size is {patch}; a convolutional stem needs a power of two")
        self.image_size, self.patch_size = (rows, columns), (patch, patch)
        self.num_patches = (rows // patch) * (columns // patch)
        widths = [max(_GROUPS, config.stem_channels >> max(0, halvings - 2 - step)) for step in range(halvings)]
        layers: list[nn.Module] = []
        for before, width in zip([config.num_channels, *widths], widths, strict=False):
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1), nn.GroupNorm(_GROUPS, width), nn.GELU()]
        self.convolutions = nn.Sequential(*layers)
        self.projection = nn.Conv2d(widths[-1], config.hidden_size, 1)

    def forward(self, pixel_values: Tensor) -> Tensor:
        """[batch, patches, width] from pixels [batch, channels, rows, columns]."""
        return self.projection(self.convolutions(pixel_values)).flatten(2).transpose(1, 2)


class StemViTModel(ViTModel):
    """ViT without a pooling head, behind a convolutional stem."""

    config_class = StemViTConfig

    def __init__(self, config: StemViTConfig) -> None:
        super().__init__(config, add_pooling_layer=False)
        self.embeddings.patch_embeddings = ConvolutionalStem(config)  # pyright: ignore[reportAttributeAccessIssue]
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3):
            init.kaiming_normal_(module.weight, nonlinearity="relu")


AutoConfig.register("maemi_vit", StemViTConfig, exist_ok=True)
AutoModel.register(StemViTConfig, StemViTModel, exist_ok=True)
