"""Steps that OpenCV takes give what SciPy gives, by which they are defined."""

# scipy.ndimage has no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportArgumentType=false, reportOperatorIssue=false, reportGeneralTypeIssues=false, reportAttributeAccessIssue=false, reportCallIssue=false

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from maemi.measure import imaging

RNG = np.random.default_rng(7)
PLANE = RNG.random((61, 83)).astype(np.float32)
MASK = ndimage.gaussian_filter(PLANE, 2) > 0.5


@pytest.mark.parametrize("order", [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)])
@pytest.mark.parametrize("sigma", [0.6, 1.8, 25.0])
def test_gaussians_and_their_derivatives(sigma: float, order: tuple[int, int]) -> None:
    wanted = ndimage.gaussian_filter(PLANE.astype(np.float64), sigma, order=order)
    np.testing.assert_allclose(imaging.gaussian(PLANE, sigma, order), wanted, atol=2e-6)


def test_no_smoothing_changes_nothing() -> None:
    np.testing.assert_array_equal(imaging.gaussian(PLANE, 0.0), PLANE)


@pytest.mark.parametrize("eight", [False, True])
def test_parts_are_numbered_alike(eight: bool) -> None:
    labels, count = imaging.label(MASK, eight)
    wanted, number = ndimage.label(MASK, np.ones((3, 3)) if eight else None)
    assert count == number
    np.testing.assert_array_equal(labels, wanted)


def test_distances_and_holes_and_neighbours() -> None:
    np.testing.assert_allclose(imaging.distances(MASK), ndimage.distance_transform_edt(MASK), atol=1e-4)
    np.testing.assert_array_equal(imaging.filled(MASK), ndimage.binary_fill_holes(MASK))
    around = ndimage.convolve(MASK.astype(int), np.ones((3, 3), dtype=int), mode="constant") - MASK
    np.testing.assert_array_equal(imaging.neighbour_count(MASK), around)


def test_the_highest_of_each_label_and_zero_where_there_is_none() -> None:
    labels, count = imaging.label(MASK)
    wanted = ndimage.maximum(PLANE, labels, np.arange(1, count + 2))
    np.testing.assert_allclose(imaging.highest(PLANE, labels, count + 1), wanted)
    assert imaging.highest(PLANE, labels, count + 1)[-1] == 0.0


def test_the_median_of_plenty_is_nearly_that_of_all() -> None:
    plane = RNG.normal(0, 1, (600, 500)).astype(np.float32)
    inside = np.ones(plane.shape, dtype=np.bool_)
    assert abs(imaging.middle(plane, inside) - float(np.median(plane))) < 0.02
    few = np.zeros_like(inside)
    few[3:50, 3:50] = True
    assert imaging.middle(plane, few) == float(np.median(plane[few]))
