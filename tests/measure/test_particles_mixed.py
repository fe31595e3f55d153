"""A count of particles where specks and far larger ones are mixed, and where most hang together in clusters."""

from __future__ import annotations

from typing import Any

import numpy as np

from maemi.measure.measuring import measure


def scattered(count: int, seed: int) -> list[tuple[float, float]]:
    rng = np.random.default_rng(seed)
    return [
        (float(row), float(column))
        for row, column in zip(rng.uniform(120, 390, count), rng.uniform(10, 590, count), strict=True)
    ]


def test_specks_beside_large_ones_are_not_vouched_for(draw_discs: Any, spoil: Any) -> None:
    large = [(60.0, 90.0), (60.0, 300.0), (60.0, 500.0)]
    scan = spoil(draw_discs(large + scattered(40, 2), [40.0] * 3 + [7.0] * 40))
    found = measure(scan, None, "particles")
    assert found.count is None
    assert any("far smaller" in warning for warning in found.warnings)


def test_a_broad_distribution_is_one_kind(draw_discs: Any, spoil: Any) -> None:
    centres = [(50.0 + 75 * row, 50.0 + 70 * column) for row in range(5) for column in range(8)]
    radii = np.clip(18 * np.exp(np.random.default_rng(3).normal(0, 0.35, len(centres))), 6, 33)
    found = measure(spoil(draw_discs(centres, list(radii))), None, "particles")
    assert found.count == 40
    assert not any("far smaller" in warning for warning in found.warnings)


def test_clusters_are_told(draw_discs: Any, spoil: Any) -> None:
    packed = [(150.0 + 27 * row, 200.0 + 29 * column) for row in range(4) for column in range(5)]
    found = measure(spoil(draw_discs([*packed, (60.0, 500.0), (330.0, 90.0)], [15.0] * 22)), None, "particles")
    assert any("each one is counted, not each cluster" in warning for warning in found.warnings)
