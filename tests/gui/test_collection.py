"""The room of the collection: look-alikes, map, duplicates, suggestions, the list of classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from maemi.phantom.drawing import draw
from maemi.project.classes import class_counts
from maemi.project.micrographs import add_paths, get_micrograph, set_class
from maemi.project.project import Project
from maemi.similar.indexing import build_index
from maemi_gui.collection.choosing import inside
from maemi_gui.collection.classes_dialog import ClassesDialog
from maemi_gui.collection.duplicates_dialog import DuplicatesDialog
from maemi_gui.collection.groups import grouped
from maemi_gui.collection.map_window import MapWindow
from maemi_gui.collection.room import CollectionRoom
from maemi_gui.collection.suggestions_dialog import SuggestionsDialog
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of seven phantoms, one of them twice, indexed; two fibres and two particles are labelled."""
    folder = tmp_path_factory.mktemp("indexed")
    files: list[Path] = []
    for name in ("fibres", "particles"):
        for seed in range(3):
            files.append(folder / f"{name}_{seed}.png")
            Image.fromarray(draw(name, 62_000 + seed, 180, 240).scan).save(files[-1])
    files.append(folder / "again.jpg")
    Image.open(files[0]).save(files[-1], quality=70)
    with Project.create(folder / "lab") as project:
        add_paths(project, files)
        build_index(project)
        names = {get_micrograph(project, number).name: number for number in range(1, 8)}
        for name in ("fibres", "particles"):
            set_class(project, [names[f"{name}_0.png"], names[f"{name}_1.png"]], name)
    return folder / "lab"


@pytest.fixture
def lab(indexed: Path, tmp_path: Path, context: Context) -> Project:
    """A copy of it, open in the context."""
    import shutil

    shutil.copytree(indexed, tmp_path / "lab")
    project = Project.open(tmp_path / "lab")
    context.set_project(project)
    return project


@pytest.fixture
def room(window: MainWindow, lab: Project, settle: Callable[[], None]) -> CollectionRoom:
    """The room of a whole window, with its index read."""
    found = window.collection
    assert isinstance(found, CollectionRoom)
    found.library.want()
    settle()
    return found


def ids_by_name(lab: Project) -> dict[str, int]:
    return {get_micrograph(lab, number).name: number for number in range(1, 8)}


def test_the_panel_shows_look_alikes_and_selects_one(
    room: CollectionRoom, window: MainWindow, lab: Project, settle: Callable[[], None], qtbot: QtBot
) -> None:
    ids = ids_by_name(lab)
    room.actions_by_id["collection.similar"].trigger()
    window.browse.gallery.select(ids["fibres_0.png"])
    settle()
    panel = room.panel
    qtbot.waitUntil(lambda: panel.list.count() == 6)
    first = panel.list.item(0)
    assert "again.jpg" in first.text() and first.text().startswith(("0.9", "1.0"))
    panel.list.itemClicked.emit(first)
    settle()
    current = window.browse.gallery.current()
    assert current is not None and current.name == "again.jpg"
    assert "7 of 7" in panel.state.text()


