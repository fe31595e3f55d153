"""Scans of phantoms, drawn once, and small projects that hold them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from maemi.phantom.drawing import draw
from maemi.project.micrographs import add_paths
from maemi.project.project import Project
from maemi.similar.indexing import build_index

Scan = NDArray[np.uint8]
CLASSES = ("particles", "fibres", "porous_sponge")
EACH = 3


@pytest.fixture(scope="session")
def scans() -> dict[str, list[Scan]]:
    """Three phantoms of each of three classes."""
    return {name: [draw(name, 52_000 + seed, 240, 320).scan for seed in range(EACH)] for name in CLASSES}


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, scans: dict[str, list[Scan]]) -> list[Path]:
    """The same as PNG files, class by class."""
    folder = tmp_path_factory.mktemp("scans")
    found: list[Path] = []
    for name, pictures in scans.items():
        for number, picture in enumerate(pictures):
            found.append(folder / f"{name}_{number}.png")
            Image.fromarray(picture).save(found[-1])
    return found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Path:
    """The project that `indexed` copies: starting children for each test would take most of its time."""
    folder = tmp_path_factory.mktemp("indexed") / "lab"
    with Project.create(folder) as project:
        add_paths(project, files)
        report = build_index(project, workers=1)
        assert (report.indexed, report.known, report.refused, report.mapped) == (9, 0, (), 9)
    return folder


@pytest.fixture
def indexed(tmp_path: Path, template: Path) -> Iterator[Project]:
    """A project of the nine files, indexed."""
    shutil.copytree(template, tmp_path / "indexed")
    with Project.open(tmp_path / "indexed") as project:
        yield project


@pytest.fixture
def lab(tmp_path: Path, files: list[Path]) -> Iterator[Project]:
    """A project of the nine files, nothing indexed; ids 1 to 9 in their order."""
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, files)
        yield project
