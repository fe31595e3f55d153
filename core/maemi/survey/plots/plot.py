"""What a plot shows, apart from how it is painted: axes, marks in their units, words."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.survey.plots.axis import Axis

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram, which a click chooses."""

    low: float
    high: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A curve, by (x, y)."""

    points: Points
    series: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One group's spread, lying along the x axis: 5, 25, 50, 75, 95 % and the mean."""

    group: str
    percentiles: tuple[float, float, float, float, float]
    mean: float
    samples: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Marks lie within both axes."""

    x: Axis
    y: Axis | None
    """None for boxes, which are stacked from above."""
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    legend: tuple[tuple[str, int], ...] = ()
    """Words and series of what needs telling apart."""
    notes: tuple[str, ...] = ()
    """Lines above the axes: how many, which mean, which distribution."""
    title: str = ""
    """For the file's description and for a screen reader."""
