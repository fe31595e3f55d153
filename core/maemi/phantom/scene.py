"""A scene before the microscope: a height, a material's brightness and an owner for every point of the field of view.

Lengths are given in field widths (the frame is 1 wide and rows/columns tall), so that a scene of 128×171 points shows the
same as one of 768×1024. Heights are kept in pixels, so that slopes do not depend on the number of points.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Scene:
    """What the drawing functions fill: three maps of [rows, columns] and the list of objects in it."""

    def __init__(self, rows: int, columns: int, rng: np.random.Generator, tone: float = 0.3) -> None:
        self.rows = rows
        self.columns = columns
        self.rng = rng
        self.height: Array = np.zeros((rows, columns), np.float32)
        self.tone: Array = np.full((rows, columns), tone, np.float32)
        self.owner: Array = np.full((rows, columns), -1, np.int32)
        self.field_width_m = 1e-6
        self.objects: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}
        self._drawn: dict[int, float] = {}

    @property
    def aspect(self) -> float:
        """Height of the frame in field widths."""
        return self.rows / self.columns

    def add_objects(self, kind: str, outlines: Array, sizes: Array, counted: bool = True, **lengths: Array) -> Array:
        """Enter n objects into the truth and return their numbers.

        `outlines` [n, points, 2] holds (row, column) in pixels; `sizes` [n] and every array of `lengths` [n] are in field
        widths and become metres under the names `size_m` and `<name>_m`; call it after `field_width_m` is set.
        """
        first = len(self.objects)
        centres = outlines.mean(axis=1)
        metres = {"size_m": sizes * self.field_width_m} | {
            f"{name}_m": values * self.field_width_m for name, values in lengths.items()
        }
        for number in range(len(outlines)):
            self.objects.append(
                {
                    "kind": kind,
                    **{name: float(f"{float(values[number]):.4g}") for name, values in metres.items()},
                    "centre_px": centres[number].round(1).tolist(),
                    "outline_px": outlines[number].round(1).tolist(),
                    "counted": counted,
                }
            )
        return np.arange(first, len(self.objects), dtype=np.int32)

    def splat(self, index: Array, z: Array, tone: Array | float, owner: Array | int, weight: float = 1.0) -> None:
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
        self._count(owner, index.size * weight)

    def _count(self, owner: Array | int, points: float) -> None:
        if isinstance(owner, np.ndarray):
            for number, times in zip(*np.unique(owner, return_counts=True), strict=True):
                self._drawn[int(number)] = self._drawn.get(int(number), 0) + int(times)
        else:
            self._drawn[owner] = self._drawn.get(owner, 0) + points

    def drawn_points(self, number: int) -> float:
        """How many pixels of an object were put into the frame, covered or not."""
        return self._drawn.get(number, 0)

    def own_drawn(self, numbers: Array, pixels: Array) -> None:
        """Say how many pixels objects cover that were drawn by filling `owner` directly; both [n]."""
        for number, count in zip(numbers, pixels, strict=True):
            self._drawn[int(number)] = float(count)

    def take_objects(self, layer: Scene, sign: float) -> None:
        """Add another scene's heights (times `sign`, so that -1 makes pits of them), tones and owners to this one's."""
        there = layer.owner >= 0
        self.height += np.where(there, layer.height * np.float32(sign), np.float32(0))
        self.tone = np.where(there, layer.tone, self.tone)
        self.owner = np.where(there, layer.owner, self.owner)
        self._drawn |= layer._drawn
