"""Drawn bars are found to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from maemi.micrograph.burned_in.bars import Bar, find_bars
from maemi.micrograph.burned_in.ticks import find_ticks


def strip(columns: int = 400, rows: int = 60) -> np.ndarray:
    return np.zeros((rows, columns), np.float32)


def cover(ink: np.ndarray, top: int, bottom: int, left: float, right: float) -> None:
    """Ink between two columns, with the share of the pixels at its ends that it covers."""
    columns = np.arange(ink.shape[1])
    share = np.clip(np.minimum(columns + 1, right) - np.maximum(columns, left), 0, 1)
    ink[top:bottom] = np.maximum(ink[top:bottom], share)


def only(bars: list[Bar]) -> Bar:
    """One bar, whatever the number of thresholds at which it was found."""
    assert bars
    assert len({round(bar.length) for bar in bars}) == 1
    return bars[0]


@pytest.mark.parametrize(("left", "right"), [(40, 240), (40.5, 240.25), (33.3, 91.8)])
@pytest.mark.parametrize("thick", [1, 2, 6, 12])
def test_lines_and_boxes(left, right, thick):
    ink = strip()
    cover(ink, 20, 20 + thick, left, right)
    bar = only(find_bars(ink, 0, 60, 20))
    assert bar.length == pytest.approx(right - left, abs=0.5)
    assert bar.box.left == pytest.approx(left, abs=0.4)
    assert bar.sharpness > 0.9


def test_marks_at_the_ends_are_measured_between_their_middles():
    ink = strip()
    cover(ink, 30, 32, 50, 253)
    cover(ink, 24, 38, 50, 52)
    cover(ink, 24, 38, 251, 253)
    bar = only(find_bars(ink, 0, 60, 20))
    assert bar.length == pytest.approx(201, abs=0.2)
    assert bar.marks == pytest.approx(2, abs=0.3)


def test_a_line_that_goes_on_beyond_its_marks():
    """FEI of 2010: marks of one pixel, a pixel before the ends of a thick line."""
    ink = strip()
    cover(ink, 30, 33, 41, 192)
    for column in (42, 190):
        ink[29:34, column] = 1
    assert only(find_bars(ink, 0, 60, 20)).length == pytest.approx(148, abs=0.2)


def test_noise_and_structure_are_no_bars():
    rng = np.random.default_rng(5)
    noise = rng.normal(0.4, 0.2, (120, 600)).astype(np.float32)
    assert all(bar.sharpness < 0.7 for bar in find_bars(noise, 0, 120, 20))


def test_a_bar_in_noise():
    rng = np.random.default_rng(5)
    ink = rng.normal(0.3, 0.1, (120, 600)).astype(np.float32)
    ink[60:66, 100:350] = 1
    best = max(find_bars(ink, 0, 120, 20), key=lambda bar: bar.sharpness)
    assert best.length == pytest.approx(250, abs=1)


@pytest.mark.parametrize("high", [3, 14])
def test_ticks_span_from_the_first_to_the_last(high):
    ink = strip()
    for tick in range(11):
        column = round(30 + 33.3 * tick)
        ink[20 : 20 + high, column : column + 2] = 1
    bars = find_ticks(ink, 0, 60)
    assert {bar.intervals for bar in bars} == {10}
    assert bars[0].length == pytest.approx(333, abs=0.7)


def test_letters_are_no_ticks():
    rng = np.random.default_rng(2)
    ink = strip()
    for column in np.cumsum(rng.integers(4, 17, 30)):
        if column < 398:
            ink[20:34, column : column + 2] = 1
    assert all(bar.intervals < 10 for bar in find_ticks(ink, 0, 60))
