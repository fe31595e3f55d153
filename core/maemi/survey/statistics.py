"""What many micrographs say together: means over micrographs with their sampling uncertainty, pooled percentiles.

Two uncertainties are told apart. The interval of one micrograph's quantity says how well that picture was read. The
interval here says how far the mean of these micrographs may be from that of all that could have been taken of the
specimen: Student's t over the micrographs' means, each counted once, since objects of one picture are no independent
samples of a specimen (ISO 13322-1:2014 counts fields, too). The first is contained in the second as far as readings
err independently; a pixel size that is wrong in all micrographs alike is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.measure.quantities import short
from maemi.survey import numerics
from maemi.survey.pooled import Pooled

Floats = NDArray[np.float64]
PERCENTILES = (10.0, 50.0, 90.0)
FEWEST_TO_FIT = 20
CRITICAL = 0.886
"""Lilliefors (1967): a fitted normal is refused at 5 % where distances exceed this over the root of n, for n > 30."""
NEAR_ENOUGH = 0.03
"""With thousands of objects any distribution is refused; one this near everywhere still describes them."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A log-normal distribution fitted by the mean and standard deviation of logarithms (maximum likelihood)."""

    median: float
    """The geometric mean."""
    spread: float
    """The geometric standard deviation, above 1."""
    distance: float
    """Largest difference between the cumulative distributions (Kolmogorov–Smirnov)."""
    fits: bool
    """Not refused at 5 % (Lilliefors), or nowhere farther than 3 %."""


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """One group of micrographs: a class, a folder, one micrograph, or all."""

    group: str
    micrographs: int
    """With at least one sample."""
    samples: int
    """Objects, or micrographs where their own quantity is looked at."""
    mean: float
    """Over the micrographs, each with the mean of its samples, each counted once."""
    mean_low: float | None
    """95 % confidence interval of that mean over micrographs; None for fewer than two."""
    mean_high: float | None
    between: float | None
    """Standard deviation between the micrographs' means."""
    pooled_mean: float
    """Over all samples in one heap."""
    pooled_std: float | None
    percentiles: tuple[float, float, float]
    """D10, D50, D90 by number (ISO 9276-1)."""
    area_percentiles: tuple[float, float, float] | None
    """The same weighed by the objects' areas; None where areas are not known."""
    log_normal: LogNormal | None
    """Fitted to the pooled samples; None for fewer than 20, for values not above zero, and of micrographs."""

    def to_json(self) -> dict[str, Any]:
        """One group of `maemi measurements --json`."""
        told = asdict(self)
        for name in ("mean", "mean_low", "mean_high", "between", "pooled_mean", "pooled_std"):
            told[name] = short(told[name])
        for name in ("percentiles", "area_percentiles"):
            if told[name] is not None:
                told[name] = {f"D{percent:.0f}": short(v) for percent, v in zip(PERCENTILES, told[name], strict=True)}
        if self.log_normal is not None:
            told["log_normal"] = {
                name: short(value) if isinstance(value, float) else value for name, value in told["log_normal"].items()
            }
        return told


def statistics(pooled: Pooled, groups: Sequence[str]) -> list[GroupStatistics]:
    """One entry a group that has samples, in the order of the groups' names; `groups` names the group of each row."""
    if not len(pooled.values):
        return []
    names = sorted(set(groups), key=lambda name: (name == "", name))
    if len(names) == 1:
        return [_of_group(names[0], pooled, slice(None))]
    number = {name: place for place, name in enumerate(names)}
    group_of_row = np.array([number[name] for name in groups], dtype=np.intp)
    group_of_sample = group_of_row[pooled.owners]
    # Sorted by group once: hundreds of masks over millions of samples would take a minute.
    order = np.argsort(group_of_sample, kind="stable")
    ends = np.searchsorted(group_of_sample[order], np.arange(len(names) + 1))
    return [
        _of_group(name, pooled, order[ends[place] : ends[place + 1]])
        for place, name in enumerate(names)
        if ends[place + 1] > ends[place]
    ]


def _of_group(name: str, pooled: Pooled, inside: NDArray[np.intp] | slice) -> GroupStatistics:
    values, owners = pooled.values[inside], pooled.owners[inside]
    means = micrograph_means(values, owners)
    mean, low, high, between = mean_with_interval(means)
    order = np.argsort(values)
    ascending = values[order]
    number = percentiles_of_sorted(ascending, PERCENTILES)
    area = None
    if pooled.areas is not None:
        weights = pooled.areas[inside][order]
        area = percentiles_of_sorted(ascending, PERCENTILES, weights) if float(weights.sum()) > 0 else None
    return GroupStatistics(
        group=name,
        micrographs=len(means),
        samples=len(values),
        mean=mean,
        mean_low=low,
        mean_high=high,
        between=between,
        pooled_mean=float(values.mean()),
        pooled_std=float(values.std(ddof=1)) if len(values) > 1 else None,
        percentiles=(number[0], number[1], number[2]),
        area_percentiles=(area[0], area[1], area[2]) if area is not None else None,
        # Means of micrographs scatter around one value; objects have a distribution.
        log_normal=fit_log_normal(ascending) if pooled.of_objects else None,
    )


def micrograph_means(values: Floats, owners: NDArray[np.intp]) -> Floats:
    """The mean of each micrograph's samples."""
    _, where = np.unique(owners, return_inverse=True)
    return np.bincount(where, values) / np.bincount(where)


def mean_with_interval(means: Floats) -> tuple[float, float | None, float | None, float | None]:
    """Mean, its 95 % confidence interval by Student's t, and the sample standard deviation."""
    mean = float(means.mean())
    if len(means) < 2:
        return mean, None, None, None
    deviation = float(means.std(ddof=1))
    half = numerics.student_t(0.975, len(means) - 1) * deviation / len(means) ** 0.5
    low = mean - half
    # What is never below zero has no mean below it either, however few micrographs there are.
    return mean, max(low, 0.0) if float(means.min()) >= 0 else low, mean + half, deviation


def percentiles(values: Floats, percents: Sequence[float], weights: Floats | None = None) -> list[float]:
    """Values below which so many per cent of the samples lie, or of their weight."""
    order = np.argsort(values)
    return percentiles_of_sorted(values[order], percents, None if weights is None else weights[order])


def percentiles_of_sorted(ascending: Floats, percents: Sequence[float], weights: Floats | None = None) -> list[float]:
    """The same of values in ascending order, each sample at the middle of its share, by straight lines between."""
    if weights is None:
        places = np.asarray(percents) / 100 * len(ascending) - 0.5
        return [float(value) for value in np.interp(places, np.arange(len(ascending)), ascending)]
    middles = (np.cumsum(weights) - weights / 2) / weights.sum()
    return [float(value) for value in np.interp(np.asarray(percents) / 100, middles, ascending)]


def fit_log_normal(ascending: Floats) -> LogNormal | None:
    """The log-normal nearest to samples in ascending order, and whether it describes them; see `LogNormal`."""
    if len(ascending) < FEWEST_TO_FIT or float(ascending[0]) <= 0:
        return None
    logs = np.log(ascending)
    deviation = float(logs.std())
    if deviation <= 0:
        return None
    below = numerics.normal_cdf((logs - logs.mean()) / deviation)
    steps = np.arange(len(logs) + 1) / len(logs)
    distance = float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))
    fits = distance <= max(CRITICAL / len(logs) ** 0.5, NEAR_ENOUGH)
    return LogNormal(float(np.exp(logs.mean())), float(np.exp(deviation)), distance, fits)
