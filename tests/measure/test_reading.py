"""Settings that a person gives, intervals against known truth, and what must not change a measurement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.measure.measuring import measure
from maemi.measure.reading import Reading
from maemi.measure.result import Measurement
from maemi.measure.settings import Settings
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.phantom.trials.drawing import draw_trial

PLACES = [(50.0, 60.0), (50.0, 150.0), (55.0, 240.0), (130.0, 60.0), (130.0, 113.5), (135.0, 230.0), (200.0, 150.0)]
"""The fourth and the fifth touch when drawn with these radii."""
RADII = [20.0, 25.0, 30.0, 27.0, 27.0, 15.0, 18.0]


@pytest.fixture(scope="module")
def scan() -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    rows, columns = np.mgrid[0:240, 0:300]
    grey = np.full((240, 300), 60.0)
    for (row, column), radius in zip(PLACES, RADII, strict=True):
        grey[(rows - row) ** 2 + (columns - column) ** 2 <= radius**2] = 180.0
    noise = np.random.default_rng(7).normal(0, 6, grey.shape)
    return (gaussian_filter(grey, 1.0) + noise).astype(np.float32)


def size(found: Measurement, name: str = "mean_size") -> float:
    quantity = found.quantity(name)
    assert quantity is not None
    return quantity.value


def test_split_from_never_to_the_slightest_neck(scan: np.ndarray) -> None:
    counts = [measure(scan, None, "particles", settings=Settings(split=split)).count or 0 for split in (0, 0.5, 0.95)]
    assert counts == [6, 7, 7]


def test_polarity_and_limits_are_obeyed_and_told(scan: np.ndarray) -> None:
    bright = measure(scan, None, "particles", settings=Settings(polarity="bright", smallest_px=38.0))
    assert bright.count == 5 and bright.settings["polarity"] == "bright" and bright.settings["smallest_px"] == 38.0
    dark = measure(255 - scan, None, "particles", settings=Settings(polarity="dark"))
    assert dark.count == 7 and dark.settings["polarity"] == "dark"
    assert 0 < dark.settings["split"] <= 1
    assert "Otsu" in dark.method and "watershed" in dark.method
    assert measure(scan, None, "particles", settings=Settings(polarity="dark")).count is None


def test_intervals_hold_what_was_drawn(scan: np.ndarray) -> None:
    found = measure(scan, None, "particles")
    truths = {"count": 7, "mean_size": 2 * np.mean(RADII), "median_size": 2 * np.median(RADII)}
    truths["coverage"] = np.pi * np.square(RADII).sum() / scan.size
    for name, truth in truths.items():
        quantity = found.quantity(name)
        assert quantity is not None and quantity.low is not None and quantity.high is not None
        assert quantity.low <= truth <= quantity.high, name
        assert quantity.high - quantity.low < 0.3 * quantity.value


@pytest.mark.parametrize(("seed", "noise"), [(2, "high"), (12, "low"), (19, "medium")])
def test_trials_are_counted_and_sized(seed: int, noise: Any) -> None:
    trial = draw_trial("particles", seed, noise, 480, 640)
    pixel = PixelSize(trial.pixel_size_m, trial.pixel_size_m, PixelSizeSource.METADATA)
    found = measure(trial.scan.astype(np.float32), pixel, "particles")
    assert found.count == pytest.approx(trial.truth["count"], rel=0.03)
    assert found.mean_size_m == pytest.approx(trial.truth["mean_size"], rel=0.04)


def test_doubtful_cuts_widen_count_and_size_on_their_own_side() -> None:
    reading = Reading(outline=0.5, fewer=2.2, more=0.0, count=20)
    assert reading.of_count() == (17, 20)
    low, high = reading.of_length(40.0)
    assert low == pytest.approx(39.0) and high > 42
    assert reading.of_share(0.002, 0.01) == (0.0, pytest.approx(0.007))
    assert Reading(0.5, 0, 0, 3).of_count() == (3, 3)


@settings(max_examples=6, deadline=None)
@given(st.floats(0.1, 50), st.floats(-1e3, 1e3), st.integers(1, 3))
def test_grey_scale_and_turning_change_nothing(scan: np.ndarray, gain: float, offset: float, turns: int) -> None:
    plain = measure(scan, None, "particles")
    scaled = measure(scan * np.float32(gain) + np.float32(offset), None, "particles")
    turned = measure(np.rot90(scan, turns).copy(), None, "particles")
    for other in (scaled, turned):
        assert other.count == plain.count
        assert size(other) == pytest.approx(size(plain), rel=0.005)
        assert size(other, "coverage") == pytest.approx(size(plain, "coverage"), rel=0.01)


@settings(max_examples=5, deadline=None)
@given(st.floats(1e-10, 1e-5))
def test_lengths_follow_the_pixel_size(scan: np.ndarray, pixel_m: float) -> None:
    plain = measure(scan, None, "particles")
    found = measure(scan, PixelSize(pixel_m, pixel_m, PixelSizeSource.TYPED_IN), "particles")
    for name, power in (("count", 0), ("mean_size", 1), ("mean_feret", 1), ("mean_nearest", 1), ("density", -2)):
        assert size(found, name) == pytest.approx(size(plain, name) * pixel_m**power, rel=1e-9)
    assert found.quantity("mean_size").unit == "m"  # type: ignore[union-attr]
