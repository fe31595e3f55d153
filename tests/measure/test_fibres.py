"""Fibres told apart, measured across, described again from labels, and unchanged by turning the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from maemi.measure import fibre_net
from maemi.measure.fibres import find_fibres, recount
from maemi.measure.finding import Found
from maemi.measure.measuring import measure
from maemi.measure.preparing import Prepared, prepare
from maemi.measure.settings import Settings
from maemi.micrograph.correction import ByKind, Correction
from maemi.micrograph.record import PixelSize, PixelSizeSource

SIZE = PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA)


def drawn(
    lines: list[tuple[float, float, float]], shape: tuple[int, int] = (300, 400), noise: float = 6.0, seed: int = 0
) -> np.ndarray:
    """Straight fibres through the frame: (angle in degrees, distance from the frame's middle, width)."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    y, x = y - (shape[0] - 1) / 2, x - (shape[1] - 1) / 2
    scan = np.full(shape, 60.0)
    for angle, offset, width in lines:
        across = y * np.cos(np.radians(angle)) + x * np.sin(np.radians(angle)) - offset
        scan = np.maximum(scan, 60 + 120 * np.clip(width / 2 - np.abs(across) + 0.5, 0, 1))
    return (gaussian_filter(scan, 1.0) + np.random.default_rng(seed).normal(0, noise, shape)).astype(np.float32)


CROSSED = [(0.0, -60.0, 9.0), (0.0, 70.0, 13.0), (60.0, -90.0, 11.0), (85.0, 80.0, 15.0)]


def found_in(scan: np.ndarray) -> tuple[Found, Prepared]:
    prepared = prepare(scan)
    assert prepared is not None
    found = find_fibres(prepared)
    found.finish()
    return found, prepared


def test_each_fibre_is_a_label_of_its_own_and_a_crossing_belongs_to_one() -> None:
    found, _ = found_in(drawn(CROSSED))
    assert found.count == 4
    assert found.labels is not None
    assert found.labels.max() == 4
    for name in range(1, 5):
        rows, columns = np.nonzero(found.labels == name)
        assert max(np.ptp(rows), np.ptp(columns)) >= 0.9 * 300


def test_diameters_are_read_between_pixels() -> None:
    found, _ = found_in(drawn(CROSSED))
    assert sorted(found.objects["width"]) == pytest.approx([9, 11, 13, 15], abs=0.35)
    mean = found.quantities["mean_size"]
    assert mean.low is not None and mean.high is not None
    assert mean.low <= 12 <= mean.high


def test_labels_described_again_say_the_same() -> None:
    found, prepared = found_in(drawn(CROSSED))
    assert found.labels is not None
    again = recount(found.labels, prepared)
    again.finish()
    assert again.count == 4
    for name, near in {"width": 0.5, "length": 15.0, "row": 5.0, "column": 5.0}.items():
        assert again.objects[name] == pytest.approx(found.objects[name], abs=near), name
    turned = (again.objects["angle"] - found.objects["angle"] + 90) % 180 - 90
    assert turned == pytest.approx(np.zeros(4), abs=3)


def test_a_removed_label_is_no_fibre_any_more() -> None:
    found, prepared = found_in(drawn(CROSSED))
    assert found.labels is not None
    again = recount(np.where(found.labels == 2, 0, found.labels), prepared)
    again.finish()
    assert again.count == 3
    assert len(again.objects["width"]) == 3
    assert recount(np.zeros_like(found.labels), prepared).count is None


def test_short_fibres_have_their_length_and_the_border_cuts_none() -> None:
    scan = drawn([(0.0, -60.0, 9.0), (0.0, 0.0, 9.0), (0.0, 60.0, 9.0)], noise=3.0)
    background = drawn([], noise=3.0)
    scan[:, :100], scan[:, 300:] = background[:, :100], background[:, 300:]
    found, _ = found_in(scan)
    assert found.objects["whole"].tolist() == [1.0, 1.0, 1.0]
    assert found.objects["length"] == pytest.approx([200, 200, 200], abs=4)
    assert found.quantities["mean_length"].value == pytest.approx(200, rel=0.02)
    assert found.quantities["order_parameter"].value == pytest.approx(1, abs=0.02)
    assert found.objects["tortuosity"] == pytest.approx([1, 1, 1], abs=0.02)


def test_settings_are_obeyed_and_told() -> None:
    scan = drawn(CROSSED)
    found = measure(scan, SIZE, "fibres", settings=Settings(largest_px=12.0))
    assert found.count == 2
    assert found.settings["largest_px"] == 12.0
    dark = measure(255 - scan, SIZE, "fibres", settings=Settings(polarity="dark"))
    assert dark.count == 4
    assert dark.settings["polarity"] == "dark"
    assert "middle lines" in dark.method
    told: tuple[tuple[str, str], ...] = (("classical", "global threshold"), ("network", "by a network"))
    for segmenter, words in told:
        asked = measure(scan, SIZE, "fibres", settings=Settings(segmenter=segmenter, threshold=0.5))
        assert asked.settings["segmenter"] == segmenter and words in asked.method
        added: ByKind = {"fibres": (Correction("add", ((5, 5), (5, 45), (9, 45), (9, 5))),)}
        by_hand = measure(
            scan, SIZE, "fibres", settings=Settings(segmenter=segmenter, threshold=0.5), corrections=added
        )
        assert by_hand.settings["segmenter"] == segmenter and words in by_hand.method and by_hand.corrected == 1


@given(
    turns=st.integers(1, 3),
    gain=st.floats(0.05, 300),
    level=st.floats(-1000, 1000),
    offsets=st.lists(st.sampled_from([-60.0, -25.0, 10.0, 45.0]), min_size=2, max_size=3),
)
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_turning_and_rescaling_change_nothing(turns: int, gain: float, level: float, offsets: list[float]) -> None:
    lines = [(20.0 + 55 * at, offset, 9.0 + 3 * at) for at, offset in enumerate(offsets)]
    scan = drawn(lines, (300, 300), noise=4.0)
    plain, other = (measure(one, SIZE, "fibres") for one in (scan, np.rot90(scan, turns) * gain + level))
    assert plain.count == other.count
    mean, turned = plain.quantity("mean_size"), other.quantity("mean_size")
    assert mean is not None and turned is not None
    assert turned.value == pytest.approx(mean.value, rel=0.02)
    order, order_turned = plain.quantity("order_parameter"), other.quantity("order_parameter")
    assert order is not None and order_turned is not None
    assert order_turned.value == pytest.approx(order.value, abs=0.02)


def test_lengths_scale_with_the_pixel_size_and_ratios_do_not() -> None:
    scan = drawn(CROSSED)
    small, large = (measure(scan, PixelSize(m, m, PixelSizeSource.METADATA), "fibres") for m in (1e-9, 7e-9))
    for one, other in zip(small.quantities, large.quantities, strict=True):
        power = one.defined.power
        assert other.value == pytest.approx(one.value * 7.0**power, rel=1e-6), one.name


def test_a_network_that_cannot_be_loaded_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(name: str) -> None:
        raise ImportError(f"no {name}")

    fibre_net.session.cache_clear()
    monkeypatch.setattr(fibre_net, "import_module", missing)
    try:
        found = measure(drawn(CROSSED), SIZE, "fibres")
    finally:
        fibre_net.session.cache_clear()
    assert found.settings["segmenter"] == "classical" and found.count == 4
    assert "cannot be loaded (no onnxruntime); a threshold is used" in caplog.text


def rounded(lines: list[tuple[float, float, float, float]], shape: tuple[int, int] = (480, 640)) -> np.ndarray:
    """Cylinders in the order of the list, the last on top: (angle, distance from the middle, width, brightness)."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    y, x = y - (shape[0] - 1) / 2, x - (shape[1] - 1) / 2
    scan = np.full(shape, 8.0)
    for angle, offset, width, grey in lines:
        across = (y * np.cos(np.radians(angle)) + x * np.sin(np.radians(angle)) - offset) / (width / 2)
        inside = np.abs(across) < 1
        scan[inside] = grey * (0.55 + 0.45 * np.sqrt(1 - across[inside] ** 2))
    return (gaussian_filter(scan, 1.2) + np.random.default_rng(1).normal(0, 1.5, shape)).astype(np.float32)


def test_dim_fibres_behind_bright_ones_count() -> None:
    behind = [(8.0, -120.0, 70.0, 38.0), (8.0, 110.0, 70.0, 34.0)]
    front = [(90.0, -150.0, 80.0, 220.0), (88.0, 40.0, 80.0, 230.0)]
    assert found_in(rounded(behind + front))[0].count == 4


def test_wide_fibres_of_which_others_and_the_frame_leave_little_count() -> None:
    below = [(0.0, 0.0, 90.0, 180.0), *((75.0, offset, 80.0, 150.0) for offset in (-250.0, -130.0, 0.0, 130.0))]
    found, _ = found_in(rounded([*below, (0.0, 150.0, 90.0, 200.0), (0.0, -150.0, 90.0, 210.0)]))
    assert found.count == 7
