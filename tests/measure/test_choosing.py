"""The kind that `auto` chooses, and that it says nothing where it cannot know."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from maemi.measure.choosing import UNASKED, directed, likelihood
from maemi.measure.finding import TRUSTED, Found
from maemi.measure.measuring import measure
from maemi.measure.preparing import Prepared, prepare
from maemi.phantom.trials.drawing import draw_trial
from maemi.phantom.trials.trial import TrialKind


@pytest.mark.parametrize(
    ("kind", "seed"), [("particles", 2), ("fibres", 1), ("pores", 1), ("pores", 8), ("pattern", 4), ("grains", 5)]
)
def test_trials_are_what_they_were_drawn_as(kind: TrialKind, seed: int) -> None:
    scan = draw_trial(kind, seed, "medium", 384, 512).scan.astype(np.float32)
    found = measure(scan, None)
    assert (found.kind, found.confidence >= TRUSTED) == (kind, True)


@pytest.mark.parametrize("scale", [1.0, 3.0, 8.0])
def test_a_texture_is_no_grains_and_no_particles(scale: float) -> None:
    rng = np.random.default_rng(round(scale))
    texture = gaussian_filter(rng.normal(0, 1, (384, 512)), scale)
    found = measure((100 + 40 * texture / texture.std() + rng.normal(0, 4, texture.shape)).astype(np.float32), None)
    assert found.count is None and (found.kind == "films" or found.confidence < TRUSTED)


def test_edges_that_run_one_way_speak_for_fibres() -> None:
    rows, columns = np.indices((200, 300))
    ridges = prepare((100 + 50 * np.sin((rows + 0.3 * columns + 20 * np.sin(columns / 90)) / 9)).astype(np.float32))
    dots = prepare(gaussian_filter(np.random.default_rng(0).normal(0, 1, (200, 300)), 4).astype(np.float32))
    assert ridges is not None and dots is not None
    assert directed(ridges) > 0.8 and directed(dots) == 0.0
    plane = np.zeros((8, 8), dtype=np.float32)
    blank = Prepared(plane, plane, 0.01, 1)
    fibres, particles = Found("fibres", 0.5), Found("particles", 0.8)
    assert likelihood(fibres, blank, 0.0) < likelihood(particles, blank, 0.0)
    assert likelihood(fibres, blank, 1.0) > likelihood(particles, blank, 1.0)


def test_grains_that_are_not_convex_are_doubted() -> None:
    plane = np.zeros((100, 100), dtype=np.float32)
    blank = Prepared(plane, plane, 0.01, 1)
    rows, columns = np.indices((100, 100))
    squares = (rows // 20 * 5 + columns // 20 + 1).astype(np.int32)
    angles = np.where((rows < 50) | (columns < 50), 1, 2).astype(np.int32)
    assert likelihood(Found("grains", 1.0, labels=squares, aspect=1.0), blank, 0.0) == 1.0
    assert likelihood(Found("grains", 1.0, labels=angles, aspect=1.0), blank, 0.0) == 0.0


@pytest.mark.parametrize("kind", ["grains", "films"])
def test_a_kind_that_fits_anything_is_doubted_where_another_is_clearly_there(kind: str) -> None:
    beads = draw_trial("particles", 5, "low", 480, 640).scan.astype(np.float32)
    said = measure(beads, None, kind)
    assert said.confidence <= UNASKED
    assert any("looks more like particles" in warning for warning in said.warnings) or said.count is None
    right = measure(draw_trial("grains", 5, "low", 480, 640).scan.astype(np.float32), None, "grains")
    assert right.confidence > UNASKED
