"""From a scene of fibres to grey levels, each time imaged in another way; and what is to be learnt of it."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from maemi.train.fibre_net.scenes import Seen, fractal, softened, uniform


def chance(share: float, batch: int, device: torch.device) -> Tensor:
    return torch.rand((batch, 1, 1), device=device) < share


def imaged(seen: Seen) -> Tensor:
    """Grey levels [batch, rows, columns] about 0 … 1: glow of rims, shadows, streaks, stains, crumbs, blur, noise."""
    batch, side, _ = seen.height.shape
    device = seen.height.device
    one = (batch, 1, 1)
    fibre = seen.number >= 0
    rise = torch.sqrt((1 - seen.across**2).clamp(min=0))
    # A tube brightens towards its rim by the slope, or within a few pixels of it by the escape depth.
    steep = (1 / (rise + uniform(0.15, 0.6, one, device)) - 1).clamp(max=4)
    inwards = (1 - seen.across.abs()) * seen.radius
    rim = torch.exp(-inwards / uniform(0.8, 6.0, one, device))
    glow = 1 + uniform(-0.1, 0.6, one, device) * steep + uniform(0, 1.6, one, device) * rim * chance(0.6, batch, device)
    light = uniform(0, 2 * math.pi, one, device)
    facing = seen.across * torch.sin(light - seen.angle)
    glow = glow * (1 + uniform(0, 0.8, one, device) * facing)
    streaks = torch.zeros_like(rise)
    own = seen.number * 12.9898
    for pitch in (3.0, 7.0, 17.0):
        pitch = pitch * (0.7 + 0.6 * torch.rand(one, device=device))
        streaks = streaks + torch.sin(pitch * seen.across + own + pitch * 5) * torch.rand(one, device=device)
    glow = glow * (1 + uniform(0, 0.2, one, device) * chance(0.4, batch, device) * streaks)
    rings = torch.sin(seen.along / (seen.radius * uniform(0.3, 1.2, one, device)) + own + 2 * seen.across)
    glow = glow * (1 + uniform(0, 0.2, one, device) * chance(0.2, batch, device) * rings)
    stains = (fractal(batch, side, device) > uniform(0.5, 2.0, one, device)).float()
    glow = glow * (1 - uniform(0, 0.5, one, device) * chance(0.3, batch, device) * stains)
    glow = glow * (1 + uniform(0, 0.15, one, device) * fractal(batch, side, device, 1))
    fade = 1 - uniform(0, 0.85, one, device) * chance(0.5, batch, device) * (1 - seen.depth)
    flesh = uniform(0.35, 1.0, one, device) * seen.tone * glow * fade
    ground = uniform(0.02, 0.5, one, device) * torch.where(chance(0.1, batch, device), 2.2, 1.0)
    soil = ground * (1 + uniform(0, 0.35, one, device) * chance(0.5, batch, device) * fractal(batch, side, device, 1))
    picture = torch.where(fibre, flesh, soil)
    height = torch.where(fibre, seen.height, torch.zeros_like(seen.height))
    for sigma in (4.0, 14.0):
        below = (softened(height, sigma) - height).clamp(min=0) / sigma
        picture = picture * torch.exp(-uniform(0, 1.6, one, device) * below)
    # What lies deep is out of focus.
    deep = (fibre & (seen.depth < uniform(-0.5, 0.6, one, device))).float() + (~fibre).float()
    blurred = softened(picture, float(torch.empty(1).uniform_(1.5, 9)))
    mix = softened(deep, 2.0) * chance(0.4, batch, device)
    picture = picture * (1 - mix) + blurred * mix
    crumbs = fractal(batch, side, device, 1)
    lumps = (crumbs > uniform(2.3, 3.2, one, device)).float() * chance(0.4, batch, device)
    picture = picture * (1 - lumps) + lumps * (0.5 + 0.3 * crumbs * torch.rand(one, device=device)).clamp(0, 2)
    return exposed(picture)


def exposed(picture: Tensor) -> Tensor:
    """The detector's part: blur, shading, contrast, which of bright and dark is which, noise; then a robust range."""
    batch, side, _ = picture.shape
    device = picture.device
    one = (batch, 1, 1)
    picture = softened(picture, float(torch.empty(1).uniform_(0.5, 2.2)))
    ramp = torch.linspace(-0.5, 0.5, side, device=device)
    tilt = uniform(-0.5, 0.5, one, device) * ramp[None, :, None] + uniform(-0.5, 0.5, one, device) * ramp[None, None]
    picture = picture * (1 + tilt * chance(0.3, batch, device))
    picture = ranged(picture).clamp(-0.1, 1.3)
    picture = picture.clamp(min=0) ** torch.exp(uniform(-0.6, 0.6, one, device))
    picture = torch.where(chance(0.04, batch, device), 1 - picture, picture)
    strength = torch.exp(uniform(math.log(0.005), math.log(0.22), one, device))
    grain = torch.randn_like(picture) * torch.sqrt(picture.clamp(min=0.05))
    picture = picture + strength * torch.where(chance(0.3, batch, device), softened(grain, 0.8) * 1.5, grain)
    return ranged(picture)


def ranged(picture: Tensor) -> Tensor:
    """The robust range (0.5 … 99.5 %) mapped to 0 … 1, as `measure.preparing` does."""
    flat = picture[:, ::3, ::3].flatten(1).sort(dim=1).values
    low, high = (flat[:, int(share * (flat.shape[1] - 1))][:, None, None] for share in (0.005, 0.995))
    return ((picture - low) / (high - low).clamp(min=1e-6)).clamp(-1, 2)


def truth_of(seen: Seen) -> Tensor:
    """What the network is to say, [batch, 5, rows, columns].

    Whether there is a fibre; 1 - distance from its middle line over half its width; cos 2θ and sin 2θ of its
    direction (counter-clockwise, rows counted downwards); logarithm of half its width in pixels.
    """
    fibre = (seen.number >= 0).float()
    return torch.stack(
        [
            fibre,
            (1 - seen.across.abs()) * fibre,
            torch.cos(2 * seen.angle) * fibre,
            -torch.sin(2 * seen.angle) * fibre,
            torch.log(seen.radius) * fibre,
        ],
        dim=1,
    )
