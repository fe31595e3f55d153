"""Outlines go around all parts of an object and enclose what it covers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.draw import polygon

from maemi.measure.outlines import outlines

BOXES = st.lists(st.tuples(*[st.integers(0, 26)] * 2, *[st.integers(4, 12)] * 2), min_size=1, max_size=4)


@settings(deadline=None)
@given(BOXES, st.integers(1, 3))
def test_an_outline_encloses_all_parts_of_its_object(boxes: list[tuple[int, int, int, int]], factor: int) -> None:
    labels = np.zeros((40, 40), dtype=np.int32)
    for row, column, high, wide in boxes:
        labels[row : row + high, column : column + wide] = 1
    (line,) = outlines(labels, factor)
    # Back to working pixels; the way between two parts is a line without a width, on which few pixels may lie.
    points = (np.array(line) - (factor - 1) / 2) / factor
    filled = np.zeros(labels.shape, dtype=np.bool_)
    filled[polygon(points[:, 0], points[:, 1], labels.shape)] = True
    from scipy.ndimage import binary_fill_holes

    assert np.count_nonzero(filled ^ binary_fill_holes(labels)) <= 0.04 * np.count_nonzero(labels) + 8


def test_specks_and_what_is_no_area_have_none() -> None:
    labels = np.zeros((60, 60), dtype=np.int32)
    labels[5:50, 5:50] = 1
    labels[55, 55] = 1
    assert max(row for row, _ in outlines(labels, 1)[0]) < 51
    assert outlines(np.zeros((9, 9), dtype=np.int32), 1) == ()
