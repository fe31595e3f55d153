"""Measurements against the truth of phantoms, and against expert counts on real micrographs where they are at hand."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from maemi.measure.measuring import measure, measure_file
from maemi.measure.result import Measurement
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.phantom.drawing import draw
from maemi.phantom.record import Phantom


def measured(class_name: str, seed: int, kind: str) -> tuple[Phantom, Measurement]:
    phantom = draw(class_name, seed, 480, 640)
    size = PixelSize(phantom.pixel_size_m, phantom.pixel_size_m, PixelSizeSource.METADATA)
    return phantom, measure(phantom.scan.astype(np.float32), size, kind)


def errors(class_name: str, kind: str, fact: str, value: str, seeds: range) -> list[float]:
    """Relative errors of what was measured, leaving out what the measurement would not vouch for."""
    found: list[float] = []
    for seed in seeds:
        phantom, measurement = measured(class_name, seed, kind)
        true, said = phantom.facts[fact], getattr(measurement, value)
        if true and said is not None:
            found.append(abs(said - true) / true)
    return found


def test_pitch_of_patterned_surfaces() -> None:
    found = errors("patterned_surface", "pattern", "pitch_m", "pitch_m", range(8))
    assert len(found) >= 5
    assert median(found) < 0.01
    # A lattice has several vectors, but never is one of them a tenth beside the drawn pitch without being another one.
    assert sum(error < 0.03 for error in found) >= 0.7 * len(found)


def test_counts_of_nanowires() -> None:
    found = errors("nanowires", "fibres", "count", "count", range(6))
    assert len(found) >= 2
    assert median(found) < 0.35


def test_sizes_of_pores() -> None:
    found = errors("porous_sponge", "pores", "mean_size_m", "mean_size_m", range(6))
    assert len(found) >= 3
    assert median(found) < 0.35


def test_sizes_of_particles() -> None:
    found = errors("particles", "particles", "mean_size_m", "mean_size_m", range(8))
    assert len(found) >= 4
    assert median(found) < 0.35


def test_tips_are_not_counted_as_a_crowd() -> None:
    for seed in range(3):
        _, measurement = measured("tips", seed, "auto")
        assert measurement.count is None or measurement.count < 10


def counted(folder: Path, class_name: str) -> list[tuple[Path, int]]:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["class"] == class_name]
    counts = [(folder / row["path"], re.search(r"count truth (\d+)", row["notes"])) for row in rows]
    return [(path, int(count[1])) for path, count in counts if count and path.exists()]


def test_expert_counts_of_real_particles(real_micrographs: Path) -> None:
    """Published medians for such images: 8 % (GPT-4V), 25 % (Gemini), 14 % (SAM by hand); ours is about 15 %."""
    files = counted(real_micrographs, "particles")
    if not files:
        pytest.skip("no real micrographs with counted particles")
    found: list[float] = []
    for path, count in files:
        said = measure_file(path, "particles").count
        if said is not None:
            found.append(abs(said - count) / count)
    assert len(found) >= 0.6 * len(files), "it vouches for too few"
    assert median(found) <= 0.2


def test_expert_counts_of_real_fibres(real_micrographs: Path) -> None:
    """Published medians: 43 % (GPT-4V), 20 % (Gemini), 14 % (SAM by hand); ours about a third, of 11 vouched for."""
    files = counted(real_micrographs, "fibres")
    if not files:
        pytest.skip("no real micrographs with counted fibres")
    said = [(measure_file(path, "fibres").count, count) for path, count in files]
    found = [abs(one - count) / count for one, count in said if one is not None]
    assert len(found) >= 0.6 * len(files), "it vouches for too few"
    assert median(found) <= 0.4


def test_no_real_file_is_measured_with_an_absurd_size(real_micrographs: Path) -> None:
    files = sorted((real_micrographs / "nffa_vlms").rglob("*.jpg"))[::9]
    for path in files:
        found = measure_file(path)
        assert found.mean_size_m is None, "it has no pixel size"
        if found.mean_size_px is not None:
            assert 1 <= found.mean_size_px <= 1200
        if found.count is None:
            assert any("no numbers" in warning for warning in found.warnings) or found.kind in ("pattern", "films")
