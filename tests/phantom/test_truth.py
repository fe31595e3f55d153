"""The truth says what the pixels show."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from skimage.draw import polygon2mask

from maemi.phantom.classes import CLASSES
from maemi.phantom.drawing import draw
from maemi.phantom.record import Phantom


def _good(name: str, wanted: dict[str, object], rows: int = 192, columns: int = 256) -> Phantom:
    """The first phantom with these facts and without a fault of imaging."""
    for seed in range(200):
        small = draw(name, seed, 48, 64).facts
        clean = not any(small[fault] for fault in ("noisy", "blurred", "charging", "drift", "uneven"))
        if clean and all(small.get(key) == value for key, value in wanted.items()):
            return draw(name, seed, rows, columns)
    raise AssertionError(f"no {name} with {wanted} in 200 seeds")


def test_separate_round_particles_are_as_many_as_bright_spots() -> None:
    phantom = _good("particles", {"shape": "round", "layout": "apart", "dark_objects": False})
    grey = ndimage.gaussian_filter(phantom.scan.astype(float), 1.0)
    masks = [polygon2mask(grey.shape, np.array(thing["outline_px"])) for thing in phantom.objects]
    inside = np.any(masks, axis=0)
    assert grey[inside].mean() > grey[~ndimage.binary_dilation(inside, iterations=3)].mean() + 20
    _, spots = ndimage.label(inside)
    assert spots == phantom.facts["count"] == len(phantom.objects)


def test_size_and_outline_agree() -> None:
    phantom = _good("particles", {"shape": "oval", "layout": "apart"})
    for thing in phantom.objects:
        rows, columns = np.array(thing["outline_px"]).T
        area = abs(np.dot(rows, np.roll(columns, 1)) - np.dot(columns, np.roll(rows, 1))) / 2
        diameter = 2 * np.sqrt(area / np.pi) * phantom.pixel_size_m
        assert diameter == pytest.approx(thing["size_m"], rel=0.06)


def test_covered_grains_say_how_much_is_seen() -> None:
    phantom = draw("powder", 3, 192, 256)
    visible = np.array([thing["visible"] for thing in phantom.objects])
    assert ((visible > 0) & (visible <= 1)).all()
    assert (visible < 0.25).any(), "in a heap some grains are nearly covered"
    counted = [thing for thing in phantom.objects if thing["visible"] >= 0.25]
    assert phantom.facts["count"] == len(counted)
    mean = np.mean([thing["size_m"] for thing in counted])
    assert phantom.facts["mean_size_m"] == pytest.approx(mean, rel=1e-3)


def test_in_frame_means_that_nothing_is_cut() -> None:
    phantom = draw("patterned_surface", 7, 192, 256)
    for thing in phantom.objects:
        outline = np.array(thing["outline_px"])
        cut = (outline < -0.5).any() or (outline[:, 0] >= 192).any() or (outline[:, 1] >= 256).any()
        assert thing["in_frame"] == (not cut)


@pytest.mark.parametrize("layout", ["holes", "dots", "lines"])
def test_pitch_is_the_distance_of_neighbours(layout: str) -> None:
    phantom = _good("patterned_surface", {"layout": layout})
    centres = np.array([thing["centre_px"] for thing in phantom.objects if thing["in_frame"] or layout == "lines"])
    gaps = np.hypot(*(centres[:, None] - centres).transpose(2, 0, 1)) * phantom.pixel_size_m
    np.fill_diagonal(gaps, np.inf)
    assert np.median(gaps.min(axis=1)) == pytest.approx(phantom.facts["pitch_m"], rel=0.03)


def test_orientation_is_what_the_gradients_say() -> None:
    phantom = _good("patterned_surface", {"layout": "lines"})
    grey = ndimage.gaussian_filter(phantom.scan.astype(float), 2.0)
    down, across = np.gradient(grey)
    # The structure tensor's main axis is across the lines; rows count downwards, angles upwards.
    steepest = 0.5 * np.degrees(np.arctan2(2 * (across * -down).sum(), (across**2 - down**2).sum()))
    along = (steepest + 90) % 180
    difference = abs(along - phantom.facts["orientation_deg"]) % 180
    assert min(difference, 180 - difference) < 3


def test_drift_moves_the_truth_with_the_pixels() -> None:
    drifted = next(p for p in (draw("particles", seed, 192, 256) for seed in range(60)) if p.facts["drift"])
    assert np.abs(drifted.truth.shifts).max() > 1
    before = drifted.truth.groups[0].outlines
    after = np.array(drifted.objects[0]["outline_px"])
    number = int(np.argmin(np.abs(before.mean(axis=1)[:, 0] - after[:, 0].mean())))
    row = round(float(before[number][0, 0]))
    assert after[0, 1] - before[number][0, 1] == pytest.approx(drifted.truth.shifts[np.clip(row, 0, 191)], abs=0.06)


@pytest.mark.parametrize("name", CLASSES)
def test_objects_have_their_fields(name: str) -> None:
    for thing in draw(name, 11, 96, 128).objects:
        assert {"kind", "size_m", "centre_px", "outline_px", "visible", "in_frame", "counted"} <= set(thing)
        assert thing["size_m"] > 0
        assert len(thing["outline_px"]) >= 4
