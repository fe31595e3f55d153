"""A line that runs along within another is no fibre of its own; neighbours and crossings are."""

from __future__ import annotations

import time

import numpy as np

from maemi.measure.doubles import doubled
from maemi.measure.lines import Lines, gathered


def straight(row: float, columns: tuple[int, int], radius: float, rise: float = 0.0) -> tuple[np.ndarray, ...]:
    at = np.arange(*columns, dtype=np.float64)
    points = np.stack([row + rise * (at - at[0]), at], axis=1)
    return points, np.full(len(at), radius), np.ones(len(at), dtype=np.bool_)


def of(*parts: tuple[np.ndarray, ...]) -> Lines:
    return gathered([(points, radius, seen) for points, radius, seen in parts])


def test_a_rim_is_the_fibre_that_it_belongs_to() -> None:
    lines = of(straight(100, (0, 300), 20), straight(115, (80, 200), 6), straight(141, (0, 300), 20))
    assert doubled(lines).tolist() == [False, True, False]


def test_crossings_and_neighbours_that_touch_are_fibres() -> None:
    crossing = straight(40, (140, 180), 8, rise=3.0)
    assert not doubled(of(straight(100, (0, 300), 20), crossing, straight(122, (50, 250), 3))).any()


def test_one_line_and_none() -> None:
    assert doubled(of(straight(100, (0, 300), 20))).tolist() == [False]
    assert len(doubled(gathered([]))) == 0


def test_hundreds_of_thin_lines_in_reach_of_a_thick_one_take_no_time() -> None:
    thin = [straight(float(row), (0, 400), 2) for row in range(0, 900, 5)]
    began = time.process_time()
    assert doubled(of(straight(450, (0, 420), 300), *thin)).sum() > 80
    assert time.process_time() - began < 3
