"""Fixtures of window tests: no screen, no settings of the person who runs them, a small real project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi_gui.main_window import MainWindow


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the window keeps the sample project and its log: a folder of the test."""
    folder = tmp_path / "data"
    monkeypatch.setenv("MAEMI_DATA_DIR", str(folder))
    monkeypatch.setenv("MAEMI_LOG_DIR", str(tmp_path / "logs"))
    return folder


@pytest.fixture(autouse=True)
def no_automatic_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that outlive the window would outlive the test and its folder."""
    monkeypatch.setattr("maemi_gui.backups.automatic.begin", lambda _address: None)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings in a file of the test."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def context(qtbot: QtBot, settings: QSettings) -> Iterator[Context]:
    """A context without a project; workers and decoder processes end with the test."""
    made = Context(settings)
    yield made
    made.close()


@pytest.fixture
def micrograph_files(tmp_path: Path) -> list[Path]:
    """Three small grey PNG files with discs, each different."""
    folder = tmp_path / "micrographs"
    folder.mkdir()
    files: list[Path] = []
    for number in range(3):
        rows, columns = np.mgrid[0:96, 0:128]
        disc = (rows - 48) ** 2 + (columns - 30 - 30 * number) ** 2 < 20**2
        grey = np.where(disc, 200, 60 + 10 * number).astype(np.uint8)
        file = folder / f"micrograph_{number}.png"
        Image.fromarray(grey).save(file)
        files.append(file)
    return files


@pytest.fixture
def tiny_project(context: Context, qtbot: QtBot, tmp_path: Path, micrograph_files: list[Path]) -> Context:
    """The context with an open project of three micrographs and no pairs."""
    from maemi.project.micrographs import add_paths
    from maemi.project.project import Project

    project = Project.create(str(tmp_path / "project"))
    add_paths(project, micrograph_files)
    context.set_project(project)
    return context


@pytest.fixture
def window(context: Context, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window, on (no) screen, with all its panels."""
    from maemi_gui.main_window import MainWindow

    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.ready, timeout=20_000):
        made.show()
    yield made
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, context: Context) -> Callable[[], None]:
    """Wait until no work of the context's background is under way."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not context.background.busy, timeout=30_000)

    return wait
