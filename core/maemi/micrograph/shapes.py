"""Shapes that a person draws on a micrograph: where they lie, and what belongs to them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from maemi.errors import InputError

Point = tuple[float, float]
"""(column, row) in pixels; whole numbers are the corners of pixels."""

KINDS = {"line": (2, 2), "angle": (3, 3), "polyline": (2, 10_000), "polygon": (3, 10_000)} | {
    "rectangle": (2, 2),
    "ellipse": (2, 2),
}
"""Kind → the fewest and the most points that it has."""
BOXES = frozenset({"rectangle", "ellipse"})
"""Kinds that are told by two opposite corners of the box around them; their sides follow rows and columns."""
CLOSED = frozenset({"polygon", "rectangle", "ellipse"})
"""Kinds with an area."""
ELLIPSE_CORNERS = 120


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape. An angle's second point is where its arms meet."""

    kind: str
    points: tuple[Point, ...]

    @property
    def closed(self) -> bool:
        """Whether it has an inside."""
        return self.kind in CLOSED

    @property
    def box(self) -> tuple[float, float, float, float]:
        """First column, first row, last column, last row of what it covers."""
        columns, rows = zip(*self.points, strict=True)
        return min(columns), min(rows), max(columns), max(rows)

    @property
    def handles(self) -> tuple[Point, ...]:
        """The points that a person can move: its own, or the four corners of its box."""
        if self.kind not in BOXES:
            return self.points
        (c0, r0), (c1, r1) = self.points
        return (c0, r0), (c1, r0), (c1, r1), (c0, r1)

    @property
    def outline(self) -> tuple[Point, ...]:
        """The corners of what is drawn, in order; a closed shape goes back to the first."""
        if self.kind != "ellipse":
            return self.handles
        c0, r0, c1, r1 = self.box
        turns = (2 * math.pi * step / ELLIPSE_CORNERS for step in range(ELLIPSE_CORNERS))
        return tuple(
            ((c0 + c1) / 2 + (c1 - c0) / 2 * math.cos(turn), (r0 + r1) / 2 + (r1 - r0) / 2 * math.sin(turn))
            for turn in turns
        )

    @property
    def words_at(self) -> Point:
        """Beside which point its label stands: the upper right corner of an area, the corner of an angle, a middle."""
        c0, r0, c1, r1 = self.box
        if self.kind == "angle":
            return self.points[1]
        return (c1, r0) if self.closed else ((c0 + c1) / 2, (r0 + r1) / 2)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see: a click without a drag."""
        c0, r0, c1, r1 = self.box
        return c0 == c1 or r0 == r1 if self.kind in BOXES else c0 == c1 and r0 == r1

    def moved(self, columns: float, rows: float) -> Shape:
        """The same elsewhere."""
        return replace(self, points=tuple((column + columns, row + rows) for column, row in self.points))

    def reshaped(self, handle: int, place: Point) -> Shape:
        """With one of its handles at another place; of a box, the opposite corner stays."""
        if self.kind in BOXES:
            return replace(self, points=(self.handles[(handle + 2) % 4], place))
        points = list(self.points)
        points[handle] = place
        return replace(self, points=tuple(points))


def checked(kind: str, points: Iterable[Iterable[float]]) -> Shape:
    """A shape from outside, such as a file or a command line; InputError where it is none."""
    if kind not in KINDS:
        raise InputError(f"“{kind}” is not a kind of region; it is one of {', '.join(KINDS)}.")
    try:
        places = tuple((float(column), float(row)) for column, row in points)
    except (TypeError, ValueError):
        raise InputError(f"The points of the {kind} are not pairs of numbers; give column and row of each.") from None
    least, most = KINDS[kind]
    if not least <= len(places) <= most:
        needs = f"{least}" if least == most else f"{least} or more"
        raise InputError(f"{kind.capitalize()} with {len(places)} points: it has {needs}; draw it again.")
    if not all(math.isfinite(value) for place in places for value in place):
        raise InputError(f"A point of the {kind} is not a finite number; draw it again.")
    return Shape(kind, places)
