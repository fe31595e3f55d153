"""Where the image lies on the screen: pure geometry, no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace

LARGEST_SCALE = 64.0


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window of `width` × `height` logical pixels onto an image of `columns` × `rows`.

    `scale` is logical pixels per image pixel; the image's upper left corner lies at (`left`, `top`).
    """

    width: float
    height: float
    columns: int
    rows: int
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole image just fits, but not enlarged beyond eight times."""
        return max(1e-6, min(self.width / max(self.columns, 1), self.height / max(self.rows, 1), 8.0))

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
        return replace(self, scale=new, left=x - column * new, top=y - row * new)._settled()

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
        return (x - self.left) / self.scale, (y - self.top) / self.scale

    def to_window(self, column: float, row: float) -> tuple[float, float]:
        """(x, y) of a point of the image."""
        return self.left + column * self.scale, self.top + row * self.scale

    def _settled(self) -> Viewport:
        return replace(
            self,
            left=_settle(self.left, self.columns * self.scale, self.width),
            top=_settle(self.top, self.rows * self.scale, self.height),
        )


def _settle(start: float, extent: float, room: float) -> float:
    """In the middle where it is smaller than the room; otherwise no gap at either edge."""
    if extent <= room:
        return (room - extent) / 2
    return min(0.0, max(start, room - extent))
