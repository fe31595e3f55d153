"""Histogram, cumulative distribution and boxes of pooled samples."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maemi.errors import InputError
from maemi.survey.plots.axis import Shown, nice_axis, nice_step, shown_as
from maemi.survey.plots.plot import Bar, Box, Line, Plot, Points
from maemi.survey.pooled import Pooled
from maemi.survey.stated import defined
from maemi.survey.statistics import GroupStatistics, LogNormal, percentiles, statistics
from maemi.survey.wording import notes_of, shape_notes_of, what

Floats = NDArray[np.float64]
PLOTS = ("histogram", "cumulative", "box")
MOST_SERIES = 7
"""Colours that can be told apart, also by those who see few."""
MOST_BOXES = 60
FEWEST_BARS, MOST_BARS = 5, 60
POINTS = 400


def plot(pooled: Pooled, groups: Sequence[str], kind: str = "histogram", told: GroupStatistics | None = None) -> Plot:
    """A plot of the samples; `groups` names the group of each row, all the same for one group.

    `told`: the statistics of all samples together, where they are known already.

    Raises InputError where nothing can be shown, or more groups than can be told apart.
    """
    if kind not in PLOTS:
        raise InputError(f"'{kind}' is no plot: choose {', '.join(PLOTS)}.")
    words = defined(pooled.name).label
    if not len(pooled.values):
        raise InputError(f"No result has '{words.lower()}': measure first, or choose another quantity or search.")
    shown = shown_as(defined(pooled.name), pooled.unit, pooled.values)
    parts = _parts(pooled, groups, shown)
    most = MOST_BOXES if kind == "box" else MOST_SERIES
    if len(parts) > most:
        raise InputError(
            f"{len(parts):,} groups cannot be told apart in one plot of this kind ({most} can): "
            + ("search for fewer micrographs." if kind == "box" else "choose box, or search for fewer.")
        )
    told = told or statistics(pooled, [""] * len(groups))[0]
    notes = notes_of(pooled, told)
    title = f"{words} of {what(pooled)}"
    if kind == "box":
        return _boxes(parts, shown.label(words), notes, title)
    fit = told.log_normal if told.log_normal is not None and told.log_normal.fits and len(parts) == 1 else None
    if len(parts) == 1:
        notes = (*notes, *shape_notes_of(pooled, told, kind == "histogram" and fit is not None))
    if kind == "cumulative":
        return _cumulative(parts, shown.label(words), notes, title, what(pooled))
    return _histogram(parts, shown, words, notes, title, what(pooled), fit)


def bar_edges(values: Floats) -> Floats:
    """Edges at round numbers, about as wide as Freedman and Diaconis (1981) advise, over the middle 99.8 %."""
    low, first, third, high = (float(value) for value in np.percentile(values, (0.1, 25, 75, 99.9)))
    if not high > low:
        room = abs(low) * 0.05 or 0.5
        return np.array([low - room, low + room])
    width = 2 * (third - first) / len(values) ** (1 / 3) or (high - low) / 10
    width = min(max(width, (high - low) / MOST_BARS), (high - low) / FEWEST_BARS)
    step = nice_step(width * 0.8)
    if bool((values == np.round(values)).all()):
        step = max(1.0, round(step))
    begin, end = math.floor(low / step), math.floor(high / step) + 1
    return np.arange(begin, end + 1, dtype=np.float64) * np.float64(step)


def _parts(pooled: Pooled, groups: Sequence[str], shown: Shown) -> dict[str, Floats]:
    """Shown values by group, in the order of their names; micrographs without a group come last."""
    names = sorted(set(groups), key=lambda name: (name == "", name))
    if len(names) == 1:
        return {names[0]: pooled.values * shown.factor}
    number = {name: place for place, name in enumerate(names)}
    of_sample = np.array([number[name] for name in groups], dtype=np.intp)[pooled.owners]
    order = np.argsort(of_sample, kind="stable")
    ends = np.searchsorted(of_sample[order], np.arange(len(names) + 1))
    parts = {name: pooled.values[order[ends[at] : ends[at + 1]]] * shown.factor for at, name in enumerate(names)}
    return {name: values for name, values in parts.items() if len(values)}


def _histogram(
    parts: dict[str, Floats],
    shown: Shown,
    words: str,
    notes: tuple[str, ...],
    title: str,
    samples: str,
    fit: LogNormal | None,
) -> Plot:
    every = np.concatenate(list(parts.values()))
    edges = bar_edges(every)
    x = nice_axis(shown.label(words), float(edges[0]), float(edges[-1]))
    if len(parts) > 1:
        lines: list[Line] = []
        for series, values in enumerate(parts.values()):
            shares = np.histogram(values, edges)[0] / len(values) * 100
            lines.append(Line(_outline(edges, shares), series))
        top = max(height for line in lines for _, height in line.points)
        y = nice_axis(f"Share of its {samples} (%)", 0.0, top)
        return Plot(x, y, lines=tuple(lines), legend=_legend(parts), notes=notes, title=title)
    counts = np.histogram(every, edges)[0]
    bars = tuple(Bar(float(a), float(b), float(n)) for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True))
    curve = _curve(fit, shown.factor, edges, len(every)) if fit is not None else ()
    top = max(float(counts.max()), *(height for _, height in curve)) if curve else float(counts.max())
    y = nice_axis(samples[:1].upper() + samples[1:], 0.0, max(top, 1.0))
    lines_ = (Line(curve, 1),) if curve else ()
    return Plot(x, y, bars=bars, lines=lines_, notes=notes, title=title)


def _curve(fit: LogNormal, factor: float, edges: Floats, samples: int) -> Points:
    """The fitted density, in samples a bar."""
    xs = np.linspace(max(float(edges[0]), float(edges[-1]) * 1e-3), float(edges[-1]), POINTS // 2)
    sigma = math.log(fit.spread)
    z = (np.log(xs) - math.log(fit.median * factor)) / sigma
    ys = np.exp(-(z**2) / 2) / (xs * sigma * math.sqrt(2 * math.pi)) * samples * float(edges[1] - edges[0])
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))


def _outline(edges: Floats, heights: Floats) -> Points:
    xs, ys = np.repeat(edges, 2), np.concatenate([[0.0], np.repeat(heights, 2), [0.0]])
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))


def _cumulative(parts: dict[str, Floats], label: str, notes: tuple[str, ...], title: str, samples: str) -> Plot:
    every = np.concatenate(list(parts.values()))
    low, high = (float(value) for value in np.percentile(every, (0, 99.9)))
    lines: list[Line] = []
    for series, values in enumerate(parts.values()):
        percents = np.unique(np.linspace(0, 100, min(POINTS, 2 * len(values) + 1)))
        xs = percentiles(values, percents.tolist())
        lines.append(Line(tuple((min(x, high), float(p)) for x, p in zip(xs, percents, strict=True)), series))
    y = nice_axis(f"{samples[:1].upper() + samples[1:]} below (%)", 0.0, 100.0)
    legend = _legend(parts) if len(parts) > 1 else ()
    return Plot(nice_axis(label, low, high), y, lines=tuple(lines), legend=legend, notes=notes, title=title)


def _boxes(parts: dict[str, Floats], label: str, notes: tuple[str, ...], title: str) -> Plot:
    boxes: list[Box] = []
    for name, values in parts.items():
        five = percentiles(values, (5, 25, 50, 75, 95))
        boxes.append(Box(name, (five[0], five[1], five[2], five[3], five[4]), float(values.mean()), len(values)))
    low = min(box.percentiles[0] for box in boxes)
    high = max(max(box.percentiles[4], box.mean) for box in boxes)
    last = "box: quartiles, median; whiskers: 5, 95 %; square: mean"
    return Plot(nice_axis(label, min(low, 0.0) if low < 0.3 * high else low, high), None, boxes=tuple(boxes),
                notes=(*notes, last), title=title)  # fmt: skip


def _legend(parts: dict[str, Floats]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (f"{name or 'none'} (n = {len(values):,})", series) for series, (name, values) in enumerate(parts.items())
    )
