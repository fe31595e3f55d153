"""The network: a U-Net that works at half the resolution inside and answers at the full one."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (20, 32, 48, 72, 96, 112)
ANSWERS = 5


class Block(nn.Module):
    """Two convolutions of 3 × 3."""

    def __init__(self, inwards: int, outwards: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(inwards, outwards, 3, padding=1, bias=False),
            nn.BatchNorm2d(outwards),
            nn.ReLU(inplace=True),
            nn.Conv2d(outwards, outwards, 3, padding=1, bias=False),
            nn.BatchNorm2d(outwards),
            nn.ReLU(inplace=True),
        )

    def forward(self, planes: Tensor) -> Tensor:
        return self.layers(planes)


class FibreNet(nn.Module):
    """[batch, 1, rows, columns] of a robust range 0 … 1, sides multiples of 64, to [batch, 5, rows, columns]."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList(
            Block(inwards, outwards) for inwards, outwards in zip((4, *WIDTHS[:-1]), WIDTHS, strict=True)
        )
        self.up = nn.ModuleList(Block(below + here, here) for here, below in pairwise(WIDTHS))
        self.head = nn.Conv2d(WIDTHS[0], 4 * ANSWERS, 1)

    def forward(self, picture: Tensor) -> Tensor:
        planes = functional.pixel_unshuffle(picture - 0.4, 2)
        kept: list[Tensor] = []
        for depth, block in enumerate(self.down):
            planes = block(functional.max_pool2d(planes, 2) if depth else planes)
            kept.append(planes)
        for depth in reversed(range(len(self.up))):
            planes = functional.interpolate(planes, scale_factor=2.0, mode="nearest")
            planes = self.up[depth](torch.cat([planes, kept[depth]], dim=1))
        answer = functional.pixel_shuffle(self.head(planes), 2)
        return torch.cat(
            [torch.sigmoid(answer[:, :2]), torch.tanh(answer[:, 2:4]), 6 * torch.sigmoid(answer[:, 4:])], dim=1
        )
