"""Quantities in other units, and measurements that go through JSON with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.measure.finding import Found
from maemi.measure.measuring import state
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.record import PixelSize, PixelSizeSource


def test_a_length_in_metres_carries_the_doubt_of_the_pixel_size() -> None:
    size = Quantity("mean_size", 10.0, "px", 9.0, 11.0).scaled(2e-9, "m", length_error=0.05)
    assert (size.value, size.unit) == (pytest.approx(20e-9), "m")
    assert size.low == pytest.approx(20e-9 - (2e-9**2 + 1e-9**2) ** 0.5)
    share = Quantity("coverage", 0.2, "1", 0.1, 0.3).scaled(2e-9, "m", length_error=0.05)
    assert (share.value, share.low, share.high, share.unit) == (0.2, 0.1, 0.3, "1")


def test_what_was_found_is_stated_in_metres_and_goes_through_json() -> None:
    plane = np.zeros((20, 20), dtype=np.float32)
    found = Found("particles", confidence=0.9, count=2, objects={"row": np.array([1.0, 4.0]), "whole": np.ones(2)})
    found.tell("mean_size", 5.0, 4.5, 5.5, "equivalent diameter")
    found.tell("count", 2, 2, 2)
    size = PixelSize(1e-9, 1e-9, PixelSizeSource.SCALE_BAR, relative_uncertainty=0.0)
    said = state(found, Prepared(plane, plane, 0.1, factor=2), size)
    mean = said.quantity("mean_size")
    assert mean is not None
    assert (mean.value, mean.low, mean.high) == pytest.approx((10e-9, 9e-9, 11e-9))
    assert said.objects == {"row": (2.5, 8.5), "whole": (1.0, 1.0)}
    again = Measurement.from_json(said.to_json())
    assert again.quantity("count") == said.quantity("count") and again.objects == said.objects


@given(
    st.floats(0, 1) | st.none(),
    st.floats(0, 40) | st.none(),
    st.sampled_from(["bright", "dark", None]),
    st.integers(1, 4),
)
def test_settings_go_through_json(
    split: float | None, smoothing: float | None, polarity: str | None, factor: int
) -> None:
    settings = Settings(polarity=polarity, smoothing_px=smoothing, split=split)
    assert Settings.from_json(settings.to_json()) == settings
    assert settings.reduced(factor).split == split


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(InputError, match="split"):
        Settings(split=1.5)
    with pytest.raises(InputError, match="polarity"):
        Settings(polarity="grey")  # type: ignore[arg-type]
    assert AUTOMATIC.to_json() == {}
