"""Outlines come in the order of the objects, and stay on them."""

from __future__ import annotations

import numpy as np

from maemi.measure.outlines import outlines


def test_one_outline_an_object_in_the_order_of_the_labels() -> None:
    labels = np.zeros((60, 80), dtype=np.int32)
    labels[2:5, 70:74] = 1
    labels[20:50, 10:50] = 2
    labels[50:55, 60:66] = 4  # nobody is 3
    found = outlines(labels, 1, most=2)
    assert [bool(one) for one in found] == [False, True, False, True], "the smallest of three is left out"
    rows, columns = zip(*found[1], strict=True)
    assert (min(rows), max(rows), min(columns), max(columns)) == (19.5, 49.5, 9.5, 49.5)


def test_a_disc_keeps_its_edge_within_a_pixel() -> None:
    y, x = np.mgrid[0:100, 0:100]
    labels = (np.hypot(y - 50, x - 50) < 30).astype(np.int32)
    (outline,) = outlines(labels, 2)
    assert 8 < len(outline) < 60
    radius = [np.hypot(row - 100.5, column - 100.5) / 2 for row, column in outline]
    assert min(radius) > 28.9 and max(radius) < 31.1
