"""Giants are measured and shown to models from means over squares; ordinary micrographs as they are."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from maemi.measure.measuring import measure_file
from maemi.micrograph import limits, pooled_scan
from maemi.micrograph.grey import scan_pixels
from maemi.micrograph.picture import open_picture
from maemi.micrograph.pooled_scan import pooled_scan as scan_of


@pytest.fixture
def small_giants(monkeypatch):
    """Frames of a megabyte are giants, reduced below a quarter of a million pixels."""
    monkeypatch.setattr(limits, "GIANT_BYTES", 1 << 20)
    monkeypatch.setattr(pooled_scan, "MOST_PIXELS", 250_000)


def discs(path, **options) -> np.ndarray:
    """96 discs of 40 pixels on a noisy ground, uint16 [1024, 1536]."""
    rows, columns = np.mgrid[0:1024, 0:1536]
    inside = (rows % 128 - 64) ** 2 + (columns % 128 - 64) ** 2 < 20**2
    pixels = np.where(inside, 40_000, 12_000) + np.random.default_rng(2).normal(0, 1500, inside.shape)
    tifffile.imwrite(path, pixels.astype(np.uint16), photometric="minisblack", metadata=None, **options)
    return pixels.astype(np.uint16)


@pytest.mark.parametrize("options", [{}, {"compression": "zlib", "rowsperstrip": 50}])
def test_the_scan_of_a_giant_is_means(small_giants, monkeypatch, tmp_path, options) -> None:
    monkeypatch.setattr(pooled_scan, "_BAND_BYTES", 100_000)
    path = tmp_path / "a.tif"
    pixels = discs(path, **options)
    grey, info, side = scan_of(path)
    assert (side, grey.shape, info.shape) == (4, (256, 384), (1024, 1536))
    exact = pixels.reshape(256, 4, 384, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(grey, exact, atol=0.51)


def test_lengths_are_of_the_files_own_pixels(small_giants, tmp_path) -> None:
    path = tmp_path / "a.tif"
    discs(path)
    found = measure_file(path, "particles", 1e-9)
    assert found.count == 96
    assert found.mean_size_px == pytest.approx(40, rel=0.08)
    assert found.mean_size_m == pytest.approx(40e-9, rel=0.08)
    assert max(row for outline in found.contours for row, _ in outline) > 900


def test_ordinary_micrographs_stay_whole_and_pictures_alike(monkeypatch, tmp_path) -> None:
    path = tmp_path / "a.tif"
    discs(path)
    grey, _, side = scan_of(path)
    assert side == 1
    np.testing.assert_array_equal(grey, scan_pixels(path)[0])
    before = np.asarray(open_picture(path, 256), float)
    monkeypatch.setattr(limits, "GIANT_BYTES", 1 << 20)
    after = np.asarray(open_picture(path, 256), float)
    assert after.shape == before.shape
    # Means have less noise, so their own contrast limits lie a little closer.
    assert np.corrcoef(after.ravel(), before.ravel())[0, 1] > 0.99


def test_a_field_without_numbers_counts_as_the_darkest(small_giants, tmp_path) -> None:
    pixels = np.random.default_rng(1).normal(5, 1, (1024, 1024)).astype(np.float32)
    pixels[:100, :100] = np.nan
    path = tmp_path / "nan.tif"
    tifffile.imwrite(path, pixels, photometric="minisblack", metadata=None)
    grey, info, _ = scan_of(path)
    assert np.isfinite(grey).all()
    assert grey[0, 0] == grey.min()
    assert "no numbers" in info.warnings[-1]


def test_a_giant_larger_than_is_ever_decoded_is_measured(tmp_path) -> None:
    path = tmp_path / "giant.tif"
    tifffile.memmap(path, shape=(20_480, 20_480), dtype=np.uint8).flush()
    assert limits.MAX_PIXELS < 20_480**2
    assert any("no contrast" in warning for warning in measure_file(path).warnings)
    assert open_picture(path).size == (1024, 1024)
