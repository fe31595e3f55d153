"""A phantom is what its class, seed and size say, always."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maemi.errors import InputError
from maemi.phantom.classes import CLASSES, DISPLAY_NAMES
from maemi.phantom.drawing import draw

# Metres between which the mean size of a class may lie, some room for the spread included.
RANGES = {
    "biological": (0.3e-6, 90e-6),
    "fibres": (0.15e-6, 30e-6),
    "films_coated_surface": (10e-9, 20e-6),
    "mems_devices_and_electrodes": (0.8e-6, 220e-6),
    "nanowires": (15e-9, 260e-9),
    "particles": (8e-9, 3e-6),
    "patterned_surface": (30e-9, 20e-6),
    "porous_sponge": (40e-9, 130e-6),
    "powder": (0.8e-6, 150e-6),
    "tips": (15e-9, 2.5e-6),
}


def test_ten_classes() -> None:
    assert len(CLASSES) == 10
    assert tuple(DISPLAY_NAMES) == CLASSES


@pytest.mark.parametrize("name", CLASSES)
def test_same_again(name: str) -> None:
    first, second = draw(name, 5, 96, 128), draw(name, 5, 96, 128)
    assert np.array_equal(first.scan, second.scan)
    assert first.facts == second.facts
    assert first.objects == second.objects
    assert first.acquisition == second.acquisition


@pytest.mark.parametrize("name", CLASSES)
def test_another_seed_is_another_scene(name: str) -> None:
    first, second = draw(name, 5, 96, 128), draw(name, 6, 96, 128)
    assert first.pixel_size_m != second.pixel_size_m
    assert np.abs(first.scan.astype(float) - second.scan).mean() > 3


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("seed", range(6))
def test_plausible(name: str, seed: int) -> None:
    phantom = draw(name, seed, 96, 128)
    assert phantom.scan.shape == (96, 128)
    assert phantom.scan.dtype == np.uint8
    assert phantom.scan.std() > 5, "a flat image shows nothing"
    json.dumps([phantom.objects, phantom.facts], allow_nan=False)
    facts = phantom.facts
    assert facts["class"] == name
    assert facts["pixel_size_m"] == pytest.approx(phantom.pixel_size_m, rel=1e-3)
    assert facts["field_width_m"] == pytest.approx(128 * phantom.pixel_size_m, rel=1e-3)
    assert 0 <= facts["coverage"] <= 1
    if facts["count"] is not None:
        assert facts["count"] >= 1
        low, high = RANGES[name]
        assert low <= facts["mean_size_m"] <= high
    if facts["orientation_deg"] is not None:
        assert 0 <= facts["orientation_deg"] < 180


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fewer_pixels_show_the_same_scene(name: str, seed: int) -> None:
    small, large = draw(name, seed, 192, 256), draw(name, seed, 384, 512)
    assert small.facts["field_width_m"] == large.facts["field_width_m"]
    assert small.pixel_size_m == pytest.approx(2 * large.pixel_size_m)
    assert small.facts["coverage"] == pytest.approx(large.facts["coverage"], abs=0.06)
    if large.facts["count"] is not None:
        assert small.facts["count"] == pytest.approx(large.facts["count"], rel=0.12, abs=1)
        assert small.facts["mean_size_m"] == pytest.approx(large.facts["mean_size_m"], rel=0.12)
    # The pictures agree where both are seen as coarsely: averages of blocks go together.
    coarse = [
        small.scan.reshape(24, 8, 32, 8).mean(axis=(1, 3)).ravel(),
        large.scan.reshape(24, 16, 32, 16).mean(axis=(1, 3)).ravel(),
    ]
    assert np.corrcoef(*coarse)[0, 1] > 0.6


@pytest.mark.parametrize(("name", "rows", "columns"), [("dust", 96, 128), ("powder", 16, 128), ("powder", 96, 100_000)])
def test_refused_in_one_sentence(name: str, rows: int, columns: int) -> None:
    with pytest.raises(InputError) as refused:
        draw(name, 0, rows, columns)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_negative_seed_is_refused() -> None:
    with pytest.raises(InputError, match="seed"):
        draw("powder", -1, 96, 128)
