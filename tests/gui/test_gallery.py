"""The gallery: pages, thumbnails, search, selection, empty states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from maemi.project.micrographs import add_paths, get_micrograph, set_pixel_size
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi_gui.browse.gallery import Gallery
from maemi_gui.context import Context


@pytest.fixture
def gallery(context: Context, qtbot: QtBot) -> Gallery:
    made = Gallery(context)
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    return made


def test_the_first_micrograph_is_selected_and_thumbnails_come(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot
) -> None:
    names: list[str] = []
    gallery.micrograph_selected.connect(lambda row: names.append(row.name if row else ""))
    qtbot.waitUntil(lambda: bool(names), timeout=10_000)
    assert names == ["micrograph_0.png"]
    first = gallery.current()
    assert first is not None
    qtbot.waitUntil(lambda: gallery.thumbnails.pixmap(first) is not None, timeout=15_000)
    project = tiny_project.project
    assert project is not None
    assert list((project.folder / "thumbnails").rglob("*.png"))


def test_keys_move_the_selection(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    qtbot.waitUntil(lambda: gallery.current() is not None)
    qtbot.keyClick(gallery.view, Qt.Key.Key_Right)
    assert gallery.current().name == "micrograph_1.png"  # pyright: ignore[reportOptionalMemberAccess]
    gallery.step(5)
    assert gallery.current().name == "micrograph_2.png"  # pyright: ignore[reportOptionalMemberAccess]
    qtbot.keyClick(gallery.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(gallery.selected_ids()) == 3


def test_search_finds_and_says_when_nothing_is_found(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 3)
    gallery.search.setText("graph_1")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 1)
    qtbot.waitUntil(lambda: gallery.current() is not None and gallery.current().name == "micrograph_1.png")  # pyright: ignore[reportOptionalMemberAccess]
    gallery.search.setText("no such name")
    qtbot.waitUntil(lambda: gallery._stack.currentWidget() is gallery._nothing)
    gallery.clear_filter()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 3)


def test_a_filter_that_fits_nothing_is_no_empty_project(gallery: Gallery, tiny_project: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 3)
    gallery.search.setText("state:approved")
    qtbot.waitUntil(lambda: gallery._stack.currentWidget() is gallery._nothing)
    gallery.search.setText("state:none")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 3)


def test_an_empty_project_offers_to_add(gallery: Gallery, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    context.set_project(Project.create(tmp_path / "empty"))
    qtbot.waitUntil(lambda: gallery._stack.currentWidget() is gallery._empty)


def test_the_selection_stays_when_files_are_added_before_it(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot, tmp_path: Path, micrograph_files: list[Path]
) -> None:
    qtbot.waitUntil(lambda: gallery.current() is not None)
    gallery.step(2)
    chosen = gallery.current()
    assert chosen is not None
    earlier = tmp_path / "a_first.png"
    earlier.write_bytes(micrograph_files[0].read_bytes() + b"\0")
    project = tiny_project.project
    assert project is not None
    add_paths(project, [earlier])
    tiny_project.micrographs_changed.emit()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 4)
    qtbot.waitUntil(lambda: gallery.view.currentIndex().row() == 3)
    assert gallery.current() == chosen


def test_a_micrograph_that_the_filter_hides_can_be_selected(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 3)
    gallery.search.setText("graph_1")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 1 and gallery.current() is not None)
    project = tiny_project.project
    assert project is not None
    shown: list[MicrographRow] = []
    gallery.micrograph_selected.connect(shown.append)
    hidden = next(i for i in range(1, 4) if get_micrograph(project, i).name == "micrograph_2.png")
    gallery.select(hidden)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].name == "micrograph_2.png")


def test_an_unreadable_file_is_listed_with_its_sentence(
    gallery: Gallery, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.tif"
    broken.write_text("this is no picture")
    project = Project.create(tmp_path / "project")
    add_paths(project, [broken])
    context.set_project(project)
    qtbot.waitUntil(lambda: gallery.current() is not None)
    index = gallery.model.index(0)
    assert "broken.tif" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert gallery.current().error  # pyright: ignore[reportOptionalMemberAccess]


def test_twenty_thousand_rows_are_read_in_pages(
    gallery: Gallery, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = Project.create(tmp_path / "many")
    records = [
        {
            "path": f"/gone/{i}.png",
            "name": f"m{i:05}",
            "name_key": f"m{i:05}",
            "content_hash": str(i),
            "size": 1,
            "mtime_ns": 1,
            "added_at": now(),
            "error": "gone",
        }
        for i in range(20_000)
    ]
    with project.session() as session:
        session.execute(insert(Micrograph), records)
    context.set_project(project)
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 20_000 and gallery.current() is not None, timeout=15_000)
    gallery.view.scrollToBottom()
    gallery.view.viewport().repaint()
    last = gallery.model.index(19_999)
    qtbot.waitUntil(lambda: last.data() == "m19999", timeout=10_000)
    assert len(gallery.model._rows) <= 500, "only pages that were in sight are in memory"


def test_pixel_size_and_class_are_written(
    gallery: Gallery, tiny_project: Context, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    qtbot.waitUntil(lambda: gallery.current() is not None)
    gallery.view.selectAll()
    with qtbot.waitSignal(tiny_project.micrographs_changed):
        gallery.selection.set_pixel_size(gallery.selected_ids(), 5e-9)
    with qtbot.waitSignal(tiny_project.micrographs_changed):
        gallery.selection.set_class(gallery.selected_ids(), "particles")
    project = tiny_project.project
    assert project is not None
    for number in gallery.selected_ids():
        row = get_micrograph(project, number)
        assert row.pixel_size is not None and row.pixel_size.column_m == 5e-9
        assert row.class_name == "particles"
    settle()


@pytest.mark.parametrize("hidden", [False, True], ids=["listed", "hidden by the filter"])
def test_what_is_selected_is_read_again_when_it_changed(
    hidden: bool, gallery: Gallery, tiny_project: Context, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    qtbot.waitUntil(lambda: gallery.current() is not None)
    if hidden:
        gallery.search.setText("graph_1")
        qtbot.waitUntil(lambda: gallery.model.rowCount() == 1 and gallery.current() is not None)
        settle()
    told: list[MicrographRow] = []
    gallery.micrograph_selected.connect(told.append)
    project = tiny_project.project
    assert project is not None
    wanted = next(i for i in range(1, 4) if get_micrograph(project, i).name == "micrograph_0.png")
    gallery.select(wanted)
    settle()
    set_pixel_size(project, [wanted], 7e-9, "ada")
    tiny_project.micrographs_changed.emit()
    qtbot.waitUntil(lambda: bool(told) and told[-1].id == wanted and told[-1].pixel_size is not None, timeout=10_000)
