"""Drawn shapes: sizes in pixels and metres, also of oblong pixels; greys inside; profiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.micrograph.profile import line_profile
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.micrograph.shape_greys import covered, greys_within
from maemi.micrograph.shape_size import box_text, real_size_of, size_of, size_text
from maemi.micrograph.shapes import KINDS, Shape, checked
from maemi.micrograph.units import format_area

OBLONG = PixelSize(20e-9, 10e-9, PixelSizeSource.METADATA)
places = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
sides = st.floats(1e-11, 1e-5)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    kind = draw(st.sampled_from(sorted(KINDS)))
    least, most = KINDS[kind]
    return Shape(kind, tuple(draw(st.lists(places, min_size=least, max_size=min(most, 8)))))


@given(shape=shapes(), across=sides, down=sides)
def test_metres_are_those_of_the_specimen(shape: Shape, across: float, down: float) -> None:
    """The same points, stretched to metres, have the sizes that are told in metres."""
    real = real_size_of(shape, PixelSize(down, across, PixelSizeSource.METADATA))
    stretched = Shape(shape.kind, tuple((column * across, row * down) for column, row in shape.points))
    assert real is not None
    for name in ("length", "perimeter", "area", "width", "height"):
        ours, theirs = getattr(real, name), getattr(size_of(stretched), name)
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-30)


@given(shape=shapes(), columns=st.floats(-100, 100), rows=st.floats(-100, 100))
def test_moving_changes_no_size(shape: Shape, columns: float, rows: float) -> None:
    before, after = size_of(shape), size_of(shape.moved(columns, rows))
    for name in ("length", "perimeter", "area"):
        if getattr(before, name) is not None:
            assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-6, abs=1e-6)


@given(shape=shapes(), handle=st.integers(0, 7), place=places)
def test_a_handle_goes_where_it_is_dragged(shape: Shape, handle: int, place: tuple[float, float]) -> None:
    handle %= len(shape.handles)
    changed = shape.reshaped(handle, place)
    assert place in changed.handles
    assert changed.kind == shape.kind
    checked(changed.kind, changed.points)


@given(a=st.floats(1, 50), b=st.floats(1, 50))
def test_an_ellipse_is_as_long_around_as_its_outline(a: float, b: float) -> None:
    ellipse = Shape("ellipse", ((0, 0), (2 * a, 2 * b)))
    around = size_of(Shape("polygon", ellipse.outline)).perimeter
    assert size_of(ellipse).perimeter == pytest.approx(around, rel=2e-3)
    assert size_of(ellipse).area == pytest.approx(math.pi * a * b)


def test_oblong_pixels_in_words() -> None:
    assert size_text(Shape("line", ((0, 0), (0, 100))), OBLONG) == "2.00 µm"
    assert size_text(Shape("line", ((0, 0), (100, 0))), OBLONG) == "1.00 µm"
    assert size_text(Shape("line", ((0, 0), (30, 40))), None) == "50.0 px"
    assert size_text(Shape("rectangle", ((0, 0), (100, 100))), OBLONG) == "2.00 µm²"
    # One column across and half a row down are equally far in the specimen.
    assert size_text(Shape("angle", ((10, 0), (0, 0), (10, 5))), OBLONG) == "45.0°"
    assert size_text(Shape("angle", ((10, 0), (0, 0), (10, 10))), None) == "45.0°"
    assert box_text(Shape("ellipse", ((0, 0), (100, 50))), OBLONG) == "1.00 µm × 1.00 µm"


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (9.6e-13, "0.960 µm²"),
        (1.23e-14, "12,300 nm²"),
        (0.0, "0 m²"),
        (math.nan, "unknown area"),
        (4e-20, "40,000 pm²"),
    ],
)
def test_areas_in_words(area: float, text: str) -> None:
    assert format_area(area) == text


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("circle", [(0, 0), (1, 1)]),
        ("line", [(0, 0)]),
        ("line", [(0, 0), (1, 1), (2, 2)]),
        ("polygon", [(0, 0), (1, 1)]),
        ("line", [(0, 0), (math.inf, 1)]),
        ("line", [(0,), (1, 2)]),
        ("line", ["ab", "cd"]),
    ],
)
def test_what_is_no_shape_is_said(kind: str, points: list[tuple[float, float]]) -> None:
    with pytest.raises(InputError):
        checked(kind, points)


def test_greys_of_a_rectangle_and_of_a_polygon_around_it() -> None:
    pixels = np.zeros((60, 80), np.uint16)
    pixels[10:20, 30:50] = 1000
    box = Shape("rectangle", ((50, 20), (30, 10)))
    same = Shape("polygon", ((30, 10), (50, 10), (50, 20), (30, 20)))
    for shape in (box, same):
        greys = greys_within(pixels, shape)
        assert greys is not None
        assert (greys.count, greys.mean, greys.deviation, greys.smallest, greys.largest) == (200, 1000, 0, 1000, 1000)
    assert greys_within(pixels, Shape("line", ((0, 0), (9, 9)))) is None
    assert greys_within(pixels, Shape("rectangle", ((200, 200), (300, 300)))) is None


def test_greys_of_32_bits_keep_their_last_digit_and_nan_is_left_out() -> None:
    deep = np.full((10, 10), 2**31 + 1, np.uint32)
    greys = greys_within(deep, Shape("rectangle", ((0, 0), (10, 10))))
    assert greys is not None and greys.mean == 2**31 + 1
    broken = np.full((10, 10), np.nan, np.float32)
    assert greys_within(broken, Shape("rectangle", ((0, 0), (10, 10)))) is None
    broken[5, 5] = 7
    greys = greys_within(broken, Shape("rectangle", ((0, 0), (10, 10))))
    assert greys is not None and (greys.count, greys.mean) == (1, 7)


@given(shape=shapes())
def test_pixels_inside_lie_in_the_box(shape: Shape) -> None:
    top, left, inside = covered(shape, (60, 80))
    assert 0 <= top <= 60 and 0 <= left <= 80
    assert top + inside.shape[0] <= 60 and left + inside.shape[1] <= 80


def test_an_ellipse_covers_its_area() -> None:
    _, _, inside = covered(Shape("ellipse", ((10, 5), (70, 45))), (60, 80))
    assert inside.sum() == pytest.approx(math.pi * 30 * 20, rel=0.01)


def test_a_profile_along_a_ramp() -> None:
    ramp = np.tile(np.arange(100, dtype=np.float32), (50, 1))
    profile = line_profile(ramp, (10.5, 20.5), (60.5, 20.5), OBLONG)
    assert profile.in_metres
    assert profile.distance[-1] == pytest.approx(50 * 10e-9)
    assert profile.grey == pytest.approx(np.arange(10, 61))
    assert profile.to_csv().splitlines()[:2] == ["distance_m,grey", "0,10"]
    down = line_profile(ramp, (10.5, 5.5), (10.5, 25.5), OBLONG, width=3)
    assert down.distance[-1] == pytest.approx(20 * 20e-9)
    assert down.grey == pytest.approx(np.full(21, 10.0))


def test_a_wide_profile_stands_at_a_right_angle_in_the_specimen() -> None:
    """Stripes across a slanting line, in a specimen of oblong pixels, are averaged along themselves."""
    rows, columns = np.mgrid[0:200, 0:200] + 0.5
    x, y = columns * 10e-9, rows * 20e-9
    stripes = np.sin((x + y) / 60e-9).astype(np.float64)
    thin = line_profile(stripes, (60, 60), (120, 90), OBLONG)
    wide = line_profile(stripes, (60, 60), (120, 90), OBLONG, width=9)
    assert np.abs(thin.grey - wide.grey).max() < 0.05


def test_a_profile_of_colours_of_nothing_and_beyond_the_rim() -> None:
    colours = np.zeros((20, 20, 3), np.uint8)
    colours[..., 1] = 100
    assert line_profile(colours, (1, 1), (9, 9)).grey == pytest.approx(np.full(12, 58.7), abs=1e-3)
    holes = np.full((20, 20), np.nan)
    assert np.isnan(line_profile(holes, (1, 1), (9, 9)).grey).all()
    beyond = line_profile(np.ones((20, 20)), (-5, 5.5), (5, 5.5))
    assert np.isnan(beyond.grey[0]) and beyond.grey[-1] == 1
