"""Projects for tests: in a folder, and in a private PostgreSQL server where one is installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project
from tests.project.private_postgres import NoServerError, private_server


def draw_micrograph(path: Path, seed: int = 0) -> Path:
    """A small grey PNG, different for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (24, 32), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def draw() -> Callable[..., Path]:
    """Write a small micrograph to a path: `draw(path, seed)`."""
    return draw_micrograph


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder of three micrographs."""
    for seed in range(3):
        draw_micrograph(tmp_path / "images" / f"sem_{seed}.png", seed)
    return tmp_path / "images"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a private server, without its database; skips where PostgreSQL is not installed."""
    try:
        with private_server() as address:
            yield address
    except NoServerError as reason:
        pytest.skip(str(reason))


@pytest.fixture
def postgres_address(postgres: str) -> str:
    """The address of a database that is empty; emptying one is quicker than making one for each test."""
    import psycopg

    with psycopg.connect(f"{postgres.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return f"{postgres}/postgres"


@pytest.fixture(params=["folder", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a project can be made: both kinds of stores behave the same."""
    if request.param == "folder":
        return str(tmp_path / "lab")
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
def project(address: str) -> Iterator[Project]:
    """An empty project of either kind."""
    with Project.create(address) as made:
        yield made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project in a folder: copying it is quicker than making one."""
    folder = tmp_path_factory.mktemp("template") / "lab"
    Project.create(folder).close()
    return folder


@pytest.fixture
def lab(tmp_path: Path, template: Path) -> Iterator[Project]:
    """An empty project in a folder, where the kind of store does not matter."""
    shutil.copytree(template, tmp_path / "lab")
    with Project.open(tmp_path / "lab") as made:
        yield made


@pytest.fixture
def pair_ids(project: Project, images: Path) -> list[int]:
    """`project` with three micrographs and four pending pairs."""
    return fill(project, images)


@pytest.fixture
def lab_pairs(lab: Project, images: Path) -> list[int]:
    """`lab` with three micrographs and four pending pairs."""
    return fill(lab, images)


def fill(project: Project, images: Path) -> list[int]:
    """Add the images, and four pairs about them in turn; returns the pairs' ids."""
    add_paths(project, [images])
    ids = [row.id for row in list_micrographs(project)]
    new = [
        NewPair(ids[number % len(ids)], f"Question {number}?", f"Answer {number}.", "basics", "measured")
        for number in range(4)
    ]
    return add_pairs(project, new)
