"""How far raters agree beyond chance: Cohen's kappa of two, Fleiss' kappa of any, each with a 95 % interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Z = 1.959963984540054
"""95 % of a normal distribution lie within this many standard deviations."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Kappa:
    """What was found about one group of raters."""

    pairs: int
    """How many things were judged by two or more."""
    agreement: Share | None
    """Of all twos of raters who judged the same thing, how many said the same; None where nothing was judged twice."""
    chance: float | None
    """How many would by chance, from how often each category was said."""
    kappa: Share | None
    """(agreement - chance) / (1 - chance); None where everybody always said one and the same: it has no value then."""


NOTHING = Kappa(0, None, None, None)


def cohen(first: Sequence[Hashable], second: Sequence[Hashable]) -> Kappa:
    """Cohen's kappa of two raters who judged the same things, in the same order.

    J. Cohen, Educational and Psychological Measurement 20 (1960) 37-46. The standard error is that of J. L. Fleiss,
    J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969) 323-327, eq. 13: the one for intervals, not the one for
    testing kappa = 0. Raises ValueError for sequences of different length.
    """
    count = len(first)
    if count != len(second):
        raise ValueError("Both raters must have judged the same things")
    if not count:
        return NOTHING
    cells = Counter(zip(first, second, strict=True))
    rows, columns = Counter(first), Counter(second)
    agreed = sum(number for (one, other), number in cells.items() if one == other)
    share, chance = agreed / count, sum(rows[each] * columns[each] for each in rows) / count**2
    if chance >= 1.0:
        return Kappa(count, wilson(agreed, count), chance, None)
    kappa = (share - chance) / (1 - chance)
    diagonal = apart = 0.0
    for (one, other), number in cells.items():
        part = number / count
        if one == other:
            diagonal += part * ((1 - chance) - (rows[one] + columns[one]) / count * (1 - share)) ** 2
        else:
            apart += part * ((columns[one] + rows[other]) / count) ** 2
    apart *= (1 - share) ** 2
    # The sum cannot fall below zero but by rounding.
    variance = max(0.0, diagonal + apart - (share * chance - 2 * chance + share) ** 2) / (count * (1 - chance) ** 4)
    agreement = wilson(agreed, count)
    return Kappa(count, agreement, chance, _interval(kappa, Z * math.sqrt(variance), agreement, chance))


def fleiss(ratings: Sequence[Mapping[Any, int]]) -> Kappa:
    """Fleiss' kappa: for each thing that was judged, how often each category was said of it.

    J. L. Fleiss, Psychological Bulletin 76 (1971) 378-382, in the form for things that different numbers of raters
    judged (K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, ch. 2). The interval comes from Gwet's
    linearised variance (British Journal of Mathematical and Statistical Psychology 61 (2008) 29-48), which holds
    whatever kappa is, with Student's t. What only one rater judged counts for how often a category is said, as there.
    """
    judged = [dict(each) for each in ratings if sum(each.values()) > 0]
    count, twice = len(judged), sum(sum(each.values()) > 1 for each in judged)
    if not twice:
        return NOTHING
    said: Counter[Hashable] = Counter()
    for each in judged:
        total = sum(each.values())
        for category, number in each.items():
            said[category] += number / total / count  # pyright: ignore[reportArgumentType] - fractions are counted
    shares = [_agreeing(each) for each in judged]
    share = sum(found for found in shares if found is not None) / twice
    chance = sum(part * part for part in said.values())
    agreement = wilson(share * twice, twice)
    if chance >= 1.0 - 1e-12:
        return Kappa(twice, agreement, chance, None)
    kappa = (share - chance) / (1 - chance)
    spread = 0.0
    for each, found in zip(judged, shares, strict=True):
        total = sum(each.values())
        own = 0.0 if found is None else (count / twice) * (found - chance) / (1 - chance)
        by_chance = sum(said[category] * number for category, number in each.items()) / total
        spread += (own - 2 * (1 - kappa) * (by_chance - chance) / (1 - chance) - kappa) ** 2
    error = math.sqrt(spread / (count * (count - 1))) if count > 1 else math.inf
    return Kappa(twice, agreement, chance, _interval(kappa, _student(count - 1) * error, agreement, chance))


def wilson(hits: float, count: int) -> Share:
    """A share with its interval. E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212: right near 0 and 1 too."""
    share = hits / count
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    half = Z / (1 + Z * Z / count) * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    return Share(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def word_of(kappa: float) -> str:
    """What people call it: J. R. Landis and G. G. Koch, Biometrics 33 (1977) 159-174."""
    bounds = ((0.0, "poor"), (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"))
    return next((word for bound, word in bounds if kappa <= bound), "almost perfect")


def _agreeing(ratings: Mapping[Hashable, int]) -> float | None:
    """Which share of the twos of raters of one thing said the same; None where there was one rater."""
    total = sum(ratings.values())
    return sum(number * (number - 1) for number in ratings.values()) / (total * (total - 1)) if total > 1 else None


def _interval(kappa: float, half: float, agreement: Share, chance: float) -> Share:
    """Where all agreed, the formulas give no width at all: then the interval of the raw agreement bounds kappa."""
    low, high = kappa - half, kappa + half
    if half < 1e-9:
        low, high = (agreement.low - chance) / (1 - chance), (agreement.high - chance) / (1 - chance)
    return Share(kappa, max(-1.0, min(kappa, low)), min(1.0, max(kappa, high)))


def _student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t."""
    if freedom < 1:
        return math.inf
    from scipy import special  # pyright: ignore[reportMissingTypeStubs]

    return float(special.stdtrit(freedom, 0.975))  # pyright: ignore
