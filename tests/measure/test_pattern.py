"""Patterns whose pitch, lattice, edges and roughness are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from maemi.measure.edge_profile import fit_edge
from maemi.measure.lattice import Lattice, shortest, type_of
from maemi.measure.measuring import measure
from maemi.measure.result import Measurement
from maemi.measure.roughness import roughness_of
from maemi.measure.settings import Settings
from maemi.measure.spectrum import fourier_vectors

SHAPE = (300, 400)


def gratings(
    pitch: float, width: float, angle_deg: float = 90.0, rough: float = 0.0, noise: float = 5.0, rim: float = 0.0
) -> np.ndarray:
    """Bright lines at an angle to the rows, counter-clockwise; edges wander by `rough` pixels (σ)."""
    rng = np.random.default_rng(4)
    rows, columns = np.indices(SHAPE)
    across = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    u = (rows - 150) * across[0] + (columns - 200) * across[1]
    v = np.clip(np.rint((rows - 150) * across[1] - (columns - 200) * across[0]) + 260, 0, 519).astype(int)
    wander = gaussian_filter(rng.normal(0, 1, (2, 120, 520)), (0, 0, 5))
    wander *= rough / max(float(wander.std()), 1e-9)
    line = np.floor(u / pitch)
    offset, number = u - line * pitch, line.astype(int) + 60
    inside = np.minimum(
        offset - 0.2 * pitch - wander[0, number, v], 0.2 * pitch + width - offset + wander[1, number, v]
    )
    grey = np.clip(inside + 0.5, 0, 1) * (100 + rim * np.exp(-np.maximum(inside, 0) / 2))
    return (gaussian_filter(60 + grey, 1.0) + rng.normal(0, noise, SHAPE)).astype(np.float32)


def dots(vectors: np.ndarray, radius: float, noise: float = 5.0, missing: int = 0) -> tuple[np.ndarray, int]:
    """Discs on a lattice; how many lie in the frame."""
    rng = np.random.default_rng(2)
    orders = np.stack(np.meshgrid(np.arange(-40, 41), np.arange(-40, 41)), axis=-1).reshape(-1, 2)
    sites = orders @ vectors + np.array(SHAPE) / 2
    sites = sites[((sites > radius + 2) & (sites < np.array(SHAPE) - radius - 2)).all(axis=1)]
    sites = sites[rng.permutation(len(sites))[missing:]]
    rows, columns = np.indices(SHAPE)
    scan = np.full(SHAPE, 60.0)
    for row, column in sites:
        scan[(rows - row) ** 2 + (columns - column) ** 2 <= radius**2] = 160
    return (gaussian_filter(scan, 1.0) + rng.normal(0, noise, SHAPE)).astype(np.float32), len(sites)


def value(found: Measurement, name: str) -> float:
    quantity = found.quantity(name)
    assert quantity is not None, (name, found.warnings)
    return quantity.value


@pytest.mark.parametrize("angle", [0.0, 33.0, 90.0])
@pytest.mark.parametrize("noise", [3.0, 25.0])
def test_lines(angle: float, noise: float) -> None:
    found = measure(gratings(26.0, 11.0, angle, noise=noise), None, "pattern")
    assert value(found, "pitch") == pytest.approx(26.0, rel=0.003)
    assert value(found, "line_width") == pytest.approx(11.0, abs=0.5)
    assert value(found, "line_space") == pytest.approx(15.0, abs=0.5)
    assert value(found, "duty_cycle") == pytest.approx(11 / 26, abs=0.02)
    assert abs((value(found, "orientation") - angle + 90) % 180 - 90) < 0.2
    pitch = found.quantity("pitch")
    assert pitch and pitch.low and pitch.high and pitch.low <= 26.0 <= pitch.high


def test_bright_rims_do_not_widen_lines() -> None:
    found = measure(gratings(40.0, 18.0, rim=150.0), None, "pattern")
    assert value(found, "line_width") == pytest.approx(18.0, abs=0.7)


def test_dark_lines_where_a_person_says_so() -> None:
    found = measure(gratings(26.0, 11.0), None, "pattern", settings=Settings(polarity="dark"))
    assert value(found, "line_width") == pytest.approx(15.0, abs=0.5)
    assert found.settings["polarity"] == "dark"


@pytest.mark.parametrize("noise", [3.0, 30.0])
def test_roughness_without_the_noise_of_the_picture(noise: float) -> None:
    found = measure(gratings(30.0, 14.0, rough=0.8, noise=noise), None, "pattern")
    assert value(found, "line_edge_roughness") == pytest.approx(2.4, rel=0.15)
    assert value(found, "line_width_roughness") == pytest.approx(2.4 * 2**0.5, rel=0.2)


def test_straight_edges_are_not_rough_by_noise() -> None:
    rough = measure(gratings(30.0, 14.0, noise=25.0), None, "pattern").quantity("line_edge_roughness")
    assert rough is not None and rough.low is not None and rough.low < 0.2 and rough.value < 1.0


def test_noise_alone_has_no_roughness() -> None:
    rng = np.random.default_rng(1)
    found = roughness_of(rng.normal(0, 2.0, (10, 400)))
    assert found is not None and found.measured == pytest.approx(6.0, rel=0.05)
    assert found.low == 0.0 and found.value < 2.0
    assert roughness_of(np.full((3, 60), np.nan)) is None


def test_the_place_of_a_step_under_a_rim() -> None:
    fine = np.arange(-200, 200) / 10
    grey = np.where(fine > 3.0, 50 + 80 * np.exp(-(fine - 3.0) / 2.5), 0.0)
    edge = fit_edge(fine[::2], gaussian_filter(grey, 12)[::2], 1.0)
    assert edge is not None
    assert edge.place == pytest.approx(3.0, abs=0.15)
    assert edge.blur == pytest.approx(1.2, abs=0.15)


LATTICES = {
    "square": [[0.0, 30.0], [30.0, 0.0]],
    "rectangular": [[0.0, 26.0], [37.0, 0.0]],
    "hexagonal": [[0.0, 32.0], [32.0 * 0.75**0.5, 16.0]],
    "oblique": [[0.0, 30.0], [33.0, 9.0]],
}


@pytest.mark.parametrize("kind", list(LATTICES))
@pytest.mark.parametrize("turn", [0.0, 17.0])
def test_lattices(kind: str, turn: float) -> None:
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    vectors = np.array(LATTICES[kind]) @ np.array([[cos, sin], [-sin, cos]])
    scan, count = dots(vectors, 8.0)
    found = measure(scan, None, "pattern")
    lengths = np.sort(np.hypot(*shortest(vectors).T))
    assert value(found, "pitch") == pytest.approx(lengths[0], rel=0.005)
    assert value(found, "pitch_2") == pytest.approx(lengths[1], rel=0.005)
    assert kind in found.method.lower()
    assert found.count == count
    assert value(found, "mean_size") == pytest.approx(16.0, rel=0.06)


def test_missing_dots_are_missed() -> None:
    scan, count = dots(np.array(LATTICES["square"]), 8.0, missing=6)
    found = measure(scan, None, "pattern")
    assert found.count == count
    missing = found.quantity("missing")
    assert missing is not None and missing.low is not None and missing.high is not None
    assert missing.low <= 6 / (count + 6) <= missing.high


@given(st.floats(5, 60), st.floats(1.0, 1.8), st.floats(62, 118), st.floats(0, 180))
def test_the_shortest_vectors_do_not_depend_on_the_basis(side: float, ratio: float, lean: float, turn: float) -> None:
    angles = np.radians([turn, turn + lean])
    basis = np.array([side, side * ratio])[:, None] * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    other = np.array([[2, 1], [1, 1]]) @ basis
    assert np.hypot(*shortest(basis).T) == pytest.approx(np.hypot(*shortest(other).T))
    assert type_of(Lattice(shortest(basis), 1, 1, 0, 4)) in ("square", "rectangular", "hexagonal", "rhombic", "oblique")


@given(st.floats(12, 60), st.floats(0, 180))
@settings(max_examples=20, deadline=None)
def test_the_fourier_transform_alone(pitch: float, turn: float) -> None:
    rows, columns = np.indices(SHAPE)
    way = np.array([np.sin(np.radians(turn)), np.cos(np.radians(turn))])
    wave = np.cos(2 * np.pi * (rows * way[0] + columns * way[1]) / pitch).astype(np.float32)
    found = fourier_vectors(wave, pitch * 1.01 * way[None, :])
    assert found is not None
    assert float(np.hypot(*found[0])) == pytest.approx(pitch, rel=0.004)


@settings(max_examples=4, deadline=None)
@given(st.floats(0.01, 300), st.floats(-1000, 1000))
def test_neither_grey_levels_nor_a_quarter_turn_matter(gain: float, offset: float) -> None:
    scan = gratings(26.0, 11.0, 20.0)
    plain, scaled = measure(scan, None, "pattern"), measure(scan * gain + offset, None, "pattern")
    turned = measure(np.rot90(scan).copy(), None, "pattern")
    for name in ("pitch", "line_width"):
        assert value(scaled, name) == pytest.approx(value(plain, name), rel=0.002)
        assert value(turned, name) == pytest.approx(value(plain, name), rel=0.01)
    difference = value(turned, "orientation") - value(plain, "orientation")
    assert abs(difference % 180 - 90) < 0.2


def test_a_pixel_size_scales_every_length() -> None:
    from maemi.micrograph.record import PixelSize, PixelSizeSource

    scan = gratings(26.0, 11.0, rough=0.5)
    pixels = measure(scan, None, "pattern")
    metres = measure(scan, PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA), "pattern")
    for name in ("pitch", "line_width", "line_edge_roughness"):
        assert value(metres, name) == pytest.approx(2e-9 * value(pixels, name))
    assert value(metres, "duty_cycle") == pytest.approx(value(pixels, "duty_cycle"))
