"""The sample project is made in the background, and shown while it fills; the run itself is another room's matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
from maemi.project.micrographs import add_paths
from maemi.project.project import Project
from maemi.project.settings import set_setting
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow


class Begun:
    """Stands for the process that `start` would begin: the test does its work."""

    reporter: Reporter | None = None
    argv: Sequence[str] = ()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Begun:
    from maemi.jobs import start

    made = Begun()

    def begin(runs_dir: Path, kind: str, argv: Sequence[str], spec: dict[str, Any]) -> RunFolder:
        folder = RunFolder.create(runs_dir, kind, spec, argv)
        made.argv = argv
        made.reporter = Reporter(folder.path)
        made.reporter.started()
        return folder

    monkeypatch.setattr(start, "start", begin)
    return made


def test_the_window_opens_it_early_and_fills(
    window: MainWindow, context: Context, begun: Begun, micrograph_files: list[Path], qtbot: QtBot
) -> None:
    window.welcome.sample.click()
    qtbot.waitUntil(lambda: begun.reporter is not None)
    folder = window.sample.folder
    assert list(begun.argv) == ["sample", str(folder)]
    assert not window.welcome.sample.isEnabled()
    project = Project.create(folder)
    add_paths(project, micrograph_files[:1])
    qtbot.waitUntil(lambda: context.project is not None and window.browse.gallery.model.rowCount() == 1, timeout=10_000)
    add_paths(project, micrograph_files[1:])
    qtbot.waitUntil(lambda: window.browse.gallery.model.rowCount() == 3, timeout=10_000)
    project.close()
    assert begun.reporter is not None
    begun.reporter.finished()
    qtbot.waitUntil(lambda: all(row.view.over for row in window.strip.rows.values()), timeout=5000)
    assert not window.sample._growing.isActive()


def test_a_sample_that_is_whole_is_opened_without_a_run(
    window: MainWindow,
    context: Context,
    begun: Begun,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr("maemi.sample.is_ready", lambda _project: True)
    Project.create(window.sample.folder).close()
    with qtbot.waitSignal(context.project_changed, timeout=10_000):
        window.sample.open()
    settle()
    assert begun.reporter is None


def test_a_sample_that_was_interrupted_is_completed(
    window: MainWindow, context: Context, begun: Begun, qtbot: QtBot
) -> None:
    Project.create(window.sample.folder).close()
    window.sample.open()
    qtbot.waitUntil(lambda: begun.reporter is not None and context.project is not None, timeout=10_000)


def test_the_title_says_that_a_sample_is_synthetic(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = Project.create(tmp_path / "moved elsewhere")
    set_setting(project, "sample", "ready")
    context.set_project(project)
    qtbot.waitUntil(lambda: window.windowTitle() == "moved elsewhere (synthetic) – MAEMI", timeout=10_000)


def test_a_sample_that_fails_is_a_sentence(window: MainWindow, begun: Begun, qtbot: QtBot) -> None:
    window.sample.open()
    qtbot.waitUntil(lambda: begun.reporter is not None)
    assert begun.reporter is not None
    with qtbot.waitSignal(window.context.notice, timeout=10_000) as told:
        begun.reporter.failed("The disk is full; make room and try again.")
    assert told.args == ["The disk is full; make room and try again."]
    assert window.welcome.sample.isEnabled()
