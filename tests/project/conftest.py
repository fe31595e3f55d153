"""Projects for tests: in a folder, and in a private PostgreSQL server where one is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project


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
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a private server, without its database; skips where PostgreSQL is not installed."""
    server = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
    initdb = str(server) if server else shutil.which("initdb")
    if initdb is None:
        pytest.skip("PostgreSQL's server is not installed (no initdb)")
    pytest.importorskip("psycopg", reason="psycopg is not installed: 'maemi[team]'")
    as_user: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # the server refuses to run as root
        if shutil.which("runuser") is None or subprocess.run(["id", "postgres"], capture_output=True).returncode:
            pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres' to run it as")
        as_user = ["runuser", "-u", "postgres", "--"]
    folder = Path(subprocess.check_output([*as_user, "mktemp", "-d", "/tmp/maemi-pg-XXXXXX"], text=True).strip())
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/tmp"}
    subprocess.run([*as_user, initdb, "-D", str(data), "-A", "trust", "-U", "maemi", "-E", "UTF8", "-N"], **quiet)
    control = [*as_user, str(Path(initdb).with_name("pg_ctl")), "-D", str(data), "-w"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], **quiet)
    yield f"postgresql+psycopg://maemi@127.0.0.1:{port}"
    subprocess.run([*control, "-m", "immediate", "-W", "stop"], **quiet)
    subprocess.run([*as_user, "rm", "-rf", str(folder)], check=True)


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
