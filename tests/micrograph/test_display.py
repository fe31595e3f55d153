"""Grey, contrast, units and scale bars."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from maemi.errors import InputError
from maemi.micrograph.contrast import auto_limits, to_display
from maemi.micrograph.grey import to_grey
from maemi.micrograph.scale_bar import scale_bar
from maemi.micrograph.units import format_length, format_voltage, parse_length


def test_grey_is_luminance_and_not_scaled():
    grey = to_grey(np.array([[7, 65535]], np.uint16))
    assert grey.dtype == np.float32
    assert grey.tolist() == [[7, 65535]]
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [10, 10, 10]]], np.uint8)
    np.testing.assert_allclose(to_grey(rgb), [[76.245, 149.685, 10]], rtol=1e-5)


numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=numbers))
def test_limits_never_meet_and_display_is_bytes(grey):
    low, high = auto_limits(grey)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    shown = to_display(grey, low, high, 1.7)
    assert (shown.dtype, shown.shape) == (np.uint8, grey.shape)
    assert not shown[np.isnan(grey)].any()


def test_limits_ignore_a_few_hot_pixels():
    grey = np.tile(np.arange(100, dtype=np.uint16) + 1000, (100, 1))
    grey[0, :5] = 65535
    low, high = auto_limits(grey)
    assert 1000 <= low <= 1001
    assert 1098 <= high <= 1099


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
def test_display_is_linear_between_its_limits(dtype):
    grey = np.tile(np.array([0, 50, 100, 150, 200], dtype), (1, 20000))
    shown = to_display(grey, 50, 150)
    assert shown[0, :5].tolist() == [0, 0, 128, 255, 255]
    assert to_display(grey, 50, 150, gamma=2.0)[0, 2] == pytest.approx(255 * 0.5**0.5, abs=1)
    assert grey[0, :5].tolist() == [0, 50, 100, 150, 200]


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (1.23e-6, "1.23 µm"),
        (9.999e-7, "1.00 µm"),
        (250e-9, "250 nm"),
        (4.5e-12, "4.50 pm"),
        (0.0021, "2.10 mm"),
        (0.0, "0 m"),
        (-3e-9, "-3.00 nm"),
        (math.nan, "unknown length"),
    ],
)
def test_lengths_for_people(metres, text):
    assert format_length(metres) == text


@given(st.floats(1e-11, 10, allow_nan=False))
def test_a_printed_length_can_be_typed_in(metres):
    assert parse_length(format_length(metres, 6)) == pytest.approx(metres, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("250 nm", 250e-9),
        ("0.25um", 0.25e-6),
        ("0,25 μm", 0.25e-6),
        ("2.5e-7", 2.5e-7),
        ("2 Å", 2e-10),
        (".5 mm", 5e-4),
    ],
)
def test_lengths_from_people(text, metres):
    assert parse_length(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["", "nm", "3 parsec", "-2 nm", "0 nm", "1e999", "NaN", "3 4 nm"])
def test_what_is_no_length(text):
    with pytest.raises(InputError, match=r"2\.5 nm"):
        parse_length(text)


def test_voltages():
    assert [format_voltage(volts) for volts in (15_000, 500, 1800)] == ["15 kV", "500 V", "1.8 kV"]


@given(st.floats(1e-11, 1e-1), st.floats(20, 4000), st.floats(20, 10000))
def test_scale_bars_fit_and_are_true(width, available, columns):
    length, pixels, label = scale_bar(width, available, columns)
    assert pixels <= available * (1 + 1e-6)
    # The next larger one of 1, 2, 5 would not have fitted.
    assert pixels * 2.5 > available * (1 - 1e-6)
    assert pixels * width / columns == pytest.approx(length)
    mantissa = length / 10 ** math.floor(math.log10(length) + 1e-9)
    assert min(abs(mantissa - step) for step in (1, 2, 5)) < 1e-6
    assert parse_length(label) == pytest.approx(length)
