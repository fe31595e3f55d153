"""A scene before the microscope: a height, a material's brightness and an owner for every point of the field of view.

Lengths are given in field widths (the frame is 1 wide and rows/columns tall), so that a scene of 128×171 points shows
the same as one of 768×1024. Heights are kept in pixels, so that slopes do not depend on the number of points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Objects of one kind that were entered together; n of them."""

    kind: str
    first: int
    """The number of its first object in the owner map."""
    outlines: Array
    """[n, points, 2], (row, column) in pixels before the scan's drift."""
    sizes: Array
    """[n], field widths."""
    lengths: dict[str, Array]
    """Further lengths [n] in field widths, by name."""
    counted: bool
    """Whether they are what the scene is about; rails, arms and traces of a device are not."""


class Scene:
    """What the drawing functions fill: three maps of [rows, columns] and the groups of objects in it."""

    def __init__(self, rows: int, columns: int, rng: np.random.Generator, tone: float = 0.3) -> None:
        self.rows = rows
        self.columns = columns
        self.rng = rng
        self.height: Array = np.zeros((rows, columns), np.float32)
        self.tone: Array = np.full((rows, columns), tone, np.float32)
        self.owner: Array = np.full((rows, columns), -1, np.int32)
        self.field_width_m = 1e-6
        self.groups: list[Group] = []
        self.facts: dict[str, Any] = {}
        self.total = 0
        """Objects entered so far."""
        self._drawn: Array = np.zeros(64)

    @property
    def aspect(self) -> float:
        """Height of the frame in field widths."""
        return self.rows / self.columns

    def add_objects(self, kind: str, outlines: Array, sizes: Array, counted: bool = True, **lengths: Array) -> Array:
        """Enter n objects into the truth and return their numbers, int32 [n].

        `outlines` [n, points, 2] holds (row, column) in pixels; `sizes` [n] and every array of `lengths` [n] are in
        field widths.
        """
        first = self.total
        self.groups.append(Group(kind, first, outlines, sizes, lengths, counted))
        self.total += len(outlines)
        return np.arange(first, self.total, dtype=np.int32)

    def splat(
        self, index: Array, z: Array, tone: Array | float, owner: Array | int, weight: Array | float = 1.0
    ) -> None:
        """Put points into the scene; where several meet, the highest one is seen.

        `index` [n] counts points of the flattened maps, `z` [n] is in pixels; `tone` and `owner` are [n] or one value.
        `weight`: pixels per point, where points lie closer than pixels.
        """
        if index.size == 0:
            return
        z = z.astype(np.float32, copy=False)
        heights = self.height.reshape(-1)
        np.maximum.at(heights, index, z)
        wins = z >= heights[index]
        seen = index[wins]
        self.tone.reshape(-1)[seen] = tone[wins] if isinstance(tone, np.ndarray) else tone
        self.owner.reshape(-1)[seen] = owner[wins] if isinstance(owner, np.ndarray) else owner
        if isinstance(owner, np.ndarray):
            weights = weight if isinstance(weight, np.ndarray) else None
            self._count(np.bincount(owner, weights) * (1.0 if weights is not None else weight))
        else:
            self._count(
                np.concatenate(
                    [
                        np.zeros(owner),
                        [float(np.sum(weight)) if isinstance(weight, np.ndarray) else index.size * weight],
                    ]
                )
            )

    def _count(self, pixels: Array) -> None:
        if len(pixels) > len(self._drawn):
            self._drawn = np.concatenate([self._drawn, np.zeros(2 * len(pixels) - len(self._drawn))])
        self._drawn[: len(pixels)] += pixels

    def drawn_pixels(self) -> Array:
        """How many pixels of each object were put into the frame, covered or not, float [total]."""
        if self.total > len(self._drawn):
            self._count(np.zeros(self.total))
        return self._drawn[: self.total]

    def own_drawn(self, numbers: Array, pixels: Array) -> None:
        """Say how many pixels objects cover that were drawn by filling `owner` directly; both [n]."""
        self._count(np.bincount(numbers, pixels))

    def take_objects(self, layer: Scene, sign: float) -> None:
        """Add another scene's heights (times `sign`, so that -1 makes pits of them), tones and owners to this one's."""
        there = layer.owner >= 0
        self.height += np.where(there, layer.height * np.float32(sign), np.float32(0))
        self.tone = np.where(there, layer.tone, self.tone)
        self.owner = np.where(there, layer.owner, self.owner)
        self._count(layer._drawn)
