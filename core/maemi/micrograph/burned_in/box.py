"""A rectangle of a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Edges in pixels, rows down and columns to the right; a box of one pixel has `bottom` = `top` + 1."""

    top: float
    left: float
    bottom: float
    right: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle_row(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def middle_column(self) -> float:
        return (self.left + self.right) / 2

    def moved(self, rows: float, columns: float) -> Box:
        return Box(self.top + rows, self.left + columns, self.bottom + rows, self.right + columns)

    def scaled(self, factor: float) -> Box:
        return Box(self.top * factor, self.left * factor, self.bottom * factor, self.right * factor)

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def overlap(self, other: Box) -> float:
        """Pixels that both share."""
        rows = min(self.bottom, other.bottom) - max(self.top, other.top)
        columns = min(self.right, other.right) - max(self.left, other.left)
        return max(0.0, rows) * max(0.0, columns)
