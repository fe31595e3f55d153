"""Tips against drawn truth: radius, angle, direction; and nothing where there is no tip."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from maemi.measure.measuring import measure
from maemi.measure.tip_fit import circle, fit_tip
from maemi.measure.tip_outline import border_runs
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.phantom.trials.drawing import draw_trial

SIZE = PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA)
Scan = NDArray[np.float32]


def cone(radius: float, half_deg: float, turn_deg: float = 0.0, shape: tuple[int, int] = (400, 500)) -> Scan:
    """A flat bright cone with a ball at its end, pointing up and turned clockwise, blurred by a pixel."""
    half, turn = np.radians(half_deg), np.radians(turn_deg)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    dy, dx = y - 0.4 * shape[0], x - 0.5 * shape[1]
    behind, beside = dy * np.cos(turn) - dx * np.sin(turn), np.abs(dx * np.cos(turn) + dy * np.sin(turn))
    join = radius * (1 - np.sin(half))
    ball = np.sqrt(np.clip(radius**2 - (radius - np.clip(behind, 0, join)) ** 2, 0, None))
    wide = np.where(behind < join, ball, radius * np.cos(half) + (behind - join) * np.tan(half))
    inside = (behind > 0) & (beside < wide)
    return gaussian_filter(np.where(inside, 180.0, 60.0), 1.0).astype(np.float32)


@pytest.mark.parametrize(("radius", "half", "turn"), [(8, 10, 0), (15, 20, 12), (30, 5, -20), (12, 35, 90)])
def test_radius_angle_and_direction(radius: float, half: float, turn: float) -> None:
    found = measure(cone(radius, half, turn), SIZE, "tips")
    assert found.confidence > 0.6 and found.count == 1
    apex, angle = found.quantity("apex_radius"), found.quantity("cone_angle")
    assert apex is not None and angle is not None and apex.low is not None and apex.high is not None
    assert apex.value == pytest.approx(radius * 2e-9, rel=0.06)
    assert apex.low < radius * 2e-9 < apex.high
    assert angle.value == pytest.approx(2 * half, abs=0.7)
    assert found.orientation_deg == pytest.approx((90 - turn) % 180, abs=0.5)
    assert found.contours and any("projection" in warning for warning in found.warnings)


def test_a_dark_tip_on_a_bright_ground() -> None:
    found = measure(240 - cone(14, 12), SIZE, "tips")
    apex = found.quantity("apex_radius")
    assert apex is not None and apex.value == pytest.approx(28e-9, rel=0.05)
    assert found.settings["polarity"] == "dark"


def test_no_radius_where_the_pixels_are_too_coarse() -> None:
    found = measure(cone(3, 10), SIZE, "tips")
    assert found.quantity("apex_radius") is None
    assert found.quantity("cone_angle") is not None
    assert any("too sharp" in warning for warning in found.warnings)


@pytest.mark.parametrize("noise", ["low", "high"])
def test_trials(noise: str) -> None:
    errors: list[float] = []
    for seed in range(4):
        trial = draw_trial("tips", seed, noise)  # pyright: ignore[reportArgumentType]
        size = PixelSize(trial.pixel_size_m, trial.pixel_size_m, PixelSizeSource.METADATA)
        found = measure(trial.scan.astype(np.float32), size, "tips")
        apex, angle = found.quantity("apex_radius"), found.quantity("cone_angle")
        assert apex is not None and angle is not None
        errors.append(abs(apex.value / trial.truth["apex_radius"] - 1))
        assert angle.value == pytest.approx(trial.truth["cone_angle"], abs=1)
    assert np.median(errors) < 0.05


def test_auto_sees_a_tip() -> None:
    assert measure(cone(15, 20, 12, (600, 800)), SIZE).kind == "tips"


@pytest.mark.parametrize("kind", ["particles", "fibres", "grains"])
def test_other_things_are_no_tip(kind: str) -> None:
    trial = draw_trial(kind, 6, rows=384, columns=512)  # pyright: ignore[reportArgumentType]
    found = measure(trial.scan.astype(np.float32), None, "tips")
    assert found.confidence < 0.3 and found.quantities == ()


def test_a_wire_through_the_scan_is_no_tip() -> None:
    scan = np.full((300, 400), 60, np.float32)
    scan[:, 180:220] = 180
    assert measure(scan, SIZE, "tips").count is None


def test_a_circle_is_fitted_exactly() -> None:
    turn = np.linspace(0, 1.5, 40)
    centre, radius = circle(np.stack([5 + 7 * np.sin(turn), -3 + 7 * np.cos(turn)], axis=-1))
    assert centre == pytest.approx((5, -3), abs=1e-6) and radius == pytest.approx(7, abs=1e-6)


def test_a_straight_outline_has_no_apex() -> None:
    assert fit_tip(np.stack([np.arange(100.0), np.full(100, 5.0)], axis=-1)) is None


def test_stretches_of_the_border() -> None:
    body = np.zeros((20, 30), bool)
    body[0, 5:9] = body[5:8, 29] = True
    assert sorted(border_runs(body)) == [3, 4]
    body[10:13, 0] = body[15:17, 0] = True
    assert len(border_runs(body)) == 3  # a gap of two pixels is no gap
