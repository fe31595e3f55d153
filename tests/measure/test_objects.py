"""The table of objects against shapes whose truth is known, and label images described without segmentation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.measure import perimeter_crofton, regionprops

from maemi.measure import particles, pores
from maemi.measure.clusters import agglomeration
from maemi.measure.objects import describe
from maemi.measure.preparing import prepare
from maemi.measure.shapes import shapes_of

ROWS, COLUMNS = np.mgrid[0:160, 0:200]


def ellipse(row: float, column: float, half: float, other: float, turn: float) -> np.ndarray:
    along = (COLUMNS - column) * np.cos(turn) + (ROWS - row) * np.sin(turn)
    across = (ROWS - row) * np.cos(turn) - (COLUMNS - column) * np.sin(turn)
    return (along / half) ** 2 + (across / other) ** 2 <= 1


@settings(max_examples=25, deadline=None)
@given(st.floats(78, 82), st.floats(98, 102), st.floats(12, 70), st.floats(0.3, 1), st.floats(0, np.pi))
def test_shape_of_an_ellipse(row: float, column: float, half: float, ratio: float, turn: float) -> None:
    labels = ellipse(row, column, half, half * ratio, turn).astype(np.int32)
    shape = {name: float(values[0]) for name, values in shapes_of(describe(labels)).items()}
    assert shape["size"] == pytest.approx(2 * half * ratio**0.5, rel=0.03)
    assert shape["feret_max"] == pytest.approx(2 * half, abs=1.8)
    assert shape["feret_min"] == pytest.approx(2 * half * ratio, abs=1.8)
    assert shape["aspect"] == pytest.approx(1 / ratio, rel=0.1)
    assert (shape["row"], shape["column"]) == pytest.approx((row, column), abs=0.5)
    assert 0.88 < shape["solidity"] <= 1 and "nearest" not in shape
    assert shape["perimeter"] == pytest.approx(perimeter_crofton(labels, 4), rel=1e-9)


def test_discs_are_round_and_squares_less_so() -> None:
    labels = ellipse(80, 50, 35, 35, 0).astype(np.int32)
    labels[40:110, 120:190] = 2
    shapes = shapes_of(describe(labels))
    # Four directions leave 6 % of the perimeter of a square along the rows unseen.
    assert shapes["circularity"] == pytest.approx([1, np.pi / 4], abs=0.12)
    assert shapes["feret_max"] == pytest.approx([70, 70 * 2**0.5], rel=0.03)
    assert shapes["feret_min"] == pytest.approx([70, 70], rel=0.03)
    assert shapes["nearest"] == pytest.approx([np.hypot(154.5 - 50, 80 - 74.5)] * 2, abs=0.5)
    assert [float(region.solidity) for region in regionprops(labels)] == pytest.approx(shapes["solidity"], abs=0.02)


def test_thousands_of_objects() -> None:
    tile = np.pad(np.ones((8, 8), np.int32), 2)
    labels = np.kron(np.arange(1, 5001, dtype=np.int32).reshape(50, 100), tile)
    shapes = shapes_of(describe(labels))
    assert len(shapes["size"]) == 5000
    assert np.ptp(shapes["perimeter"]) == 0
    assert set(shapes["nearest"]) == {12.0}


def test_clusters() -> None:
    labels = np.zeros((30, 60), np.int32)
    for number, column in enumerate((2, 10, 19, 35, 43), start=1):
        labels[5:12, column : column + 8] = number
    found = agglomeration(labels, 5)
    assert (found.share, found.clusters, found.members) == (1.0, 2, 2.5)
    assert agglomeration(np.where(labels == 4, labels, 0), 5).clusters == 0


@pytest.mark.parametrize(("recount", "bright"), [(particles.recount, True), (pores.recount, False)])
def test_a_label_image_is_described_as_it_is(recount: Any, bright: bool, draw_discs: Any, spoil: Any) -> None:
    centres = [(60.0 + 90 * i, 60.0 + 95 * j) for i in range(4) for j in range(6)]
    scan = spoil(draw_discs(centres, [30.0] * 24, bright=bright), noise=4.0)
    prepared = prepare(scan)
    assert prepared is not None
    found = (particles.find_particles if bright else pores.find_pores)(prepared)
    assert found.labels is not None
    corrected = np.where(found.labels == 3, 0, found.labels)
    again = recount(corrected, prepared)
    again.finish()
    assert again.count == found.count - 1 == 23
    assert again.confidence > 0.5
    assert again.quantities["mean_size"].value == pytest.approx(60, rel=0.05)
    assert np.array_equal(np.unique(again.labels), np.arange(24))
    assert len(again.objects["size"]) == 23
    assert recount(np.zeros_like(found.labels), prepared).count is None
