"""How large a drawn shape is, in pixels and in metres; pixels need not be square."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from maemi.micrograph.record import PixelSize
from maemi.micrograph.shapes import BOXES, Point, Shape
from maemi.micrograph.units import format_area, format_length


@dataclass(frozen=True, slots=True)
class ShapeSize:
    """Sizes of one shape in one unit, areas in its square; None is what such a shape does not have."""

    length: float | None = None
    """Along a line or a polyline."""
    angle_deg: float | None = None
    """Between the arms of an angle, 0 to 180; of a line, against the rows, counter-clockwise, above -180 to 180."""
    width: float | None = None
    """Of a box, along the rows."""
    height: float | None = None
    perimeter: float | None = None
    area: float | None = None


def size_of(shape: Shape, column_side: float = 1.0, row_side: float = 1.0) -> ShapeSize:
    """Sizes where a pixel has these sides: 1 and 1 for pixels, metres for metres."""
    points = tuple((column * column_side, row * row_side) for column, row in shape.points)
    if shape.kind == "angle":
        return ShapeSize(angle_deg=_between(points[0], points[1], points[2]))
    if not shape.closed:
        length = sum(math.dist(one, other) for one, other in pairwise(points))
        (x0, y0), (x1, y1) = points[0], points[-1]
        # Rows count downwards, angles upwards.
        turn = math.degrees(math.atan2(y0 - y1, x1 - x0)) if shape.kind == "line" else None
        return ShapeSize(length=length, angle_deg=turn)
    if shape.kind in BOXES:
        width, height = abs(points[1][0] - points[0][0]), abs(points[1][1] - points[0][1])
        if shape.kind == "rectangle":
            return ShapeSize(width=width, height=height, perimeter=2 * (width + height), area=width * height)
        area = math.pi * width * height / 4
        return ShapeSize(width=width, height=height, perimeter=_around(width / 2, height / 2), area=area)
    ring = (*points, points[0])
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
    return ShapeSize(perimeter=sum(math.dist(*pair) for pair in pairwise(ring)), area=abs(twice) / 2)


def real_size_of(shape: Shape, pixel_size: PixelSize | None) -> ShapeSize | None:
    """Sizes in metres and square metres; None where no pixel size is known."""
    return size_of(shape, pixel_size.column_m, pixel_size.row_m) if pixel_size is not None else None


def size_text(shape: Shape, pixel_size: PixelSize | None) -> str:
    """The one size that matters most, in words: `2.00 µm`, `45.0°`, `0.960 µm²`; pixels without a pixel size."""
    size = real_size_of(shape, pixel_size) or size_of(shape)
    known = pixel_size is not None
    if size.length is not None:
        return format_length(size.length) if known else f"{size.length:,.1f} px"
    if size.area is not None:
        return format_area(size.area) if known else f"{size.area:,.0f} px²"
    return f"{size.angle_deg:.1f}°"


def box_text(shape: Shape, pixel_size: PixelSize | None) -> str:
    """Width and height of the box around a shape: `1.20 µm × 800 nm`, or in pixels."""
    c0, r0, c1, r1 = shape.box
    if pixel_size is None:
        return f"{c1 - c0:,.0f} × {r1 - r0:,.0f} px"
    return f"{format_length((c1 - c0) * pixel_size.column_m)} × {format_length((r1 - r0) * pixel_size.row_m)}"


def _between(one: Point, corner: Point, other: Point) -> float:
    """Degrees between two arms; 0 where one of them has no length."""
    ax, ay, bx, by = one[0] - corner[0], one[1] - corner[1], other[0] - corner[0], other[1] - corner[1]
    return math.degrees(math.atan2(abs(ax * by - ay * bx), ax * bx + ay * by))


def _around(a: float, b: float) -> float:
    """Perimeter of an ellipse of these half axes: Ramanujan 1914, second formula; 0.04 % off where it is flat."""
    if a + b == 0:
        return 0.0
    h = ((a - b) / (a + b)) ** 2
    return math.pi * (a + b) * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))
