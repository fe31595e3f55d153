"""The truths that all kinds with objects share: count, sizes of whole objects, coverage."""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.scene import Array, Scene
from maemi.phantom.truth import SEEN, truth_of


def counted(scene: Scene) -> Array:
    """Which objects count, bool [total]: at least a quarter of what lies in the frame is uncovered."""
    return truth_of(scene, np.zeros(scene.rows)).visible >= SEEN


def whole(scene: Scene) -> Array:
    """Which objects lie wholly in the frame by their outlines, bool [total]."""
    inside: list[Array] = []
    for group in scene.groups:
        rows, columns = group.outlines[..., 0], group.outlines[..., 1]
        kept = (rows >= 0) & (rows <= scene.rows - 1) & (columns >= 0) & (columns <= scene.columns - 1)
        inside.append(np.asarray(kept.all(axis=1)))
    return np.concatenate(inside) if inside else np.zeros(0, bool)


def areas(outlines: Array) -> Array:
    """Areas [n] inside closed outlines [n, points, 2], by the shoelace formula."""
    first, second = outlines[..., 0], outlines[..., 1]
    cross = first * np.roll(second, -1, axis=1) - second * np.roll(first, -1, axis=1)
    return np.abs(cross.sum(axis=1)) / 2


def diameters(outlines: Array, columns: int) -> Array:
    """Diameters [n] in field widths of discs that cover as much as the outlines [n, points, 2] in pixels."""
    return 2 * np.sqrt(areas(outlines) / np.pi) / columns


def shared_truth(scene: Scene) -> dict[str, float]:
    """count, mean_size, median_size (m), coverage; without sizes where no object lies wholly in the frame."""
    count = counted(scene)
    sizes = np.concatenate([group.sizes for group in scene.groups]) * scene.field_width_m
    complete = sizes[count & whole(scene)]
    truth = {"count": float(count.sum()), "coverage": float((scene.owner >= 0).mean())}
    if len(complete):
        truth |= {"mean_size": float(complete.mean()), "median_size": float(np.median(complete))}
    return truth
