"""Where the image lies on the screen: pure geometry, no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace

LARGEST_SCALE = 64.0
SQUARE_WITHIN = 0.005
"""Sides that differ by less are a rounding of the metadata, not a shape."""
OBLONG_UP_TO = 20.0
"""A ratio beyond that is a mistake in the file; the picture is then shown as it is stored."""


def aspect_of(row_m: float, column_m: float) -> float:
    """Height of a pixel over its width, from both sides in metres; 1 where they are equal or cannot be true."""
    ratio = row_m / column_m if column_m > 0 else 1.0
    if abs(ratio - 1) < SQUARE_WITHIN or not 1 / OBLONG_UP_TO <= ratio <= OBLONG_UP_TO:
        return 1.0
    return ratio


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window of `width` × `height` logical pixels onto an image of `columns` × `rows`.

    `scale` is logical pixels per column of the image; the image's upper left corner lies at (`left`, `top`). `aspect`
    is the height of an image pixel over its width: what is not square in the specimen is not square on the screen.
    """

    width: float
    height: float
    columns: int
    rows: int
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0
    aspect: float = 1.0

    @property
    def row_scale(self) -> float:
        """Logical pixels per row of the image."""
        return self.scale * self.aspect

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole image just fits, but not enlarged beyond eight times."""
        tall = max(self.rows, 1) * self.aspect
        return max(1e-6, min(self.width / max(self.columns, 1), self.height / tall, 8.0))

    @property
    def is_fitted(self) -> bool:
        """Whether the whole image is shown as large as it can be."""
        return abs(self.scale - self.fit_scale) < 1e-9

    def fitted(self) -> Viewport:
        """The whole image, in the middle."""
        return replace(self, scale=self.fit_scale)._settled()

    def zoomed(self, scale: float, x: float, y: float) -> Viewport:
        """The same with another scale; what is under (x, y) stays there where the edges allow it."""
        new = min(max(scale, min(self.fit_scale, 1.0) / 2), LARGEST_SCALE)
        column, row = self.to_image(x, y)
        return replace(self, scale=new, left=x - column * new, top=y - row * new * self.aspect)._settled()

    def shaped(self, aspect: float) -> Viewport:
        """The same for pixels of another shape, fitted again where that changes anything."""
        return self if aspect == self.aspect else replace(self, aspect=aspect).fitted()

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved by so many logical pixels; the image cannot be lost from sight."""
        return replace(self, left=self.left + dx, top=self.top + dy)._settled()

    def resized(self, width: float, height: float) -> Viewport:
        """Another window size: a fitted image stays fitted, otherwise what is in the middle stays there."""
        if self.is_fitted:
            return replace(self, width=width, height=height).fitted()
        dx, dy = (width - self.width) / 2, (height - self.height) / 2
        return replace(self, width=width, height=height, left=self.left + dx, top=self.top + dy)._settled()

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """(column, row) of a point of the window; whole numbers are the corners of pixels."""
        return (x - self.left) / self.scale, (y - self.top) / self.row_scale

    def to_window(self, column: float, row: float) -> tuple[float, float]:
        """(x, y) of a point of the image."""
        return self.left + column * self.scale, self.top + row * self.row_scale

    def _settled(self) -> Viewport:
        return replace(
            self,
            left=_settle(self.left, self.columns * self.scale, self.width),
            top=_settle(self.top, self.rows * self.row_scale, self.height),
        )


def _settle(start: float, extent: float, room: float) -> float:
    """In the middle where it is smaller than the room; otherwise no gap at either edge."""
    if extent <= room:
        return (room - extent) / 2
    return min(0.0, max(start, room - extent))
