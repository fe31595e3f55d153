"""The strip of text is found where there is one, and only there."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from maemi.micrograph.grey import scan_pixels
from maemi.micrograph.info_bar import find_info_bar


@pytest.fixture
def scan():
    """Smooth structure and noise, uint8 [480, 640], as a microscope gives it."""
    rng = np.random.default_rng(7)
    coarse = rng.integers(30, 220, (16, 21)).astype(np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC)).astype(float)
    return np.clip(smooth + rng.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("background", "ink"), [(0, 255), (255, 0), (40, 230)])
@pytest.mark.parametrize("height", [24, 60])
def test_a_strip_is_found_to_the_row(scan, with_bar, background, ink, height):
    picture = with_bar(scan, height, background, ink)
    assert find_info_bar(picture.astype(np.float32)) == (480, 480 + height - 1)


def test_a_strip_after_jpeg(scan, with_bar):
    out = io.BytesIO()
    Image.fromarray(with_bar(scan, 56, 0, 255)).save(out, "JPEG", quality=85)
    found = find_info_bar(np.asarray(Image.open(out)).astype(np.float32))
    assert found is not None
    assert abs(found[0] - 480) <= 2
    assert found[1] == 535


def test_a_strip_with_a_frame_and_in_16_bits(scan, with_bar):
    picture = with_bar(scan, 50, 0, 255).astype(np.float32) * 257
    picture[480:482] = 65535
    assert find_info_bar(picture) == (480, 529)


def test_no_strip(scan):
    grey = scan.astype(np.float32)
    assert find_info_bar(grey) is None
    assert find_info_bar(np.zeros((300, 300), np.float32)) is None
    assert find_info_bar(grey[:40, :40]) is None


def test_a_dark_lower_part_is_no_strip(scan):
    """A sample's edge: nothing below it but vacuum, with some noise or none."""
    grey = scan.astype(np.float32)
    grey[420:] = 0
    assert find_info_bar(grey) is None
    rng = np.random.default_rng(1)
    grey[420:] = rng.integers(0, 4, grey[420:].shape)
    grey[430, 100:300] = 200
    assert find_info_bar(grey) is None


def test_a_dark_scan_all_over_is_no_strip():
    """Particles on a black support, the whole picture like its lower part."""
    rng = np.random.default_rng(2)
    grey = np.zeros((400, 500), np.float32)
    rows, columns = np.mgrid[0:400, 0:500]
    for row, column in rng.integers(0, 400, (60, 2)):
        grey[(rows - row) ** 2 + (columns - column) ** 2 < 60] = 200
    assert find_info_bar(grey) is None


def test_the_scan_is_what_is_left(tmp_path, scan, with_bar):
    path = tmp_path / "a.png"
    Image.fromarray(with_bar(scan, 40, 0, 255)).save(path)
    pixels, info = scan_pixels(path)
    assert (info.info_bar, info.scan_rows) == ((480, 519), 480)
    np.testing.assert_array_equal(pixels, scan)
