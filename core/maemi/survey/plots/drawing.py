"""Where each line, bar and word of a plot goes on a page: plain shapes that SVG and the window's painter both have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from maemi.survey.plots.axis import Axis
from maemi.survey.plots.plot import Box, Plot

Role = Literal["ink", "muted", "grid", "bar", "series"]
Anchor = Literal["start", "middle", "end"]
LETTER = 0.58
"""Mean width of a letter over the size of its font: between Arial's and that of wider ones."""
LINE = 1.35
"""Height of a line of text over the size of its font."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Filled, or only outlined where `hollow`."""

    x: float
    y: float
    width: float
    height: float
    role: Role = "bar"
    series: int = 0
    hollow: bool = False
    bar: int | None = None
    """The number of the histogram's bar that it is."""


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines from point to point."""

    points: tuple[tuple[float, float], ...]
    role: Role = "ink"
    series: int = 0
    width: float = 1.0
    """Over that of an axis."""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Words whose baseline begins, is centred or ends at a point."""

    x: float
    y: float
    words: str
    anchor: Anchor = "start"
    role: Role = "ink"
    upright: bool = False
    """Turned by a quarter, read from below."""


Shape = Rect | Path | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted, and where the axes are."""

    shapes: tuple[Shape, ...]
    left: float
    top: float
    right: float
    bottom: float


def text_width(words: str, font: float) -> float:
    """About how wide words are."""
    return LETTER * font * len(words)


def shortened(words: str, room: float, font: float) -> str:
    """Words that fit, with an ellipsis for their middle: names of files differ at their ends."""
    most = max(3, int(room / (LETTER * font)))
    if len(words) <= most:
        return words
    ahead = (most - 1) // 2
    return f"{words[:ahead]}…{words[len(words) - (most - 1 - ahead) :]}"


def draw(
    plot: Plot,
    width: float,
    height: float,
    font: float,
    with_notes: bool = True,
    width_of: Callable[[str], float] | None = None,
) -> Drawing:
    """Lay a plot out on a page of this size; all lengths are in one unit, whichever the painter has.

    `width_of`: how wide words are, where the painter knows its font; else it is guessed.
    """

    def measured(words: str) -> float:
        return width_of(words) if width_of is not None else text_width(words, font)

    line = LINE * font
    notes = [shortened(note, width, font) for note in plot.notes] if with_notes else []
    head = [Text(font / 2, line * (number + 1), words) for number, words in enumerate(notes)]
    top = line * len(notes) + font
    legend_top = top
    if plot.legend:
        top += line * -(-len(plot.legend) // 2)
    bottom = height - 2 * line - font * 0.7
    labels = [box.group or "none" for box in plot.boxes] or (
        [plot.y.text(tick) for tick in plot.y.ticks] if plot.y else []
    )
    gutter = min(max((measured(words) for words in labels), default=0.0), width * 0.38)
    left = gutter + font * (1.3 if plot.boxes else 2.6)
    frame = Drawing((), left, top, width - font * 1.4, bottom)
    shapes: list[Shape] = [*head, *_legend(plot, frame, legend_top, font), *_x_axis(plot.x, frame, font)]
    if plot.y is not None:
        shapes += _y_axis(plot.y, frame, font)
        shapes += _marks(plot, plot.y, frame)
    else:
        shapes += _boxes(plot.boxes, plot.x, frame, font)
    shapes.append(Path(((left, top), (left, bottom), (frame.right, bottom))))
    return Drawing(tuple(shapes), left, top, frame.right, bottom)


def _at(axis: Axis, frame: Drawing, value: float) -> float:
    return frame.left + axis.share(value) * (frame.right - frame.left)


def _up(axis: Axis, frame: Drawing, value: float) -> float:
    return frame.bottom - axis.share(value) * (frame.bottom - frame.top)


def _x_axis(axis: Axis, frame: Drawing, font: float) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in axis.ticks:
        x = _at(axis, frame, tick)
        shapes.append(Path(((x, frame.bottom), (x, frame.bottom + font * 0.4))))
        shapes.append(Text(x, frame.bottom + font * 1.5, axis.text(tick), "middle"))
    middle = (frame.left + frame.right) / 2
    return [*shapes, Text(middle, frame.bottom + font * 3.0, axis.label, "middle")]


def _y_axis(axis: Axis, frame: Drawing, font: float) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in axis.ticks:
        y = _up(axis, frame, tick)
        if tick > axis.low:
            shapes.append(Path(((frame.left, y), (frame.right, y)), "grid", width=0.7))
        shapes.append(Path(((frame.left - font * 0.4, y), (frame.left, y))))
        shapes.append(Text(frame.left - font * 0.7, y + font * 0.35, axis.text(tick), "end"))
    return [*shapes, Text(font * 1.1, (frame.top + frame.bottom) / 2, axis.label, "middle", upright=True)]


def _marks(plot: Plot, y: Axis, frame: Drawing) -> list[Shape]:
    shapes: list[Shape] = []
    for number, bar in enumerate(plot.bars):
        left, right = _at(plot.x, frame, bar.low), _at(plot.x, frame, bar.high)
        top = _up(y, frame, bar.height)
        gap = min((right - left) * 0.08, 1.0)
        shapes.append(Rect(left + gap / 2, top, right - left - gap, frame.bottom - top, bar=number))
    for line in plot.lines:
        points = tuple((_at(plot.x, frame, x), _up(y, frame, value)) for x, value in line.points)
        shapes.append(Path(points, "series", line.series, 2.0, line.dashed))
    return shapes


def _legend(plot: Plot, frame: Drawing, top: float, font: float) -> list[Shape]:
    shapes: list[Shape] = []
    column = (frame.right - frame.left) / 2
    for number, (words, series) in enumerate(plot.legend):
        x = frame.left + column * (number % 2)
        y = top + LINE * font * (number // 2)
        shapes.append(Path(((x, y), (x + font * 1.4, y)), "series", series, 3.0))
        shapes.append(Text(x + font * 1.9, y + font * 0.35, shortened(words, column - 2.5 * font, font)))
    return shapes


def _boxes(boxes: tuple[Box, ...], axis: Axis, frame: Drawing, font: float) -> list[Shape]:
    shapes: list[Shape] = [
        Path(((_at(axis, frame, tick), frame.top), (_at(axis, frame, tick), frame.bottom)), "grid", width=0.7)
        for tick in axis.ticks
        if tick > axis.low
    ]
    pitch = (frame.bottom - frame.top) / max(len(boxes), 1)
    half = min(pitch * 0.32, font)
    for number, box in enumerate(boxes):
        y = frame.top + pitch * (number + 0.5)
        first, low, middle, high, last = (_at(axis, frame, value) for value in box.percentiles)
        if number % max(1, ceil(font * 1.15 / pitch)) == 0:
            room = frame.left - font
            shapes.append(
                Text(frame.left - font * 0.6, y + font * 0.35, shortened(box.group or "none", room, font), "end")
            )
        shapes.append(Path(((first, y), (low, y)), "ink"))
        shapes.append(Path(((high, y), (last, y)), "ink"))
        shapes.append(Rect(low, y - half, max(high - low, 0.5), 2 * half, bar=number))
        shapes.append(Path(((middle, y - half), (middle, y + half)), "ink", width=2.0))
        dot = half * 0.35
        mean = _at(axis, frame, box.mean)
        shapes.append(Rect(mean - dot, y - dot, 2 * dot, 2 * dot, "ink"))
    return shapes
