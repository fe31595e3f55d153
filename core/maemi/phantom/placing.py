"""Where things lie: scattered, apart, in clusters; and random draws in the units of a laboratory."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array, Scene


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """A value between both, every decade as likely."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def set_field(scene: Scene, size_rel: float, low_m: float, high_m: float) -> None:
    """Choose how large the field is, so that things of `size_rel` field widths measure between `low_m` and `high_m`."""
    scene.field_width_m = float(f"{log_uniform(scene.rng, low_m, high_m) / size_rel:.3g}")


def apart(rng: np.random.Generator, radius: Array, aspect: float, gap: float = 1.1, tries: int = 12) -> Array:
    """Centres [n, 2] (x, y) for discs that do not meet, largest first; a disc without room left gets NaN."""
    placed = np.full((len(radius), 2), np.nan)
    order = np.argsort(-radius)
    done: list[int] = []
    for number in order:
        options = rng.uniform((0, 0), (1, aspect), (tries, 2))
        if done:
            near = np.hypot(*(options[:, None, :] - placed[done][None]).transpose(2, 0, 1))
            free = (near > gap * (radius[number] + radius[done])).all(axis=1)
            options = options[free]
        if len(options):
            placed[number] = options[0]
            done.append(int(number))
    return placed


def clustered(rng: np.random.Generator, radius: Array, aspect: float, clusters: int) -> Array:
    """Centres [n, 2] of discs heaped in clusters: each one next to an earlier one of its cluster."""
    centres = np.zeros((len(radius), 2))
    roots = rng.uniform((0.15, 0.15 * aspect), (0.85, 0.85 * aspect), (clusters, 2))
    members: list[list[int]] = [[] for _ in range(clusters)]
    for number in range(len(radius)):
        cluster = int(rng.integers(clusters))
        group = members[cluster]
        if not group:
            centres[number] = roots[cluster]
        else:
            other = int(rng.choice(group))
            turn = rng.uniform(0, 2 * np.pi)
            step = (radius[number] + radius[other]) * rng.uniform(0.75, 1.1)
            centres[number] = centres[other] + step * np.array([np.cos(turn), np.sin(turn)])
        group.append(number)
    return centres


def touching(x: Array, y: Array, radius: Array) -> bool:
    """Whether at least a third of the discs meet another one."""
    if len(x) < 2:
        return False
    near = np.hypot(x[:, None] - x, y[:, None] - y) < radius[:, None] + radius
    np.fill_diagonal(near, False)
    return bool(near.any(axis=1).mean() > 1 / 3)
