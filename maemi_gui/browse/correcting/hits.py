"""Which measured object lies under a place of the picture, by its outline."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from maemi_gui.browse.overlays import Outline

Place = tuple[float, float]
"""(row, column), whole numbers at the centres of pixels, as outlines have them."""


class Hits:
    """Outlines in the order of the objects; an empty one is of an object that is not drawn."""

    def __init__(self, outlines: tuple[Outline, ...]) -> None:
        self.outlines = outlines
        self._corners: dict[int, NDArray[np.float64]] = {
            index: np.asarray(outline, dtype=np.float64) for index, outline in enumerate(outlines) if len(outline) > 2
        }
        self._numbers = np.array(list(self._corners), dtype=np.intp)
        self._low = np.array([corners.min(axis=0) for corners in self._corners.values()]).reshape(-1, 2)
        self._high = np.array([corners.max(axis=0) for corners in self._corners.values()]).reshape(-1, 2)

    def at(self, place: Place) -> int | None:
        """The object there; the smallest where outlines lie in each other."""
        where = np.asarray(place)
        near = self._numbers[((self._low <= where) & (where <= self._high)).all(axis=1)]
        within = [int(index) for index in near if encloses(self._corners[int(index)], place)]
        return min(within, key=self._extent, default=None)

    def along(self, places: Iterable[Place]) -> list[int]:
        """The object under each of the places that lie on one."""
        found = (self.at(place) for place in places)
        return [index for index in found if index is not None]

    def _extent(self, index: int) -> float:
        size = np.ptp(self._corners[index], axis=0)
        return float(size[0] * size[1])


def encloses(corners: NDArray[np.float64], place: Place) -> bool:
    """Whether a closed outline goes around a place: a ray from it crosses an odd number of sides."""
    row, column = corners[:, 0], corners[:, 1]
    next_row, next_column = np.roll(row, -1), np.roll(column, -1)
    spans = (row > place[0]) != (next_row > place[0])
    share = (place[0] - row[spans]) / (next_row[spans] - row[spans])
    right = column[spans] + share * (next_column[spans] - column[spans]) > place[1]
    return bool(np.count_nonzero(right) % 2)


def steps_between(start: Place, end: Place, most: int = 200) -> list[Place]:
    """Places along a straight line, about a pixel apart, both ends included."""
    count = min(max(int(np.hypot(end[0] - start[0], end[1] - start[1])), 1), most)
    rows, columns = (np.linspace(start[axis], end[axis], count + 1).tolist() for axis in (0, 1))
    return list(zip(rows, columns, strict=True))
