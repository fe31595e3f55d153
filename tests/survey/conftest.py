"""Small scans with discs of known size, and projects that hold them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maemi.project.listing import list_ids
from maemi.project.micrographs import add_paths, set_class, set_pixel_size
from maemi.project.project import Project

NAMES = ("a", "b", "c", "d")
PIXEL_M = 2e-9


def draw_discs(path: Path, seed: int) -> Path:
    """A grey scan of 160 × 200 pixels with twelve discs of radius 8 + `seed` on a grid, noise added."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:160, 0:200]
    grey = np.full((160, 200), 60.0)
    for row in (30, 80, 130):
        for column in (25, 75, 125, 175):
            grey[(rows - row) ** 2 + (columns - column) ** 2 < (8 + seed) ** 2] = 190
    Image.fromarray(np.clip(grey + rng.normal(0, 6, grey.shape), 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="session")
def scans(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four of them, a.png to d.png."""
    folder = tmp_path_factory.mktemp("scans")
    return [draw_discs(folder / f"{name}.png", seed) for seed, name in enumerate(NAMES)]


@pytest.fixture
def lab(tmp_path: Path, scans: list[Path]) -> Iterator[Project]:
    """A project of the four, ids 1 to 4, of 2 nm a pixel but the last, which has none."""
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, scans)
        ids = list_ids(project)
        set_pixel_size(project, ids[:3], PIXEL_M, "test")
        set_class(project, ids[:2], "particles")
        set_class(project, ids[2:3], "tips")
        yield project


@pytest.fixture
def odd_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children that die over b.png, hang over c.png and answer without measuring, since imports take seconds."""
    module = tmp_path / "modules" / "odd_measuring.py"
    module.parent.mkdir()
    module.write_text(
        "import os, sys, time\n"
        "from maemi.micrograph import child\n"
        "from maemi.survey import pool\n"
        "def odd(request):\n"
        "    if request['path'].endswith('b.png'):\n"
        "        os._exit(9)\n"
        "    if request['path'].endswith('c.png'):\n"
        "        time.sleep(60)\n"
        "    return {'kind': 'particles', 'count': 12, 'pixel_size_m': 2e-9, 'sizes_px': [16.0], 'objects': {}}\n"
        "pool.measure_request = odd\n"
        "sys.exit(child.main(pool._answer))\n"
    )
    # Runs in processes of their own learn it as Python starts.
    (module.parent / "sitecustomize.py").write_text(
        "from maemi.survey.pool import MeasurePool\nMeasurePool.MODULE = 'odd_measuring'\n"
    )
    monkeypatch.setattr("maemi.survey.pool.MeasurePool.MODULE", "odd_measuring")
    monkeypatch.setenv("PYTHONPATH", f"{module.parent}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
