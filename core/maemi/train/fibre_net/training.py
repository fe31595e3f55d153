"""Train the network on drawn fibres and on pictures without any, for a set time; write it as ONNX."""

# torch's types are partly unknown.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from maemi.train.fibre_net.net import FibreNet
from maemi.train.fibre_net.pictures import imaged, ranged, truth_of
from maemi.train.fibre_net.scenes import scattered

SIDE = 512
OTHER_SHARE = 0.12
"""Of each batch, pictures without fibres, where there are some."""


def loss_of(answer: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy of being a fibre, and absolute errors of the rest where there is one."""
    fibre = truth[:, :1]
    sure = functional.binary_cross_entropy(answer[:, :1].float().clamp(1e-5, 1 - 1e-5), fibre)
    share = fibre.mean().clamp(min=0.02)
    off = (answer[:, 1:].float() - truth[:, 1:]).abs() * fibre
    middle, cosine, sine, size = (off[:, index].mean() / share for index in range(4))
    # Outside a fibre there is no middle line either.
    beside = (answer[:, 1:2].float() * (1 - fibre)).mean()
    return sure + 1.5 * middle + 0.5 * beside + 0.4 * (cosine + sine) + 0.4 * size


def train(out: Path, seconds: float, batch: int = 24, others: np.ndarray | None = None, side: int = SIDE) -> None:
    """Train for so long; `others`: uint8 [pictures, side, side] without fibres."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    net = FibreNet().to(device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-4)
    stock = torch.from_numpy(others).to(device) if others is not None else None
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995), use_buffers=True
    )
    began, step, told = time.monotonic(), 0, 0.0
    while (part := (time.monotonic() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * min(1.0, (step + 1) / 200) * max(0.02, 1 - part) ** 0.9
        with torch.no_grad():
            seen = scattered(batch, side, device)
            picture, truth = imaged(seen), truth_of(seen)
            if stock is not None:
                few = int(OTHER_SHARE * batch)
                picture[:few], truth[:few] = taken(stock, few), 0.0
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            answer = net(picture[:, None].contiguous(memory_format=torch.channels_last))
        loss = loss_of(answer, truth)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        if part > 0.4:  # the first weights would weigh down the mean
            average.update_parameters(net)
        step += 1
        told = float(loss.detach()) if step % 50 == 0 else told
        if step % 200 == 0:
            print(f"step {step}, {time.monotonic() - began:.0f} s, loss {told:.4f}", flush=True)
    written(average.module.cpu().float().eval(), out)
    print(f"{step} steps of {batch} pictures", flush=True)


def taken(stock: Tensor, count: int) -> Tensor:
    """Pictures of the stock, turned and mirrored, their greys stretched and grained anew."""
    picture = stock[torch.randint(len(stock), (count,), device=stock.device)].float() / 255
    if torch.rand(1) < 0.5:
        picture = picture.flip(2)
    picture = torch.rot90(picture, int(torch.randint(4, (1,))), (1, 2))
    grain = 0.15 * torch.rand((count, 1, 1), device=stock.device)
    return ranged(picture + grain * torch.randn_like(picture))


def written(net: nn.Module, out: Path) -> None:
    """As ONNX for pictures of any size, and its weights beside it."""
    torch.save(net.state_dict(), out.with_suffix(".pt"))
    picture = torch.zeros(1, 1, 256, 320)
    names = {"picture": {2: "rows", 3: "columns"}, "answer": {2: "rows", 3: "columns"}}
    torch.onnx.export(
        net, (picture,), str(out), input_names=["picture"], output_names=["answer"], dynamic_axes=names, dynamo=False
    )
