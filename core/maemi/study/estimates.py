"""Mean marks with their intervals, for what was drawn from: groups count by how many pairs they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.study.rows import CRITERIA, Group, ItemRow, RatingRow

DRAWS = 4_000
"""Times that items are drawn again for an interval."""
GOOD = 4
"""From this mark on an answer is good in a criterion."""


Stratum = tuple[Group, list[list[RatingRow]]]
"""A group, and the ratings of each of its rated items."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float
    items: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: all, one teacher, one class, or one class by one teacher."""

    class_name: str | None
    """None: all classes."""
    teacher: str | None
    """None: all teachers."""
    marks: dict[str, Estimate]
    """Criterion → mean mark, 1 … 5."""
    good: Estimate
    """Share of answers that every expert gave 4 or 5 in each criterion, 0 … 1."""
    spread: dict[str, tuple[int, ...]]
    """Criterion → how often each mark from 1 to 5 was given."""


def lines_of(groups: Sequence[Group], items: Sequence[ItemRow], ratings: Sequence[RatingRow], seed: int) -> list[Line]:
    """All, each teacher, each class, and each class by each teacher where there is more than one of both."""
    classes = sorted({group.class_name for group in groups})
    teachers = sorted({group.teacher for group in groups})
    asked: list[tuple[str | None, str | None]] = [(None, None)]
    asked += [(None, teacher) for teacher in teachers if len(teachers) > 1]
    asked += [(name, None) for name in classes if len(classes) > 1]
    if len(classes) > 1 and len(teachers) > 1:
        asked += [(group.class_name, group.teacher) for group in groups]
    strata = _strata(groups, items, ratings)
    lines = [_line(name, teacher, strata, seed) for name, teacher in asked]
    return [line for line in lines if line is not None]


def by_item(ratings: Sequence[RatingRow]) -> dict[int, list[RatingRow]]:
    """What the experts said of each item that anybody has rated."""
    found: dict[int, list[RatingRow]] = {}
    for rating in ratings:
        found.setdefault(rating.item_id, []).append(rating)
    return found


def interval(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of what drawing again gave."""
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def _strata(groups: Sequence[Group], items: Sequence[ItemRow], ratings: Sequence[RatingRow]) -> list[Stratum]:
    """The groups of which anything is rated, in their order."""
    said = by_item(ratings)
    rated: dict[tuple[str, str], list[list[RatingRow]]] = {}
    for one in items:
        if one.id in said:
            rated.setdefault((one.class_name, one.teacher), []).append(said[one.id])
    of_group = [(group, rated.get((group.class_name, group.teacher))) for group in groups]
    return [(group, found) for group, found in of_group if found]


def _line(class_name: str | None, teacher: str | None, every_stratum: Sequence[Stratum], seed: int) -> Line | None:
    strata = [
        (group.population, rated)
        for group, rated in every_stratum
        if class_name in (None, group.class_name) and teacher in (None, group.teacher)
    ]
    if not strata:
        return None

    def estimate(of: Callable[[list[RatingRow]], float]) -> Estimate:
        return _stratified([(weight, np.array([of(each) for each in rated])) for weight, rated in strata], seed, given)

    given = sum(len(each) for _, rated in strata for each in rated)
    every = [rating for _, rated in strata for each in rated for rating in each]
    return Line(
        class_name,
        teacher,
        {name: estimate(lambda each, name=name: _mean(each, name)) for name in CRITERIA},
        estimate(lambda each: float(all(getattr(one.marks, name) >= GOOD for one in each for name in CRITERIA))),
        {
            name: tuple(sum(getattr(one.marks, name) == mark for one in every) for mark in range(1, 6))
            for name in CRITERIA
        },
    )


def _mean(ratings: list[RatingRow], name: str) -> float:
    return sum(getattr(one.marks, name) for one in ratings) / len(ratings)


def _stratified(strata: list[tuple[int, NDArray[np.float64]]], seed: int, ratings: int) -> Estimate:
    """Mean over groups by how many pairs each stands for (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, ch. 5).

    The interval comes from drawing the items of each group again with replacement (percentile bootstrap); experts are
    taken as they are.
    """
    chance = np.random.default_rng(seed)
    shares = np.array([weight for weight, _ in strata], dtype=np.float64)
    shares /= shares.sum()
    drawn = np.zeros(DRAWS)
    for share, (_, values) in zip(shares, strata, strict=True):
        drawn += share * values[chance.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    value = float(sum(share * values.mean() for share, (_, values) in zip(shares, strata, strict=True)))
    return Estimate(value, *interval(drawn), items=sum(len(values) for _, values in strata), ratings=ratings)
