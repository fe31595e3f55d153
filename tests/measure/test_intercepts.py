"""Intercepts of drawn grains whose boundaries are known, after ASTM E112."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.measure.grain_size import grain_size_number
from maemi.measure.grains import recount
from maemi.measure.intercepts import lay_lines
from maemi.measure.measuring import state
from maemi.measure.preparing import Prepared
from maemi.micrograph.record import PixelSize, PixelSizeSource


def bricks(height: int, width: int, shape: tuple[int, int] = (400, 600)) -> np.ndarray:
    rows, columns = np.indices(shape)
    return (rows // height * -(-shape[1] // width) + columns // width + 1).astype(np.int32)


def cells(count: int, seed: int, shape: tuple[int, int] = (500, 700)) -> np.ndarray:
    """Voronoi cells of random points, `count` of them expected in the frame and as dense around it."""
    points = np.random.default_rng(seed).uniform(-0.2, 1.2, (round(count * 1.96), 2)) * shape
    rows, columns = np.indices(shape)
    distance = [(rows - row) ** 2 + (columns - column) ** 2 for row, column in points]
    return np.unique(np.argmin(distance, axis=0), return_inverse=True)[1].reshape(shape).astype(np.int32) + 1


def prepared(labels: np.ndarray) -> Prepared:
    plane = np.zeros(labels.shape, dtype=np.float32)
    return Prepared(plane, plane, 0.01, 1)


def test_a_brick_wall_is_crossed_as_often_as_it_is_drawn() -> None:
    """Boundary of 1/40 + 1/60 a pixel of area; by Saltykov 2/π of it crosses a line of random direction."""
    met = lay_lines(bricks(40, 60), spacing=5)
    inner = (9 * 600 + 9 * 400) / (400 * 600)
    assert 1 / met.mean == pytest.approx(2 / np.pi * inner, rel=0.04)
    assert met.by_direction[0] == pytest.approx(599 / 9, rel=0.01), "along the rows"
    assert met.by_direction[4] == pytest.approx(399 / 9, rel=0.01), "along the columns"


def test_pieces_at_the_ends_of_lines_are_no_intercepts() -> None:
    chords = lay_lines(bricks(40, 60), spacing=5, directions=1).chords
    assert len(chords) == 80 * 8 and set(chords) == {60.0}


def test_a_grazed_boundary_is_not_crossed_at_each_stair() -> None:
    labels = np.ones((300, 300), dtype=np.int32)
    labels[np.indices((300, 300))[0] > 100 + np.indices((300, 300))[1] * 0.4142] = 2
    met = lay_lines(labels, spacing=3)
    boundary = np.hypot(300, 300 * 0.4142)
    assert met.crossings.sum() / met.lengths.sum() == pytest.approx(2 / np.pi * boundary / 300**2, rel=0.05)


def test_the_grain_size_number_is_that_of_the_standard() -> None:
    assert grain_size_number(0.32e-3) == pytest.approx(0.0, abs=0.01)
    assert grain_size_number(0.08e-3) == pytest.approx(4.0, abs=0.01), "half the intercept, two numbers more"


def test_random_cells_follow_the_known_law() -> None:
    """Poisson-Voronoi cells of n an area: boundary per area 2 √n (Meijering), mean intercept π / (4 √n)."""
    labels = cells(250, seed=3)
    found = recount(labels, prepared(labels))
    law = np.pi / 4 / np.sqrt(250 / (500 * 700))
    assert found.quantities["mean_intercept"].value == pytest.approx(law, rel=0.06)
    assert found.quantities["grains_per_area"].value == pytest.approx(250 / (500 * 700), rel=0.1)
    assert found.quantities["boundary_per_area"].value == pytest.approx(2 * np.sqrt(250 / (500 * 700)), rel=0.06)


def test_metres_bring_the_grain_size_number() -> None:
    labels = cells(200, seed=5)
    found = recount(labels, prepared(labels))
    found.confidence = 0.9
    size = PixelSize(1e-6, 1e-6, PixelSizeSource.METADATA)
    said = state(found, prepared(labels), size)
    number, mean = said.quantity("grain_size_number"), said.quantity("mean_intercept")
    assert number and mean and number.low and number.high
    assert number.value == pytest.approx(-6.643856 * np.log10(mean.value * 1e3) - 3.288)
    assert number.low < number.value < number.high
    assert state(found, prepared(labels), None).quantity("grain_size_number") is None


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 50), st.integers(20, 80))
def test_a_quarter_turn_turns_the_directions(seed: int, count: int) -> None:
    labels = cells(count, seed, (200, 200))
    met, turned = lay_lines(labels, 4), lay_lines(np.ascontiguousarray(np.rot90(labels)), 4)
    assert turned.mean == pytest.approx(met.mean, rel=0.02)
    assert np.roll(turned.crossings, 4)[[0, 4]] == pytest.approx(met.crossings[[0, 4]], rel=0.1)
