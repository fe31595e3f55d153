"""Agreement beyond chance, against worked examples that were published, and by what must hold for any ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.project.team.kappa import Kappa, cohen, fleiss, wilson, word_of

CATEGORIES = st.sampled_from(["approved", "edited", "rejected"])
TWO = st.lists(st.tuples(CATEGORIES, CATEGORIES), min_size=1, max_size=40)


def both(table: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """A table of how often (row, column) was said, as two lists."""
    first = [row for row, cells in enumerate(table) for number in cells for _ in range(number)]
    second = [column for cells in table for column, number in enumerate(cells) for _ in range(number)]
    return first, second


def test_cohen_against_the_textbook() -> None:
    # Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, 3rd ed. 2003, table 18.1:
    # diagnoses of 100 subjects; kappa .68 with a standard error of .087, 95 % from .51 to .85.
    found = cohen(*both([[75, 1, 4], [5, 4, 1], [0, 0, 10]])).kappa
    assert found is not None
    assert found.value == pytest.approx(0.68, abs=0.005)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.087, abs=0.001)
    assert (found.low, found.high) == (pytest.approx(0.51, abs=0.01), pytest.approx(0.85, abs=0.005))


def test_cohen_against_the_encyclopedia() -> None:
    # 50 grants, two readers: 20 times both yes, 15 both no; kappa .4 at 70 % agreement.
    found = cohen(*both([[20, 5], [10, 15]]))
    assert found.kappa is not None and found.agreement is not None
    assert (found.kappa.value, found.agreement.value, found.chance) == (pytest.approx(0.4), 0.7, 0.5)


def test_fleiss_against_the_worked_example() -> None:
    # Fourteen raters, ten subjects, five categories: mean agreement .378, by chance .213, kappa .210.
    table = (
        *("0 0 0 0 14", "0 2 6 4 2", "0 0 3 5 6", "0 3 9 2 0", "2 2 8 1 1"),
        *("7 7 0 0 0", "3 2 6 3 0", "2 5 3 2 2", "6 5 2 1 0", "0 2 2 3 7"),
    )
    found = fleiss([dict(enumerate(int(each) for each in row.split())) for row in table])
    assert found.kappa is not None and found.agreement is not None
    assert found.kappa.value == pytest.approx(0.210, abs=0.0005)
    assert (found.agreement.value, found.chance) == (pytest.approx(0.378, abs=0.0005), pytest.approx(0.213, abs=0.0005))


def test_fleiss_with_gaps_against_gwet() -> None:
    # Gwet's example of four raters and twelve units, some not rated: kappa .76117, 95 % from .424 to 1.
    raters = ("123321412---", "1233224125-3", "-3332342251-", "12332441251-")
    ratings = [Counter(rater[unit] for rater in raters if rater[unit] != "-") for unit in range(12)]
    found = fleiss(ratings)
    assert found.kappa is not None and found.agreement is not None and found.pairs == 11
    assert found.kappa.value == pytest.approx(0.76117, abs=5e-6)
    assert (found.agreement.value, found.chance) == (pytest.approx(0.8181818), pytest.approx(0.2387153, abs=5e-8))
    assert (found.kappa.low, found.kappa.high) == (pytest.approx(0.424, abs=0.0005), 1.0)


def test_wilson_against_newcombe() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        share = wilson(hits, count)
        assert (share.low, share.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_where_there_is_nothing_to_say_nothing_is_said() -> None:
    assert cohen([], []) == fleiss([]) == fleiss([{"approved": 1}]) == Kappa(0, None, None, None)
    always = cohen(["approved"] * 8, ["approved"] * 8)
    assert always.kappa is None and always.agreement is not None and always.agreement.value == 1.0
    assert fleiss([{"approved": 2}] * 8).kappa is None
    with pytest.raises(ValueError, match="the same things"):
        cohen(["approved"], [])


def test_full_agreement_of_few_is_not_called_certain() -> None:
    found = cohen([1, 1, 0, 0, 1], [1, 1, 0, 0, 1]).kappa
    assert found is not None and found.value == pytest.approx(1.0) and found.low < 0.6


@given(TWO)
def test_what_holds_of_any_two_raters(judged: list[tuple[str, str]]) -> None:
    first, second = zip(*judged, strict=True)
    found, swapped = cohen(first, second), cohen(second, first)
    renamed = cohen([f"x{each}" for each in first], [f"x{each}" for each in second])
    for one, other in ((found, swapped), (found, renamed)):
        assert (one.kappa is None) == (other.kappa is None)
        if one.kappa is not None and other.kappa is not None:
            for name in ("value", "low", "high"):
                assert getattr(one.kappa, name) == pytest.approx(getattr(other.kappa, name), abs=1e-9)
    assert found.agreement is not None
    if found.kappa is not None:
        assert -1.0 <= found.kappa.low <= found.kappa.value <= found.kappa.high <= 1.0
        assert found.kappa.value <= found.agreement.value + 1e-9, "chance only takes away"
        assert (found.agreement.value == 1.0) == (found.kappa.value == pytest.approx(1.0))


@given(TWO)
def test_fleiss_of_two_raters_is_scotts_pi(judged: list[tuple[str, str]]) -> None:
    found = fleiss([Counter(each) for each in judged])
    said = Counter(category for each in judged for category in each)
    chance = sum((number / 2 / len(judged)) ** 2 for number in said.values())
    share = sum(one == other for one, other in judged) / len(judged)
    if found.kappa is None:
        assert chance == pytest.approx(1.0)
    else:
        assert found.kappa.value == pytest.approx((share - chance) / (1 - chance))
        assert -1.0 <= found.kappa.low <= found.kappa.value <= found.kappa.high <= 1.0


def test_the_interval_holds_what_it_promises() -> None:
    """Of 400 draws of 150 pairs from a known table, about 95 of 100 intervals hold its kappa."""
    rng = np.random.default_rng(5)
    shares = np.array([0.5, 0.08, 0.1, 0.32])
    truth = cohen(*both([[5000, 800], [1000, 3200]])).kappa
    assert truth is not None
    hits = 0
    for _ in range(400):
        cells = rng.multinomial(150, shares)
        found = cohen(*both([[int(cells[0]), int(cells[1])], [int(cells[2]), int(cells[3])]])).kappa
        assert found is not None
        hits += found.low <= truth.value <= found.high
    assert 0.92 <= hits / 400 <= 0.98


def test_words_for_kappa() -> None:
    words = {word_of(value) for value in (-0.2, 0.1, 0.3, 0.5, 0.7, 0.9)}
    assert words == {"poor", "slight", "fair", "moderate", "substantial", "almost perfect"}
