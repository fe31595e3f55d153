"""Krippendorff's alpha against its author's worked example, and what it must be whatever the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.study.agreement import alpha, alpha_estimate

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units,
# some missing; he gives 0.849 for interval data.
WORKED = [
    [1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
    [2, 2, 2, 2], [5, 5, 5], [1, 1], [3],
]  # fmt: skip
marks = st.lists(st.lists(st.integers(1, 5), min_size=0, max_size=4), max_size=12)


def test_the_worked_example() -> None:
    assert alpha(WORKED) == pytest.approx(0.849, abs=5e-4)


def test_its_interval_holds_it() -> None:
    found = alpha_estimate(WORKED)
    assert found is not None
    assert found.low < found.value < found.high <= 1
    assert (found.items, found.ratings) == (11, 40)


@given(marks)
def test_agreement_is_never_above_one_and_scale_and_order_do_not_matter(given: list[list[int]]) -> None:
    value = alpha(given)
    if value is None:
        return
    assert value <= 1 + 1e-12
    assert alpha([[6 - mark for mark in each] for each in reversed(given)]) == pytest.approx(value)


@pytest.mark.parametrize("given", [[], [[3]], [[3, 3]], [[3, 3], [3, 3]], [[1], [5], [2, 3]]])
def test_without_two_items_or_without_any_difference_it_has_no_value(given: list[list[int]]) -> None:
    assert alpha(given) is None
    assert alpha_estimate(given) is None
