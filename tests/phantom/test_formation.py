"""The microscope's model does to a scene what each fault does to a micrograph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maemi.phantom.formation import Imaging, draw_imaging, form_image
from maemi.phantom.scene import Array, Scene

GOOD = Imaging(
    edge=1.0,
    side=0.3,
    detector_angle=0.0,
    shadow=0.8,
    dose=400.0,
    blur=0.0006,
    astigmatism=1.0,
    astigmatism_angle=0.0,
    charging=0.0,
    drift=0.0,
    background=0.0,
    black=0.1,
    white=0.9,
)


def _step() -> Scene:
    """A bright plate on a dark ground."""
    scene = Scene(96, 128, np.random.default_rng(0), tone=0.3)
    scene.height[24:72, 40:88] = 6
    scene.tone[24:72, 40:88] = 0.6
    return scene


def _scan(imaging: Imaging) -> Array:
    return form_image(_step(), imaging, np.random.default_rng(1))[0].astype(float)


def test_edges_glow() -> None:
    scan = _scan(GOOD)
    assert scan[30:66, 86:88].mean() > scan[40:56, 56:72].mean() + 10


def test_the_flank_towards_the_detector_is_brighter() -> None:
    scan = _scan(replace(GOOD, side=0.6))
    assert scan[30:66, 86:89].mean() > scan[30:66, 39:42].mean() + 10


def test_fewer_electrons_make_more_noise() -> None:
    quiet, noisy = _scan(GOOD), _scan(replace(GOOD, dose=8.0))
    assert noisy[4:20, 4:124].std() > 3 * quiet[4:20, 4:124].std()


def test_blur_softens_edges() -> None:
    sharp, soft = _scan(GOOD), _scan(replace(GOOD, blur=0.02))
    steepest = [np.abs(np.diff(scan[30:66].mean(axis=0))).max() for scan in (sharp, soft)]
    assert steepest[1] < 0.6 * steepest[0]


def test_astigmatism_blurs_one_direction_more() -> None:
    scan = _scan(replace(GOOD, blur=0.012, astigmatism=3.0, astigmatism_angle=0.0, side=0.0))
    across = np.abs(np.diff(scan[30:66].mean(axis=0))).max()
    down = np.abs(np.diff(scan[:, 46:82].mean(axis=1))).max()
    assert across < 0.75 * down


def test_background_changes_across_the_field() -> None:
    flat, uneven = _scan(GOOD), _scan(replace(GOOD, background=0.7))

    def spread(scan: Array) -> float:
        corners = [scan[:12, :12], scan[:12, -12:], scan[-12:, :12], scan[-12:, -12:]]
        return float(np.ptp([corner.mean() for corner in corners]))

    assert spread(uneven) > spread(flat) + 15


def test_charging_darkens_what_follows_a_bright_part() -> None:
    scan = _scan(replace(GOOD, charging=1.0))
    assert scan[30:66, 92:104].mean() < scan[30:66, 20:36].mean() - 3


def test_drift_shifts_rows() -> None:
    scan, shifts = form_image(_step(), replace(GOOD, drift=0.05), np.random.default_rng(1))
    assert np.abs(shifts).max() == pytest.approx(0.05 * 128)
    row = 30 + int(np.argmax(np.abs(shifts[30:66])))
    edge = int(np.argmax(np.diff(scan[row, 20:64].astype(float)))) + 20
    assert edge - 39 == pytest.approx(shifts[row], abs=2.5)


def test_most_imaging_is_good_and_every_fault_occurs() -> None:
    drawn = [draw_imaging(np.random.default_rng(seed)) for seed in range(300)]
    faults = [(i.noisy, i.blurred, i.charging > 0, i.drift > 0, i.background > 0.3) for i in drawn]
    assert sum(not any(fault) for fault in faults) > 100
    assert all(any(column) for column in zip(*faults, strict=True))
