"""Pixels at falling sizes and how they become grey on the screen; the data are never touched."""

from __future__ import annotations

import numpy as np
import pytest

from maemi_gui.browse.levels import TILE, build_levels
from maemi_gui.browse.tone import Tiles, Tone, Toner


def test_levels_keep_the_first_and_end_small() -> None:
    pixels = np.arange(3000 * 2000, dtype=np.uint16).reshape(3000, 2000)
    levels = build_levels(pixels)
    assert levels.arrays[0] is pixels
    assert max(levels.arrays[-1].shape) <= 768
    assert levels.value_at(2, 3) == pixels[2, 3]


def test_the_info_bar_does_not_count() -> None:
    pixels = np.full((100, 100), 50, np.uint8)
    pixels[10, 10] = 60
    pixels[90:] = 255
    assert build_levels(pixels, info_bar=(90, 99)).greys.value_range == (50, 60)


def test_a_constant_or_empty_of_numbers_image_has_limits() -> None:
    for pixels in (np.zeros((20, 20), np.uint8), np.full((20, 20), np.nan, np.float32)):
        levels = build_levels(pixels)
        assert levels.greys.value_range[0] < levels.greys.value_range[1]
        assert levels.greys.auto[0] < levels.greys.auto[1]


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
def test_limits_become_black_and_white(dtype: str) -> None:
    values = np.array([[0, 50, 100, 120]], dtype)
    shown = Toner(np.dtype(dtype), Tone(50, 100))(values)
    assert shown.tolist() == [[0, 0, 255, 255]]


def test_gamma_brightens_the_middle_only() -> None:
    values = np.array([[0, 50, 100]], np.uint8)
    plain = Toner(values.dtype, Tone(0, 100))(values)
    bright = Toner(values.dtype, Tone(0, 100, 2.0))(values)
    assert bright[0, 1] > plain[0, 1]
    assert bright[0, [0, 2]].tolist() == plain[0, [0, 2]].tolist()


def test_tiles_cover_the_image_and_leave_the_data_alone() -> None:
    pixels = np.random.default_rng(1).integers(0, 65535, (TILE + 40, TILE + 10), dtype=np.uint16)
    kept = pixels.copy()
    tiles = Tiles(build_levels(pixels), Tone(1000, 40000, 0.7))
    corner = tiles.image((0, 1, 1))
    assert corner is not None
    assert (corner.width(), corner.height()) == (10, 40)
    assert tiles.image((0, 1, 1)) is corner
    assert np.array_equal(pixels, kept)


@pytest.mark.parametrize("dtype", ["uint32", "int32", "float64"])
def test_small_differences_of_large_numbers_are_seen(dtype: str) -> None:
    pixels = (np.arange(64 * 64).reshape(64, 64) % 7 + 2_000_000_000).astype(dtype)
    levels = build_levels(pixels)
    assert levels.greys.value_range == (2_000_000_000, 2_000_000_006)
    shown = Toner(levels.dtype, Tone(*levels.greys.value_range))(pixels)
    assert (shown.min(), shown.max(), len(np.unique(shown))) == (0, 255, 7)


@pytest.mark.parametrize("value", [0, 1e30, -1e30, 3e38])
def test_a_constant_image_of_any_size_of_number_has_limits(value: float) -> None:
    greys = build_levels(np.full((40, 40), value, np.float32)).greys
    assert greys.value_range[0] < greys.value_range[1]
    assert greys.counts.sum() == 1600


def test_scattered_pixels_without_a_number_do_not_darken_the_overview() -> None:
    pixels = np.full((2048, 2048), 5, np.float32)
    pixels[::7, ::5] = np.nan
    pixels[1::11, ::3] = np.inf
    coarsest = build_levels(pixels).arrays[-1]
    assert coarsest.shape == (512, 512)
    assert np.isfinite(coarsest).all()
