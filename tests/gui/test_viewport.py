"""The geometry of zoom and pan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi_gui.browse.viewport import Viewport, aspect_of

sizes = st.integers(1, 20_000)
rooms = st.integers(50, 4_000)


shapes = st.floats(0.05, 20)


@given(columns=sizes, rows=sizes, width=rooms, height=rooms, aspect=shapes)
def test_fitted_shows_the_whole_image(columns: int, rows: int, width: int, height: int, aspect: float) -> None:
    view = Viewport(width, height, columns, rows, aspect=aspect).fitted()
    left, top = view.to_window(0, 0)
    right, bottom = view.to_window(columns, rows)
    assert left >= -1e-6 and top >= -1e-6
    assert right <= width + 1e-6 and bottom <= height + 1e-6


@given(x=st.floats(0, 800), y=st.floats(0, 600), scale=st.floats(4, 60), aspect=st.floats(0.5, 2))
def test_zooming_keeps_what_is_under_the_cursor(x: float, y: float, scale: float, aspect: float) -> None:
    # As large as the window in both directions, so that no edge moves what is under the cursor.
    view = Viewport(800, 600, 800, round(600 / aspect), aspect=600 / round(600 / aspect)).fitted()
    before = view.to_image(x, y)
    after = view.zoomed(scale, x, y).to_image(x, y)
    assert after == pytest.approx(before, abs=1e-6)


@given(dx=st.floats(-1e5, 1e5), dy=st.floats(-1e5, 1e5))
def test_the_image_cannot_be_lost(dx: float, dy: float) -> None:
    view = Viewport(800, 600, 2000, 2000).zoomed(1.0, 400, 300).panned(dx, dy)
    left, top = view.to_window(0, 0)
    right, bottom = view.to_window(2000, 2000)
    assert left <= 0 and top <= 0
    assert right >= 800 and bottom >= 600


def test_resizing_keeps_a_fitted_image_fitted_and_the_middle_of_another() -> None:
    fitted = Viewport(800, 600, 1000, 1000).fitted()
    assert fitted.resized(400, 300).is_fitted
    near = fitted.zoomed(4.0, 400, 300)
    middle = near.to_image(400, 300)
    assert near.resized(1000, 500).to_image(500, 250) == pytest.approx(middle)


@pytest.mark.parametrize(
    ("row_m", "column_m", "aspect"),
    [(2e-9, 1e-9, 2.0), (1e-9, 2e-9, 0.5), (1.002e-9, 1e-9, 1.0), (1e-3, 1e-9, 1.0), (1e-9, 0.0, 1.0)],
)
def test_only_a_believable_shape_of_pixels_changes_the_picture(row_m: float, column_m: float, aspect: float) -> None:
    assert aspect_of(row_m, column_m) == pytest.approx(aspect)
