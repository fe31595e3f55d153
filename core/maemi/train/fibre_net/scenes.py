"""Fibres drawn by the thousand on a graphics card, with the truth of every pixel: what the network learns from.

A fibre is a curve v = g(u) in a frame that is turned to its direction, or an arc of a circle; the nearest one to the
eye owns a pixel. Everything is [batch, 1, 1] against planes [batch, rows, columns].
"""

# torch's types are partly unknown.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

MOST_FIBRES = 44


@dataclass(slots=True)
class Seen:
    """What lies uppermost in each pixel: planes [batch, rows, columns]."""

    height: Tensor
    across: Tensor
    """Signed distance from the middle line over half the width, -1 … 1."""
    along: Tensor
    angle: Tensor
    """Radians, of the middle line, counter-clockwise from the columns with rows counted downwards."""
    radius: Tensor
    tone: Tensor
    depth: Tensor
    """0 for the lowest fibre, 1 for the highest."""
    number: Tensor
    """Which fibre, or -1 for the ground."""


def uniform(low: float, high: float, shape: tuple[int, ...], device: torch.device) -> Tensor:
    return low + (high - low) * torch.rand(shape, device=device)


class Course(NamedTuple):
    """Where fibres run, each entry [batch, 1, 1], lengths in pixels."""

    turn: Tensor
    offset: Tensor
    middle: Tensor
    length: Tensor
    wide: Tensor
    """Half the width."""
    base: Tensor
    """Height of the axis above the ground."""
    bow: Tensor
    swing: Tensor
    pace: Tensor
    phase: Tensor
    bend: Tensor
    weave: Tensor


Planes = tuple[Tensor, ...]


def laid(planes: Planes, x: Tensor, y: Tensor, course: Course, marks: tuple[Tensor, ...], there: Tensor) -> Planes:
    """The planes of `Seen` after one more fibre in each picture; `marks`: its tone, depth and number."""
    cos, sin = torch.cos(course.turn), torch.sin(course.turn)
    u = x * cos + y * sin - course.middle
    v = y * cos - x * sin - course.offset
    swung = course.pace * u + course.phase
    slope = 2 * course.bow * u + course.swing * course.pace * torch.cos(swung)
    away = (v - course.bow * u * u - course.swing * torch.sin(swung)) / torch.sqrt(1 + slope * slope)
    straight = torch.isinf(course.bend)
    bend = torch.where(straight, torch.ones_like(course.bend), course.bend)
    size = bend.abs()
    far = torch.sqrt(u * u + (v - bend) ** 2 + 1e-6)
    round_ = torch.atan2(u, bend - v)
    away = torch.where(straight, away, far - size)
    angle = course.turn + torch.where(straight, torch.atan(slope), round_)
    along = torch.where(straight, u, size * round_)
    scaled = away / course.wide
    dome = torch.sqrt((1 - scaled * scaled).clamp(min=0))
    height = course.base + course.wide * dome + course.weave * torch.sin(along / (4 * course.wide) + course.phase)
    new = (scaled.abs() < 1) & there & (u.abs() < course.length / 2) & (height > planes[0])
    tone, depth, number = marks
    fresh = (height, scaled, along, angle, course.wide, tone, depth, number)
    return tuple(torch.where(new, value, before) for value, before in zip(fresh, planes, strict=True))


