"""Grains between grooves, seams and steps of grey, against the drawn cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from maemi.measure.grains import find_grains
from maemi.measure.intercepts import lay_lines
from maemi.measure.measuring import measure
from maemi.measure.preparing import prepare
from maemi.measure.settings import Settings

SHAPE = (384, 512)


def drawn(look: str, noise: float, seed: int = 1, count: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A scan of grains, and their labels 1 … n."""
    rng = np.random.default_rng(seed)
    side = round((count * 1.4) ** 0.5)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    points = (grid + 0.5 + rng.uniform(-0.32, 0.32, grid.shape)) / side * [1.2 * SHAPE[0], 1.2 * SHAPE[1]]
    points -= [0.1 * SHAPE[0], 0.1 * SHAPE[1]]
    distance, nearest = cKDTree(points).query(np.stack(np.indices(SHAPE), axis=-1).reshape(-1, 2), k=2)
    labels = np.unique(nearest[:, 0].reshape(SHAPE), return_inverse=True)[1].reshape(SHAPE).astype(np.int32) + 1
    wall = (distance[:, 1] - distance[:, 0]).reshape(SHAPE)
    grey = 120 + rng.normal(0, 6, labels.max() + 1)[labels]
    if look == "grey":
        # Five levels, no two alike beside one another.
        grey = (60.0 + 40 * ((nearest[:, 0] % side + 2 * (nearest[:, 0] // side)) % 5)).reshape(SHAPE)
    elif look == "grooves":
        grey = grey - 70 * np.exp(-((wall / 3) ** 2))
    elif look == "seams":
        grey = grey + 70 * np.exp(-((wall / 3) ** 2))
    return (gaussian_filter(grey, 1.0) + rng.normal(0, noise, SHAPE)).astype(np.float32), labels


@pytest.mark.parametrize("look", ["grooves", "seams", "grey"])
@pytest.mark.parametrize("noise", [3.0, 20.0])
def test_boundaries_of_any_look(look: str, noise: float) -> None:
    scan, labels = drawn(look, noise)
    found = measure(scan, None, "grains")
    true = lay_lines(labels, 4.0).mean
    mean, count = found.quantity("mean_intercept"), found.quantity("count")
    assert mean and count and mean.low and mean.high, found.warnings
    assert mean.value == pytest.approx(true, rel=0.08)
    assert mean.low <= true <= mean.high
    assert count.value == pytest.approx(labels.max(), rel=0.12)


def test_noise_and_a_smooth_scan_have_no_grains() -> None:
    rng = np.random.default_rng(0)
    for scan in (rng.normal(100, 20, SHAPE), gaussian_filter(rng.normal(100, 20, SHAPE), 6)):
        found = measure(scan.astype(np.float32), None, "grains")
        assert found.count is None and found.confidence < 0.3


def test_settings_of_a_person_are_heeded() -> None:
    scan, labels = drawn("grooves", 5.0)
    chosen = measure(scan, None, "grains")
    assert 0 < chosen.settings["threshold"] < 1
    again = measure(scan, None, "grains", settings=Settings(threshold=chosen.settings["threshold"]))
    assert again.count == pytest.approx(chosen.count, abs=2)
    bright = measure(scan, None, "grains", settings=Settings(polarity="bright"))
    assert bright.count == pytest.approx(labels.max(), rel=0.1) and bright.settings["polarity"] == "bright"
    more, fewer = (prepare(scan, Settings(split=split)) for split in (0.9, 0.1))
    assert more is not None and fewer is not None
    assert (find_grains(more).count or 0) > labels.max() > (find_grains(fewer).count or 0)
    large = prepare(scan, Settings(smallest_px=60.0))
    assert large is not None
    assert (find_grains(large).count or 0) < (chosen.count or 0)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 100), st.floats(0.01, 300), st.floats(-1000, 1000))
def test_neither_grey_levels_nor_a_quarter_turn_matter(seed: int, gain: float, offset: float) -> None:
    scan, _ = drawn("grooves", 5.0, seed, count=30)
    plain = measure(scan, None, "grains").quantity("mean_intercept")
    scaled = measure(scan * gain + offset, None, "grains").quantity("mean_intercept")
    turned = measure(np.rot90(scan).copy(), None, "grains").quantity("mean_intercept")
    assert plain and scaled and turned
    assert scaled.value == pytest.approx(plain.value, rel=0.01)
    assert turned.value == pytest.approx(plain.value, rel=0.05)
