"""How far experts agree on marks of a scale: Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maemi.study.estimates import DRAWS, Estimate, interval

Marked = Sequence[Sequence[int]]
"""The marks of each item, by however many experts."""


def alpha(marks: Marked) -> float | None:
    """Krippendorff's alpha for numbers on an interval scale: 1 is perfect agreement, 0 what chance gives.

    K. Krippendorff, Content Analysis, 4th ed. (2019), ch. 12: 1 − Dₒ/Dₑ with the squared difference. Items that only
    one expert marked say nothing of agreement and are left out. None where fewer than two items are left, or where all
    marks are the same: it has no value then.
    """
    moments = _moments(marks)
    return _alpha(moments, np.ones((1, len(moments))))[0] if len(moments) >= 2 else None


def alpha_estimate(marks: Marked, seed: int = 0) -> Estimate | None:
    """The same with a 95 % interval, from drawing the items again with replacement (percentile bootstrap)."""
    moments = _moments(marks)
    value = alpha(marks)
    if value is None:
        return None
    chance = np.random.default_rng(seed)
    again = chance.multinomial(len(moments), np.full(len(moments), 1 / len(moments)), size=DRAWS).astype(np.float64)
    drawn = [one for one in _alpha(moments, again) if one is not None]
    return Estimate(value, *interval(np.array(drawn)), items=len(moments), ratings=int(moments[:, 0].sum()))


def _moments(marks: Marked) -> NDArray[np.float64]:
    """Number, sum and sum of squares of the marks of each item with two or more."""
    several = [np.array(each, dtype=np.float64) for each in marks if len(each) >= 2]
    return np.array([(len(each), each.sum(), (each**2).sum()) for each in several]).reshape(-1, 3)


def _alpha(moments: NDArray[np.float64], times: NDArray[np.float64]) -> list[float | None]:
    """Alpha for each row of `times`: how often each item counts [draws, items]."""
    number, total, squares = moments.T
    # Squared differences of all ordered twos of k numbers add up to 2 (k Σx² − (Σx)²).
    within = times @ (2 * (number * squares - total**2) / (number - 1))
    count, sums, square_sums = times @ number, times @ total, times @ squares
    between = 2 * (count * square_sums - sums**2) / (count - 1)
    return [1 - float(one / all_) if all_ > 1e-12 else None for one, all_ in zip(within, between, strict=True)]