def scattered(batch: int, side: int, device: torch.device) -> Seen:
    """Scenes of `batch` pictures of `side` pixels: from one thick fibre to forty thin ones, in any order."""
    one = (batch, 1, 1)
    lay = torch.compile(laid) if device.type == "cuda" else laid
    y, x = torch.meshgrid(
        torch.arange(side, device=device, dtype=torch.float32),
        torch.arange(side, device=device, dtype=torch.float32),
        indexing="ij",
    )
    y, x = y[None], x[None]
    radius = 2.2 * torch.exp(torch.rand(one, device=device) * math.log(120 / 2.2))
    spread = uniform(0, 0.35, one, device) * (torch.rand(one, device=device) < 0.7)
    layout = torch.rand(one, device=device)
    web, bundle, crossed = layout < 0.4, (layout >= 0.4) & (layout < 0.8), layout >= 0.8
    main = uniform(0, math.pi, one, device)
    scatter = torch.where(bundle, uniform(0.0, 0.25, one, device), uniform(0.02, 0.3, one, device))
    wavy = torch.rand(one, device=device) ** 2
    short = torch.rand(one, device=device) < 0.25
    arcs = (torch.rand(one, device=device) < 0.25) & ~short
    cover = torch.exp(uniform(math.log(0.25), math.log(3.5), one, device))
    count = (cover * side / (2 * radius) * torch.where(short, 3.0, 1.0)).clamp(1, MOST_FIBRES).round()
    lift = uniform(0.1, 3.0, one, device)
    empty = torch.full((batch, side, side), -1e4, device=device)
    zero = torch.zeros_like(empty)
    planes = (empty, zero, zero, zero, torch.ones_like(zero), zero, zero, torch.full_like(zero, -1))
    contrast = uniform(0.0, 0.35, one, device)
    packed = bundle & (torch.rand(one, device=device) < 0.7)
    gap = uniform(1.7, 2.6, one, device)
    shift = uniform(0, 1, one, device)
    each = (MOST_FIBRES, batch, 1, 1)

    def drawn(low: float, high: float) -> Tensor:
        return uniform(low, high, each, device)

    def likely(share: float) -> Tensor:
        return torch.rand(each, device=device) < share

    number = torch.arange(MOST_FIBRES, device=device, dtype=torch.float32).view(-1, 1, 1, 1)
    turn = main + scatter * torch.randn(each, device=device)
    turn = torch.where(web, drawn(0, math.pi), turn)
    turn = torch.where(crossed & likely(0.5), turn + math.pi / 2, turn)
    wide = radius * torch.exp(spread * torch.randn(each, device=device))
    # Beside one another in a bundle: the next place over, somewhat unevenly.
    place = (number + shift - count / 2) * gap * radius + 0.15 * radius * torch.randn(each, device=device)
    drop = drawn(0, 1)
    level = torch.where(packed & (drop < 0.6), 0.3 * drop, drop)
    # An arc, as of a loop of yarn; infinite where the fibre is none.
    bend = drawn(0.25, 1.2) * side * torch.where(drop < 0.5, 1.0, -1.0)
    course = Course(
        turn=turn,
        offset=torch.where(packed, place, drawn(-0.75, 0.75) * side),
        middle=torch.where(short, drawn(-0.55, 0.55) * side, torch.zeros(each, device=device)),
        length=torch.where(short, wide * drawn(5, 24), torch.full(each, 4.0 * side, device=device)),
        wide=wide,
        base=level * lift * radius * 2,
        bow=wavy * drawn(-0.6, 0.6) / side,
        swing=wavy * drawn(0, 0.12) * side,
        pace=drawn(1.5, 5.0) / side,
        phase=drawn(0, 6.3),
        bend=torch.where(arcs & likely(0.6), bend, torch.full(each, math.inf, device=device)),
        weave=0.5 * wide * wavy,
    )
    tone = 1 - contrast * drawn(0, 1)
    there = number < count
    for one_of in range(MOST_FIBRES):
        marks = (tone[one_of], level[one_of], number[one_of].expand(batch, 1, 1))
        one_course = Course(*(part[one_of] for part in course))
        planes = lay(planes, x - side / 2, y - side / 2, one_course, marks, there[one_of])
    return Seen(*planes)


def fractal(batch: int, side: int, device: torch.device, finest: int = 2) -> Tensor:
    """Noise on all scales, standard deviation about 1, [batch, side, side]."""
    total = torch.zeros((batch, 1, side, side), device=device)
    size, weight = 4, 1.0
    slope = uniform(0.4, 0.9, (batch, 1, 1, 1), device)
    power = 0.0
    while size <= side // finest:
        noise = torch.randn((batch, 1, size, size), device=device)
        total = total + weight * functional.interpolate(noise, (side, side), mode="bilinear", align_corners=False)
        weight, size = weight * slope, size * 2
        power += 0.4
    return (total / total.std(dim=(2, 3), keepdim=True).clamp(min=1e-6))[:, 0]


def softened(plane: Tensor, sigma: float) -> Tensor:
    """Gaussian blur [batch, rows, columns], on a smaller copy where it is wide."""
    step = max(1, int(sigma / 2))
    small = functional.avg_pool2d(plane[:, None], step) if step > 1 else plane[:, None]
    sigma = max(0.3, sigma / step)
    reach = int(3 * sigma) + 1
    at = torch.arange(-reach, reach + 1, device=plane.device, dtype=torch.float32)
    kernel = torch.exp(-(at**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    small = functional.pad(small, (reach, reach, reach, reach), mode="replicate")
    small = functional.conv2d(functional.conv2d(small, kernel.view(1, 1, 1, -1)), kernel.view(1, 1, -1, 1))
    if step > 1:
        small = functional.interpolate(small, plane.shape[1:], mode="bilinear", align_corners=False)
    return small[:, 0]
