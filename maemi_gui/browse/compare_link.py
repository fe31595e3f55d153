"""Several images at one scale and one place: pure geometry, no widget.

What is linked is a length on the specimen for one pixel of the screen, and the place of the middle of the window in
lengths from each image's anchor. Images of unknown pixel size are linked in their own pixels instead of metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from maemi_gui.browse.viewport import Viewport

Unit = Literal["m", "px"]
LARGEST = 1024.0
SMALLEST = 1 / 4096
"""Screen pixels per image pixel of anything shown; a group zooms only as far as its coarsest and finest allow."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """How the pixels of one image measure its specimen."""

    unit: Unit
    per_column: float
    """Metres of one column; 1 where the unit is the pixel."""
    anchor: tuple[float, float]
    """(column, row) that lies on the anchors of the other images of the group."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where all images of a group are looked at, in the group's unit."""

    spacing: float
    """Metres, or pixels, for one logical pixel of the screen."""
    right: float
    """The middle of the window, so far right of the anchor."""
    down: float


def ruler_of(view: Viewport, column_m: float | None) -> Ruler:
    """The ruler of an image, anchored at its middle; `column_m` is None where lengths are unknown."""
    middle = (view.columns / 2, view.rows / 2)
    return Ruler("px", 1.0, middle) if column_m is None else Ruler("m", column_m, middle)


def offset(view: Viewport, ruler: Ruler, column: float, row: float) -> tuple[float, float]:
    """How far (right, down) of the anchor a point of the image lies, in the ruler's unit."""
    right = (column - ruler.anchor[0]) * ruler.per_column
    return right, (row - ruler.anchor[1]) * ruler.per_column * view.aspect


def point(view: Viewport, ruler: Ruler, right: float, down: float) -> tuple[float, float]:
    """(column, row) that lies so far from the anchor; the inverse of `offset`."""
    column = ruler.anchor[0] + right / ruler.per_column
    return column, ruler.anchor[1] + down / (ruler.per_column * view.aspect)


def place_of(view: Viewport, ruler: Ruler) -> Place:
    """Where an image is looked at."""
    right, down = offset(view, ruler, *view.to_image(view.width / 2, view.height / 2))
    return Place(ruler.per_column / view.scale, right, down)


def placed(view: Viewport, ruler: Ruler, place: Place) -> Viewport:
    """The same image looked at from `place`; unlike a hand's move, it may lie out of sight there."""
    scale = ruler.per_column / place.spacing
    column, row = point(view, ruler, place.right, place.down)
    left, top = view.width / 2 - column * scale, view.height / 2 - row * scale * view.aspect
    return replace(view, scale=scale, left=left, top=top)


def within(place: Place, rulers: Sequence[Ruler]) -> Place:
    """The same place, with a spacing at which every image can be painted."""
    finest = max(ruler.per_column for ruler in rulers) / LARGEST
    coarsest = min(ruler.per_column for ruler in rulers) / SMALLEST
    # The finest comes first: of sizes that differ by more than both limits allow, the larger ones stay readable.
    return replace(place, spacing=max(min(place.spacing, coarsest), finest))


def together(views: Sequence[Viewport], rulers: Sequence[Ruler]) -> Place:
    """The place at which the middles lie on each other and the largest field of view just fits."""
    spacing = max(ruler.per_column / view.fit_scale for view, ruler in zip(views, rulers, strict=True))
    return Place(spacing, 0.0, 0.0)


def anchored_here(view: Viewport, ruler: Ruler) -> Ruler:
    """The ruler with its anchor in the middle of the window: what lies there now stays together from now on."""
    return replace(ruler, anchor=view.to_image(view.width / 2, view.height / 2))
