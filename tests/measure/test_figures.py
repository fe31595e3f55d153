"""Value and bounds in one unit, as long as the interval bears."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.measure import choosing as _kinds  # noqa: F401 - enters the quantities of all kinds
from maemi.measure.figures import figures_of
from maemi.measure.quantities import QUANTITIES, Quantity, Unit, unit_of


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        (Quantity("mean_size", 52.34e-9, "m", 51.1e-9, 53.6e-9), "52.3 nm (51.1–53.6)"),
        (Quantity("mean_size", 52.34e-9, "m", 46e-9, 58e-9), "52 nm (46–58)"),
        (Quantity("mean_size", 0.998e-6, "m", 0.981e-6, 1.017e-6), "998 nm (981–1,017)"),
        (Quantity("mean_size", 1234.0, "px", 1100.0, 1500.0), "1,230 px (1,100–1,500)"),
        (Quantity("mean_size", 17.26, "px"), "17.3 px"),
        (Quantity("count", 1204, "1", 1180.2, 1230.9), "1,204 (1,181–1,230)"),
        (Quantity("count", 12, "1", 12, 12), "12"),
        (Quantity("coverage", 0.1234, "1", 0.118, 0.129), "12.3 % (11.8–12.9)"),
        (Quantity("coverage", 0.0, "1", 0.0, 0.02), "0.0 % (0.0–2.0)"),
        (Quantity("density", 3.42e12, "1/m²", 3.3e12, 3.6e12), "3.42 µm⁻² (3.30–3.60)"),
        (Quantity("area", 2.1e-15, "m²", 2.0e-15, 2.2e-15), "2,100 nm² (2,000–2,200)"),
        (Quantity("angle", 1.2, "°", -3.0, 5.4), "1° (-3 to 5)"),
        (Quantity("mean_size", 0.0, "m"), "0 pm"),
        (Quantity("something_else", 2.5, "1", 2.4, 2.6), "2.50 (2.40–2.60)"),
    ],
)
def test_one_unit_and_as_many_decimals_as_the_interval_bears(quantity: Quantity, told: str) -> None:
    assert str(figures_of(quantity)) == told


@given(
    st.sampled_from(sorted(QUANTITIES)),
    st.booleans(),
    st.floats(-1e12, 1e12),
    st.floats(0, 1e6),
    st.booleans(),
)
def test_any_quantity_can_be_told(name: str, metres: bool, value: float, width: float, known: bool) -> None:
    defined = QUANTITIES[name]
    unit: Unit = unit_of(defined.power, "m" if metres else "px", defined.unit)
    bounds = (value - width, value + width) if known else (None, None)
    told = figures_of(Quantity(name, value, unit, *bounds))
    assert re.fullmatch(r"-?[\d,]+(\.\d+)?(e[+-]?\d+)?", told.value), told
    assert "nan" not in str(told)
