"""What holds for every test: no network but loopback, no user's folders, and no Qt where the engine is tested."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Many small models on two cores: threads of each cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class _NoQt:
    """An import hook that acts as if Qt were not installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.split(".")[0] in {"PySide6", "shiboken6", "qasync", "pyqtgraph"}:
            raise ModuleNotFoundError(f"{name} is out of reach in the engine's tests", name=name)


if os.environ.get("MAEMI_TEST_NO_QT"):
    sys.meta_path.insert(0, _NoQt())


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere but this machine fails the test that tries."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data, cache, configuration and logs of a test go to a temporary folder, also in its child processes."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adding reads within the test's process: starting workers for three files takes longer than most tests.

    Tests marked `workers` have them.
    """
    if request.node.get_closest_marker("workers") is None:
        monkeypatch.setattr("maemi.project.adding.open_reader", _here)


def _here() -> Any:
    from maemi.micrograph.taking_in import HereAndNow

    return HereAndNow()


@pytest.fixture(scope="session")
def real_micrographs() -> Iterator[Path]:
    """The folder of real files with `truth.csv`, which lies beside the checkout and is never part of it."""
    folder = Path(__file__).parents[2] / "shared" / "micrographs"
    if not (folder / "truth.csv").exists():
        pytest.skip(f"no real micrographs at {folder}")
    yield folder


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Keys and switches of one test hold in no other."""
    yield
    from maemi import local_only, redaction

    redaction._known.clear()
    for reason in list(local_only._reasons):
        local_only.hold(reason, False)
