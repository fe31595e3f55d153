"""Textures and cracks against drawn truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from maemi.measure.cracks import Cracks, lone_parts
from maemi.measure.measuring import measure
from maemi.measure.texture import first_below, texture_of
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.phantom.trials.drawing import draw_trial

SIZE = PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA)
Scan = NDArray[np.float32]


def rolling(sigma: float = 5.0, deviation: float = 20.0, shape: tuple[int, int] = (400, 500)) -> Scan:
    """A Gaussian random field about grey 128: autocorrelation exp(-r² / (4 σ²)), which is 1/e at r = 2 σ."""
    field = gaussian_filter(np.random.default_rng(3).normal(0, 1, shape), sigma)
    return (128 + deviation * field / field.std()).astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 10.0, 30.0])
def test_roughness_and_correlation_length_without_the_noise(noise: float) -> None:
    scan = rolling() + np.random.default_rng(4).normal(0, noise, (400, 500)).astype(np.float32)
    found = measure(scan, SIZE, "films")
    rms, length = found.quantity("grey_roughness"), found.quantity("correlation_length")
    assert rms is not None and length is not None and rms.low is not None and rms.high is not None
    assert rms.value == pytest.approx(20, rel=0.04) and rms.unit == "1"
    assert rms.low < 20.6 and rms.high > 19.4
    assert length.value == pytest.approx(2 * 5 * 2e-9, rel=0.08)
    kurtosis, skewness = found.quantity("grey_kurtosis"), found.quantity("grey_skewness")
    assert kurtosis is not None and kurtosis.value == pytest.approx(3, abs=0.4)
    assert skewness is not None and skewness.value == pytest.approx(0, abs=0.3)
    assert found.count is None and any("not of heights" in warning for warning in found.warnings)


def test_shading_is_no_roughness() -> None:
    y, x = np.mgrid[-1 : 1 : 400 * 1j, -1 : 1 : 500 * 1j]
    flat, bent = texture_of(rolling()), texture_of((rolling() + 60 * x - 30 * y * y).astype(np.float32))
    assert bent.variance == pytest.approx(flat.variance, rel=0.02)


def net(width: float) -> tuple[Scan, float, float]:
    """Straight dark cracks along both axes every 80 pixels; their share and length over area."""
    y, x = np.mgrid[0:480, 0:640]
    dark = (np.abs((y + 40) % 80 - 40) < width / 2) | (np.abs((x + 40) % 80 - 40) < width / 2)
    scan = gaussian_filter(np.where(dark, 40.0, 150.0), 1.0)
    return (scan + np.random.default_rng(1).normal(0, 4, scan.shape)).astype(np.float32), float(dark.mean()), 2 / 80


def test_cracks() -> None:
    scan, share, density = net(9)
    found = measure(scan, SIZE, "films")
    area, length, width = (found.quantity(name) for name in ("crack_area", "crack_density", "crack_width"))
    assert area is not None and length is not None and width is not None
    assert area.value == pytest.approx(share, rel=0.08)
    assert length.value == pytest.approx(density / 2e-9, rel=0.08)  # four meet at once here, not three
    assert width.value == pytest.approx(9 * 2e-9, rel=0.15)
    assert found.contours


def test_no_cracks_where_a_surface_is_only_rough() -> None:
    assert measure(rolling(), SIZE, "films").quantity("crack_area") is None


def test_noise_alone_and_an_uneven_scan_are_no_film() -> None:
    noise = np.random.default_rng(0).normal(128, 20, (300, 400)).astype(np.float32)
    assert measure(noise, SIZE, "films").quantities == ()
    half = np.where(np.arange(500)[None, :] < 250, 0.05, 1.0) * (rolling() - 128) + 128
    assert measure(half.astype(np.float32), SIZE, "films").confidence < 0.3


def test_trials() -> None:
    errors: list[float] = []
    for seed in range(4):
        trial = draw_trial("films", seed)
        size = PixelSize(trial.pixel_size_m, trial.pixel_size_m, PixelSizeSource.METADATA)
        found = measure(trial.scan.astype(np.float32), size, "films")
        for name in ("grey_roughness", "correlation_length"):
            stated = found.quantity(name)
            assert stated is not None
            errors.append(abs(stated.value / trial.truth[name] - 1))
    assert np.median(errors) < 0.05


def test_lag_between_whole_ones() -> None:
    assert first_below(np.array([9.0, 1.0, 0.8, 0.2]), 0.5) == pytest.approx(2.5)
    assert first_below(np.array([9.0, 1.0, 0.8]), 0.5) is None


def test_pieces_of_a_net_that_lie_alone_are_length_that_may_be_missing() -> None:
    labels = np.zeros((100, 200), dtype=np.int32)
    labels[50, :] = 1
    labels[20, 40:80] = 2
    labels[70, 120:150] = 3
    assert lone_parts(labels, 3) == 2
    found = Cracks(labels, share=0.1, density=0.02, lone=2)
    assert found.missed == pytest.approx(2 * np.pi / 2 / (0.02**2 * labels.size))
    assert Cracks(labels, 0.1, 0.02, 0).missed == 0


def test_an_alone_largest_part_is_no_piece() -> None:
    labels = np.zeros((60, 60), dtype=np.int32)
    labels[20:40, 20:40] = 1
    assert lone_parts(labels, 1) == 0


@pytest.mark.parametrize("seed", [8, 12, 20])
def test_drawn_cracks_are_as_wide_as_they_were_drawn(seed: int) -> None:
    trial = draw_trial("films", seed, "medium")
    size = PixelSize(trial.pixel_size_m, trial.pixel_size_m, PixelSizeSource.METADATA)
    found = measure(trial.scan.astype(np.float32), size, "films")
    for name in ("crack_area", "crack_width"):
        stated = found.quantity(name)
        assert stated is not None and stated.low is not None and stated.high is not None
        assert stated.value == pytest.approx(trial.truth[name], rel=0.08)
        assert stated.low < trial.truth[name] < stated.high
