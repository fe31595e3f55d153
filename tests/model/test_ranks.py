"""One rank a step, the same everywhere."""

from __future__ import annotations

from collections import Counter

import pytest

from maemi.errors import InputError
from maemi.model.ranks import RankClock, parse_ranks


def test_every_rank_of_the_range_comes_about_equally_often() -> None:
    drawn = Counter(RankClock(5, (4, 16)).rank(step) for step in range(13_000))
    assert sorted(drawn) == list(range(4, 17))
    # 1000 expected each; five standard deviations of a binomial count are 152.
    assert max(abs(count - 1000) for count in drawn.values()) < 152


def test_a_rank_depends_on_seed_and_step_alone() -> None:
    clock = RankClock(1, (4, 16))
    backwards = [clock.rank(step) for step in reversed(range(50))][::-1]
    assert backwards == [RankClock(1, (4, 16)).rank(step) for step in range(50)]
    assert backwards != [RankClock(2, (4, 16)).rank(step) for step in range(50)]


def test_the_draw_is_pinned_so_that_runs_of_an_older_version_resume_alike() -> None:
    assert [RankClock(0, (4, 16)).rank(step) for step in range(8)] == [13, 7, 15, 5, 4, 7, 7, 10]


@pytest.mark.parametrize(("text", "ranks"), [("4:16", (4, 16)), ("8", (8, 8)), ("1:1", (1, 1)), ("4:", (4, 4))])
def test_ranks_are_written_as_a_range_or_one_number(text: str, ranks: tuple[int, int]) -> None:
    assert parse_ranks(text) == ranks


@pytest.mark.parametrize("text", ["", "a:b", "16:4", "0:4", "4:x", "-1"])
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match="range"):
        parse_ranks(text)