def test_without_an_index_the_panel_offers_to_make_one(
    window: MainWindow, tiny_project: Context, settle: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = window.collection
    assert isinstance(room, CollectionRoom)
    window.show_panel(room.panel)
    settle()
    assert room.panel.build_button.isVisible()
    started: list[Path] = []
    room.library.run_started.connect(started.append)
    with qtbot.waitSignal(window.tracker.ended, timeout=60_000):
        room.panel.build_button.click()
    qtbot.waitUntil(lambda: room.library.loaded is not None and len(room.library.loaded.collection.ids) == 3)
    assert len(started) == 1


def test_digits_give_classes_and_undo_sets_them_back(
    room: CollectionRoom, window: MainWindow, lab: Project, settle: Callable[[], None], qtbot: QtBot
) -> None:
    before = class_counts(lab)
    window.browse.gallery.select(ids_by_name(lab)["again.jpg"])
    settle()
    qtbot.keyClick(window.browse.gallery.view, Qt.Key.Key_2)
    settle()
    assert class_counts(lab)["fibres"] == before["fibres"] + 1
    room.actions_by_id["collection.undo_label"].trigger()
    settle()
    assert class_counts(lab) == before


def test_the_map_outlines_and_sends_to_the_gallery(
    room: CollectionRoom, lab: Project, settle: Callable[[], None], qtbot: QtBot
) -> None:
    room.show_map()
    settle()
    shown = room._open["map"]
    assert isinstance(shown, MapWindow)
    assert [group.text for group in shown._groups] == ["fibres", "particles", "no class"]
    wanted: list[list[int]] = []
    shown.micrographs_wanted.connect(wanted.append)
    assert not shown.show_button.isEnabled()
    around = np.array([[-2, -2], [2, -2], [2, 2], [-2, 2], [-2, -2]], float)
    shown.scatter.drawn.emit(around)
    shown.show_button.click()
    assert wanted == [[1, 2, 3, 4, 5, 6, 7]]
    shown.legend.item(0).setCheckState(Qt.CheckState.Unchecked)
    shown.scatter.drawn.emit(around)
    assert len(shown.selected_ids()) == 5, "a hidden group cannot be selected"
    shown.by.setCurrentIndex(2)
    assert [group.text for group in shown._groups] == ["near duplicates", "no duplicate"]


def test_duplicates_are_listed_and_the_later_ones_selected(
    room: CollectionRoom, lab: Project, settle: Callable[[], None]
) -> None:
    ids = ids_by_name(lab)
    room.show_duplicates()
    settle()
    shown = room._open["duplicates"]
    assert isinstance(shown, DuplicatesDialog)
    assert shown.groups.count() == 1
    assert shown.members.count() == 2
    pair = sorted([ids["fibres_0.png"], ids["again.jpg"]])
    assert shown.later_ones() == pair[1:]


def test_suggestions_are_accepted_and_set_back(room: CollectionRoom, lab: Project, settle: Callable[[], None]) -> None:
    room.show_suggestions()
    settle()
    shown = room._open["suggest"]
    assert isinstance(shown, SuggestionsDialog)
    shown.least.setValue(0.3)
    settle()
    before = class_counts(lab)
    count = shown.table.rowCount()
    if count == 0:
        pytest.skip("four examples suggest nothing for these phantoms")
    shown.accept_all.click()
    settle()
    assert sum(class_counts(lab).values()) == sum(before.values()) + count
    shown.undo_button.click()
    settle()
    assert class_counts(lab) == before


def test_the_list_of_classes_is_edited(room: CollectionRoom, lab: Project, settle: Callable[[], None]) -> None:
    room.show_classes()
    shown = room._open["classes"]
    assert isinstance(shown, ClassesDialog)

    def done() -> None:
        settle()
        room.library.reload()
        settle()

    shown.add("whiskers")
    done()
    assert shown.names()[-1] == "whiskers"
    shown.rename("fibres", "threads")
    done()
    assert class_counts(lab) == {"threads": 2, "particles": 2}
    shown.add("Whiskers")
    done()
    assert "twice" in shown.problem.text()


def test_dialogs_close_with_the_project(room: CollectionRoom, context: Context, qtbot: QtBot) -> None:
    room.show_classes()
    shown = room._open["classes"]
    assert isinstance(shown, QDialog)
    context.set_project(None)
    qtbot.waitUntil(lambda: not room._open)
    assert not room.actions_by_id["collection.map"].isEnabled()


def test_inside_an_outline() -> None:
    points = np.array([[0, 0], [0.9, 0.9], [2, 0], [0.5, -0.2]])
    triangle = np.array([[-1, -1], [1, -1], [0, 1], [-1, -1]], float)
    assert inside(points, triangle).tolist() == [True, False, False, True]


def test_groups_hold_every_row_once(room: CollectionRoom) -> None:
    loaded = room.library.loaded
    assert loaded is not None
    for by in ("class", "pairs", "duplicates"):
        rows = sorted(row for group in grouped(loaded.collection, by) for row in group.rows)
        assert rows == list(range(7))
