"""Trials are the same each time, and their truths are those of what is in the picture."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.phantom.trials.drawing import draw_trial
from maemi.phantom.trials.grains import mean_intercept
from maemi.phantom.trials.tips import profile
from maemi.phantom.trials.trial import TRIAL_KINDS, Noise, TrialKind

SMALL = {"rows": 192, "columns": 256}
NAMES: dict[str, set[str]] = {
    "particles": {"count", "mean_size", "coverage"},
    "fibres": {"count", "mean_size", "order_parameter", "coverage"},
    "pores": {"count", "mean_size", "coverage"},
    "pattern": {"count", "pitch", "coverage"},
    "grains": {"count", "mean_size", "mean_intercept", "grain_size_number"},
    "films": {"grey_roughness", "grey_skewness", "grey_kurtosis"},
    "tips": {"apex_radius", "cone_angle", "orientation"},
}


@pytest.mark.parametrize("kind", TRIAL_KINDS)
def test_same_seed_same_scan_and_same_scene_at_every_noise(kind: TrialKind) -> None:
    once, again = draw_trial(kind, 5, **SMALL), draw_trial(kind, 5, **SMALL)
    assert np.array_equal(once.scan, again.scan) and once.truth == again.truth
    assert once.scan.shape == (192, 256) and once.scan.dtype == np.uint8
    spreads: list[float] = []
    for noise in get_args(Noise):
        other = draw_trial(kind, 5, noise, **SMALL)
        assert other.truth == once.truth
        assert other.objects == once.objects
        scan = other.scan.astype(float)
        spreads.append(float(np.median(np.abs(scan[:-1] - scan[1:]))))
    assert spreads[0] < spreads[1] < spreads[2]


@settings(max_examples=25, deadline=None)
@given(kind=st.sampled_from(TRIAL_KINDS), seed=st.integers(0, 10**6))
def test_every_seed_has_its_truths(kind: TrialKind, seed: int) -> None:
    trial = draw_trial(kind, seed, rows=96, columns=128)
    assert NAMES[kind] <= set(trial.truth)
    assert all(np.isfinite(list(trial.truth.values())))
    assert trial.pixel_size_m > 0
    assert trial.truth.get("coverage", 0.5) < 1


def test_other_seeds_show_other_scenes() -> None:
    assert not np.array_equal(draw_trial("particles", 1, **SMALL).scan, draw_trial("particles", 2, **SMALL).scan)


@pytest.mark.parametrize("kind", ["particles", "pores"])
def test_sizes_are_those_of_the_drawn_areas(kind: TrialKind) -> None:
    trial = draw_trial(kind, 3)
    whole = [one for one in trial.objects if one["in_frame"] and one["visible"] >= 0.25]
    assert len(whole) <= trial.truth["count"] == sum(one["visible"] >= 0.25 for one in trial.objects)
    assert np.mean([one["size_m"] for one in whole]) == pytest.approx(trial.truth["mean_size"], rel=1e-3)
    # What lies apart covers what its size says: an independent way from sizes to the coverage.
    area = sum(np.pi / 4 * one["size_m"] ** 2 * one["visible"] for one in trial.objects)
    frame = trial.scan.size * trial.pixel_size_m**2
    assert area / frame == pytest.approx(trial.truth["coverage"], rel=0.12)


def test_no_particle_lies_upon_another() -> None:
    for seed in range(6):
        assert min(one["visible"] for one in draw_trial("particles", seed, rows=384, columns=512).objects) > 0.6


def test_lines_have_the_width_that_is_said() -> None:
    seed = next(seed for seed in range(20) if "line_width" in draw_trial("pattern", seed, rows=96, columns=128).truth)
    truth = draw_trial("pattern", seed).truth
    assert truth["duty_cycle"] == pytest.approx(truth["line_width"] / truth["pitch"], rel=1e-4)
    assert truth["coverage"] == pytest.approx(truth["duty_cycle"], abs=0.06)
    assert 0 < truth["line_edge_roughness"] < truth["pitch"] / 4


def test_intercepts_of_a_chessboard() -> None:
    y, x = np.mgrid[0:400, 0:400]
    owner = (y + 10) // 20 * 30 + (x + 10) // 20
    # Rows and columns meet a boundary every 20 pixels; diagonals two in 20 √2, or one where they go through corners.
    assert mean_intercept(owner) == pytest.approx(20 * (2 + 2 * 2**0.5) / (2 + 2 * 1.95), rel=0.03)


def test_a_tip_is_a_circle_and_its_tangents() -> None:
    half = np.radians(10)
    behind = np.linspace(0, 3, 3001)
    wide = profile(behind, 1.0, float(half), 0.0)
    slope = np.diff(wide) / np.diff(behind)
    assert slope[-1] == pytest.approx(np.tan(half), rel=1e-6)
    assert np.abs(np.diff(slope[1000:])).max() < 5e-3
    circle = behind < 1 - np.sin(half)
    assert np.hypot(behind[circle] - 1, wide[circle]) == pytest.approx(1.0, abs=1e-9)


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(InputError, match="no trial of “dust”"):
        draw_trial("dust", 0)  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match="no noise “loud”"):
        draw_trial("tips", 0, "loud")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InputError, match="96 to 8192"):
        draw_trial("tips", 0, rows=10)
    with pytest.raises(InputError, match="negative"):
        draw_trial("tips", -1)
