"""The doors: opening, making and adding; where a new project may lie; what was open before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from maemi.project.micrographs import count_micrographs
from maemi.project.project import Project
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.new_project import NewProjectDialog, beside, inside
from maemi_gui.opening import Opening
from maemi_gui.recent import is_project, recent_projects, remember_project


def test_a_project_is_opened_and_remembered(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    Project.create(tmp_path / "lab").close()
    with qtbot.waitSignal(context.project_changed, timeout=10_000):
        window.opening.open_project(tmp_path / "lab")
    assert window.pages.currentWidget() is window.browse
    assert window.windowTitle() == "lab – MAEMI"
    assert recent_projects(context.settings) == [str(tmp_path / "lab")]
    window.opening.close_project()
    assert window.pages.currentWidget() is window.welcome


def test_what_cannot_be_opened_is_one_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.context.notice, timeout=10_000) as told:
        window.opening.open_project(tmp_path / "nothing")
    assert told.args is not None and "does not exist" in told.args[0]
    assert window.notice.text() == told.args[0]
    assert window.pages.currentWidget() is window.welcome


def test_a_project_is_made_for_a_folder_and_filled(
    window: MainWindow, context: Context, micrograph_files: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    window.opening.make_project(tmp_path / "new", [micrograph_files[0].parent])
    qtbot.waitUntil(lambda: context.project is not None, timeout=10_000)
    with qtbot.waitSignal(window.tracker.ended, timeout=60_000):
        pass
    project = context.project
    assert project is not None
    assert is_project(tmp_path / "new")
    assert count_micrographs(project) == 3
    qtbot.waitUntil(lambda: window.browse.gallery.model.rowCount() == 3, timeout=10_000)
    row = next(iter(window.strip.rows.values()))
    assert row.message.whole_text() == "3 added."


def test_the_choice_of_a_place_never_hits_something(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "session 3"
    folder.mkdir()
    first = beside(folder)
    first.mkdir()
    assert beside(folder) != first
    assert inside(folder).parent == folder
    dialog = NewProjectDialog(folder)
    qtbot.addWidget(dialog)
    assert dialog.address == beside(folder)
    dialog.choices.button(1).click()
    assert dialog.address == inside(folder)
    dialog.choices.button(2).click()
    assert not dialog._ok.isEnabled()
    dialog.elsewhere.setText(str(tmp_path / "x"))
    assert dialog._ok.isEnabled()
    assert dialog.address == tmp_path / "x"


def test_dropping_a_project_opens_it(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    Project.create(tmp_path / "lab").close()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "lab"))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(context.project_changed, timeout=10_000):
        window.dropEvent(event)


def test_dropping_files_adds_them_to_the_open_project(tiny_project: Context, qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    opening = Opening(tiny_project, parent)
    asked: list[list[Path]] = []
    opening.add = lambda paths: asked.append(list(paths))  # type: ignore[method-assign]
    opening.drop([tmp_path / "a.tif", tmp_path / "b.tif"])
    assert asked == [[tmp_path / "a.tif", tmp_path / "b.tif"]]


def test_recent_projects_are_few_and_exist(context: Context, tmp_path: Path) -> None:
    for number in range(10):
        Project.create(tmp_path / str(number)).close()
        remember_project(context.settings, str(tmp_path / str(number)))
    remember_project(context.settings, str(tmp_path / "5"))
    remember_project(context.settings, str(tmp_path / "gone"))
    recent = recent_projects(context.settings)
    assert recent[0] == str(tmp_path / "5")
    assert len(recent) <= 8 and len(set(recent)) == len(recent)
    assert str(tmp_path / "gone") not in recent
