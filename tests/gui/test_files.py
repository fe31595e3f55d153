"""Files that are gone are marked, and found again; folders are watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from maemi.jobs.folder import RunFolder
from maemi.project.micrographs import get_micrograph, list_ids
from maemi.project.project import Project
from maemi.project.watched import list_watched
from maemi_gui.browse import watching
from maemi_gui.browse.files import Files
from maemi_gui.browse.watch_dialog import WatchDialog
from maemi_gui.browse_page import BrowsePage
from maemi_gui.context import Context
from maemi_gui.strip.summary import summary


@pytest.fixture
def page(tiny_project: Context, qtbot: QtBot) -> BrowsePage:
    made = BrowsePage(tiny_project)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: made.gallery.current() is not None, timeout=20_000)
    return made


def test_what_is_gone_is_marked_and_found_again(
    page: BrowsePage, tiny_project: Context, micrograph_files: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    project = tiny_project.project
    assert project is not None
    moved_to = tmp_path / "elsewhere"
    moved_to.mkdir()
    micrograph_files[0].rename(moved_to / "renamed.png")
    files = Files(tiny_project, page)
    files.check()
    qtbot.waitUntil(lambda: page.middle.currentWidget() is page.middle.missing, timeout=20_000)
    row = page.gallery.current()
    assert row is not None and row.missing
    tip = page.gallery.view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert f"Missing: {micrograph_files[0]}" in tip
    assert str(micrograph_files[0]) in page.middle.missing._sentence.text()
    runs: list[RunFolder] = []
    files.run_started.connect(runs.append)
    files.find_moved(moved_to)
    qtbot.waitUntil(lambda: bool(runs) and runs[0].state().is_over, timeout=120_000)
    assert summary(runs[0].state().result) == "1 file found again, 0 still missing."
    tiny_project.micrographs_changed.emit()
    qtbot.waitUntil(lambda: page.middle.currentWidget() is page.canvas, timeout=20_000)
    assert get_micrograph(project, row.id).path == moved_to / "renamed.png"


def test_what_is_back_is_marked_no_more(
    page: BrowsePage, tiny_project: Context, micrograph_files: list[Path], qtbot: QtBot
) -> None:
    project = tiny_project.project
    assert project is not None
    files = Files(tiny_project, page)
    away = micrograph_files[1].with_suffix(".away")
    micrograph_files[1].rename(away)
    with qtbot.waitSignal(tiny_project.micrographs_changed, timeout=20_000):
        files.check()
    assert len(list_ids(project, "is:missing")) == 1
    away.rename(micrograph_files[1])
    with qtbot.waitSignal(tiny_project.micrographs_changed, timeout=20_000):
        files.check()
    assert list_ids(project, "is:missing") == []


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Project]:
    """Watchers that were started; their run folders are there, and no process behind them."""
    begun: list[Project] = []

    def start(project: Project) -> RunFolder:
        begun.append(project)
        return RunFolder.create(project.folder / "runs", watching.KIND, {})

    monkeypatch.setattr(watching, "start", start)
    return begun


def test_folders_are_watched_and_no_longer(
    tiny_project: Context, started: list[Project], tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    project = tiny_project.project
    assert project is not None
    dialog = WatchDialog(tiny_project)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert not dialog.run_button.isEnabled(), "nothing to watch yet"
    runs: list[RunFolder] = []
    dialog.run_started.connect(runs.append)
    dialog.add(tmp_path)
    qtbot.waitUntil(lambda: dialog.run_button.text() == "Stop watching", timeout=20_000)
    assert started == [project] and len(runs) == 1
    assert [each.path for each in list_watched(project)] == [tmp_path]
    assert str(tmp_path) in dialog.list.item(0).text()
    dialog.run_button.click()
    qtbot.waitUntil((runs[0].path / "stop").exists, timeout=20_000)
    dialog.list.setCurrentRow(0)
    assert dialog.remove_button.isEnabled()
    dialog.remove_button.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 0, timeout=20_000)
    assert list_watched(project) == []


def test_a_folder_that_is_none_is_refused_in_place(
    tiny_project: Context, started: list[Project], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = WatchDialog(tiny_project)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.add(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "does not exist" in dialog.trouble.text(), timeout=20_000)
    assert started == []
