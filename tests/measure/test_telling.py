"""Figures as an interval bears them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.measure.quantities import Quantity, Unit, define
from maemi.measure.telling import digits_of, format_interval, format_quantity, format_value

define("density", "Number density", -2)
define("orientation", "Orientation", 0, degrees=True)


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        (Quantity("mean_size", 52.34e-9, "m", 51.1e-9, 53.6e-9), "52.3 nm (51.1 nm to 53.6 nm)"),
        (Quantity("mean_size", 52.34e-9, "m", 46e-9, 58e-9), "52 nm (46 nm to 58 nm)"),
        (Quantity("mean_size", 0.998e-6, "m", 0.981e-6, 1.017e-6), "998 nm (981 nm to 1.017 µm)"),
        (Quantity("count", 1204, "1", 1180.2, 1230.9), "1,204 (1,181 to 1,230)"),
        (Quantity("count", 12, "1", 12, 12), "12"),
        (Quantity("coverage", 0.1234, "1", 0.118, 0.129), "12.3 % (11.8 % to 12.9 %)"),
        (Quantity("density", 3.42e12, "1/m²", 3.3e12, 3.6e12), "3.42 per µm² (3.30 per µm² to 3.60 per µm²)"),
        (Quantity("orientation", 37.2, "°", 35.0, 39.0), "37.2° (35.0° to 39.0°)"),
        (Quantity("mean_size", 17.26, "px"), "17.3 px"),
    ],
)
def test_a_value_ends_where_its_interval_does(quantity: Quantity, told: str) -> None:
    assert format_quantity(quantity) == told


def test_an_interval_is_left_out_where_none_is_known() -> None:
    assert format_interval(Quantity("mean_size", 5e-9, "m")) is None
    assert format_interval(Quantity("count", 5, "1", 5, 5)) is None


@given(
    st.floats(1e-3, 1e6),
    st.floats(1e-4, 0.9),
    st.sampled_from([("mean_size", "m"), ("coverage", "1"), ("density", "1/m²"), ("mean_size", "px")]),
)
def test_rounding_stays_within_the_interval(value: float, share: float, which: tuple[str, Unit]) -> None:
    name, unit = which
    half = share * value
    text = format_value(Quantity(name, value, unit, value - half, value + half))
    number = float(re.sub(r"[^0-9.e+-]", "", text.split()[0].replace(",", "")))
    assert number > 0
    digits = digits_of(value, value - half, value + half)
    assert 10 ** (math.floor(math.log10(value)) - digits + 1) / 2 <= max(half, value * 1e-3)
