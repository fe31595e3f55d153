"""A ViT whose patches come out of a small convolutional network: it learns to see from far fewer images.

Source: Xiao et al. 2021, Early Convolutions Help Transformers See Better (arXiv 2106.14881), with residual blocks (He
et al. 2016, arXiv 1512.03385) between the halvings. Everything behind the patches is transformers' own ViT. Any other
encoder of `AutoModel` works in its place.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from itertools import pairwise

import torch
from huggingface_hub.dataclasses import strict
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval
from transformers import AutoConfig, AutoModel, PreTrainedModel, ViTConfig, ViTModel
from transformers import initialization as init
from transformers.models.vit.modeling_vit import ViTEmbeddings


@strict
class StemViTConfig(ViTConfig):
    """ViT's configuration; `patch_size` is a power of two, and `stem_channels` the width of the widest convolution."""

    model_type = "maemi_vit"

    stem_channels: int = 128
    stem_norm: bool = False
    """Batch normalisation behind each convolution: it learns several times faster with it. It belongs to training from
    the start only; `fold_norms` puts it into the convolutions, so that a batch of one is like any other."""


def _convolution(before: int, width: int, stride: int, norm: bool) -> list[nn.Module]:
    convolution = nn.Conv2d(before, width, 3, stride=stride, padding=1)
    return [convolution, nn.BatchNorm2d(width) if norm else nn.Identity()]


def fold_norms(module: nn.Module) -> None:
    """Put every batch normalisation into the convolution before it: in evaluation the result is the same."""
    for part in list(module.modules()):
        if not isinstance(part, nn.Sequential):
            continue
        for place, (layer, following) in enumerate(pairwise(list(part))):
            if isinstance(layer, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
                part[place] = fuse_conv_bn_eval(layer.eval(), following.eval())
                part[place + 1] = nn.Identity()
    for part in module.modules():
        if isinstance(part, PreTrainedModel) and isinstance(part.config, StemViTConfig):
            part.config.stem_norm = False


class ResidualBlock(nn.Module):
    """Two convolutions beside the identity."""

    def __init__(self, width: int, norm: bool) -> None:
        super().__init__()
        first, second = _convolution(width, width, 1, norm), _convolution(width, width, 1, norm)
        self.inner = nn.Sequential(*first, nn.GELU(), *second)

    def forward(self, maps: Tensor) -> Tensor:
        """[batch, width, rows, columns] to the same shape."""
        return functional.gelu(maps + self.inner(maps))


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
        self.grid = rows // patch, columns // patch
        self.num_patches = self.grid[0] * self.grid[1]
        widths = [max(8, config.stem_channels >> max(0, halvings - 2 - step)) for step in range(halvings)]
        layers: list[nn.Module] = []
        for step, (before, width) in enumerate(zip([config.num_channels, *widths], widths, strict=False)):
            layers += [*_convolution(before, width, 2, config.stem_norm), nn.GELU()]
            layers += (
                [ResidualBlock(width, config.stem_norm)] if step > 0 else []
            )  # at full width in pixels it would cost the most
        self.convolutions = nn.Sequential(*layers)
        self.projection = nn.Conv2d(widths[-1], config.hidden_size, 1)

    def maps(self, pixel_values: Tensor) -> Tensor:
        """[batch, width, rows of patches, columns of patches] from pixels [batch, channels, rows, columns]."""
        return self.projection(self.convolutions(pixel_values))

    def forward(self, pixel_values: Tensor) -> Tensor:
        """[batch, patches, width] from pixels [batch, channels, rows, columns]."""
        return self.maps(pixel_values).flatten(2).transpose(1, 2)


class StemViTEmbeddings(ViTEmbeddings):
    """ViT's embeddings behind a stem; an image of another size gets its positions by interpolation."""

    def __init__(self, config: StemViTConfig) -> None:
        super().__init__(config)
        self.patch_embeddings = ConvolutionalStem(config)  # pyright: ignore[reportAttributeAccessIssue]

    def forward(self, pixel_values: Tensor, *_args: object, **_kwargs: object) -> Tensor:
        """[batch, 1 + patches, width] from pixels [batch, channels, rows, columns]."""
        stem = self.patch_embeddings
        maps = stem.maps(pixel_values)
        first = self.cls_token.expand(len(maps), -1, -1)
        embedded = torch.cat([first, maps.flatten(2).transpose(1, 2)], dim=1)
        return embedded + self._positions(stem.grid, maps.shape[2], maps.shape[3])

    def _positions(self, grid: tuple[int, int], rows: int, columns: int) -> Tensor:
        if (rows, columns) == grid:
            return self.position_embeddings
        known = self.position_embeddings[:, 1:].unflatten(1, grid).permute(0, 3, 1, 2)
        here = functional.interpolate(known, (rows, columns), mode="bilinear", align_corners=False)
        return torch.cat([self.position_embeddings[:, :1], here.flatten(2).transpose(1, 2)], dim=1)


class StemViTModel(ViTModel):
    """ViT without a pooling head, behind a convolutional stem."""

    config_class = StemViTConfig

    def __init__(self, config: StemViTConfig) -> None:
        super().__init__(config, add_pooling_layer=False)
        self.embeddings = StemViTEmbeddings(config)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3):
            init.kaiming_normal_(module.weight, nonlinearity="relu")


AutoConfig.register("maemi_vit", StemViTConfig, exist_ok=True)
AutoModel.register(StemViTConfig, StemViTModel, exist_ok=True)
