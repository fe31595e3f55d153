"""Search, filters with counts, saved filters, order, and the next unreviewed micrograph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from maemi.project.filtering.terms import parse, write_term
from maemi.project.micrographs import add_paths, list_ids, list_micrographs, set_class
from maemi.project.pairs import add_pairs
from maemi.project.project import Project
from maemi.project.rows import NewPair
from maemi_gui.browse.filter_panel import ASKED, FilterPanel
from maemi_gui.browse.gallery import Gallery
from maemi_gui.browse.model import Filter
from maemi_gui.browse.search_terms import has, last_word, split, toggled
from maemi_gui.browse.sorting import Sorting
from maemi_gui.context import Context

COUNT = 40


@given(st.text(alphabet='ab:"= -', max_size=20), st.text(min_size=1, max_size=12))
def test_a_click_that_is_taken_back_changes_nothing_else(text: str, value: str) -> None:
    term = write_term("detector", value)
    with_it = toggled(" ".join(split(text)) if text.count('"') % 2 == 0 else "", "detector", value, term)
    if has(with_it, "detector", value):
        again = toggled(with_it, "detector", value, term)
        assert not has(again, "detector", value)
        assert set(split(again)) <= set(split(with_it))


@pytest.mark.parametrize("value", ["InLens", "In Lens", 'a "b" c', "x,y"])
def test_what_is_clicked_is_understood(value: str) -> None:
    text = toggled("wire mag>10k", "detector", value, write_term("detector", value))
    terms = parse(text)
    assert terms[-1].key is not None and terms[-1].values == (value,)
    assert has(text, "detector", value)
    assert toggled(text, "detector", value, write_term("detector", value)) == "wire mag>10k"


def test_one_class_gives_way_to_another_and_has_may_stand_twice() -> None:
    assert toggled("class:tips x", "class", "powder", "class=powder") == "x class=powder"
    assert toggled("has:scale", "has", "findings", "has:findings") == "has:scale has:findings"
    assert last_word("class:tips det", 14) == (11, "det")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Forty micrographs, every fourth of a class, the tenth and the thirtieth with a pending pair."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(COUNT):
        Image.fromarray(np.full((24, 32), number * 5, np.uint8)).save(folder / f"m{number:02}.png")
    made = Project.create(tmp_path / "project")
    add_paths(made, [folder])
    ids = list_ids(made)
    set_class(made, ids[::4], "tips")
    add_pairs(made, [NewPair(ids[number], "What?", "That.", "other", "measured") for number in (10, 30)])
    return made


@pytest.fixture
def gallery(context: Context, project: Project, qtbot: QtBot) -> Gallery:
    made = Gallery(context)
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    context.set_project(project)
    qtbot.waitUntil(lambda: made.model.rowCount() == COUNT and made.current() is not None, timeout=10_000)
    return made


def boxes(panel: FilterPanel) -> dict[tuple[str, str], tuple[bool, str]]:
    """What the panel offers: key and value, whether it is checked, and its count."""
    found: dict[tuple[str, str], tuple[bool, str]] = {}
    for number in range(panel.topLevelItemCount()):
        group = panel.topLevelItem(number)
        for child in range(group.childCount()):  # pyright: ignore[reportOptionalMemberAccess]
            item = group.child(child)  # pyright: ignore[reportOptionalMemberAccess]
            found[tuple(item.data(0, ASKED))] = (item.checkState(0) == Qt.CheckState.Checked, item.text(1))
    return found


def check(panel: FilterPanel, key: str, value: str) -> None:
    for item in panel.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
        if item.data(0, ASKED) and tuple(item.data(0, ASKED)) == (key, value):
            on = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            return
    raise AssertionError(f"{key}:{value} is not offered")


def test_filters_show_counts_and_a_click_searches(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.actions_by_id["micrograph.filters"].trigger()
    panel = gallery.top.panel
    assert panel.isVisible()
    qtbot.waitUntil(lambda: boxes(panel).get(("class", "tips")) == (False, "10"), timeout=10_000)
    assert boxes(panel)["state", "pending"] == (False, "2")
    check(panel, "class", "tips")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 10, timeout=10_000)
    assert gallery.search.text() == "class=tips"
    qtbot.waitUntil(lambda: boxes(panel).get(("class", "tips")) == (True, "10"), timeout=10_000)
    qtbot.waitUntil(lambda: gallery.foot.text() == "10 of 40", timeout=10_000)
    check(panel, "class", "tips")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == COUNT, timeout=10_000)


def test_a_wrong_term_is_named_in_place_and_the_list_stays(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.search.setText("detektor:InLens")
    qtbot.waitUntil(lambda: "detektor" in gallery.top.field.error(), timeout=10_000)
    assert gallery.model.rowCount() == COUNT
    gallery.search.setText("m01")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 1, timeout=10_000)
    assert gallery.top.field.error() == ""


def test_keys_are_completed(gallery: Gallery, qtbot: QtBot) -> None:
    line = gallery.search
    line.setFocus()
    qtbot.keyClicks(line, "x cla")
    popup = line._popup
    assert popup.isVisible()
    line._completer.activated.emit("class:")
    assert line.text() == "x class:"
    popup.hide()


def test_an_order_is_remembered_for_its_project(
    gallery: Gallery, context: Context, project: Project, qtbot: QtBot, tmp_path: Path
) -> None:
    gallery.top.sort._choose(Sorting("name", True))
    qtbot.waitUntil(lambda: gallery.model.id_at(0) == list_ids(project)[-1], timeout=10_000)
    other = Project.create(tmp_path / "other")
    context.set_project(other)
    assert gallery.top.sort.sorting == Sorting()
    context.set_project(Project.open(project.address))
    assert gallery.top.sort.sorting == Sorting("name", True)


def test_what_is_selected_and_what_is_in_sight_stay_over_another_order(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.step(7)
    qtbot.waitUntil(lambda: gallery.current() is not None and gallery.current().name == "m07.png", timeout=10_000)  # pyright: ignore[reportOptionalMemberAccess]
    gallery.top.sort._choose(Sorting("name", True))
    qtbot.waitUntil(lambda: gallery.view.currentIndex().row() == COUNT - 8, timeout=10_000)
    assert gallery.view.visualRect(gallery.view.currentIndex()).intersects(gallery.view.viewport().rect())
    assert gallery.current().name == "m07.png"  # pyright: ignore[reportOptionalMemberAccess]
    assert len(gallery.selected_ids()) == 1


def test_a_refresh_keeps_the_place(
    gallery: Gallery, context: Context, project: Project, qtbot: QtBot, tmp_path: Path
) -> None:
    bar = gallery.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    gallery.view.viewport().repaint()
    top = gallery.view.indexAt(gallery.view.viewport().rect().center())
    in_the_middle = gallery.model.id_at(top.row())
    columns = gallery.view._columns()
    for number in range(columns):
        new = tmp_path / f"a{number}.png"
        Image.fromarray(np.full((24, 32), 250 + number, np.uint8)).save(new)
        add_paths(project, [new])
    context.micrographs_changed.emit()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == COUNT + columns, timeout=10_000)
    now = gallery.view.indexAt(gallery.view.viewport().rect().center())
    assert gallery.model.id_at(now.row()) == in_the_middle


def test_next_unreviewed_goes_round_and_says_when_there_is_none(
    gallery: Gallery, context: Context, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    follow = gallery.actions_by_id["micrograph.next_unreviewed"]
    for name in ("m10.png", "m30.png", "m10.png"):
        follow.trigger()
        qtbot.waitUntil(
            lambda name=name: gallery.current() is not None and gallery.current().name == name, timeout=10_000
        )  # pyright: ignore[reportOptionalMemberAccess]
    gallery.search.setText("class:tips")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 10, timeout=10_000)
    with qtbot.waitSignal(context.notice, timeout=10_000) as told:
        follow.trigger()
    assert "matches the search" in told.args[0]


def test_filters_are_saved_chosen_renamed_and_deleted(
    gallery: Gallery, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    saved = gallery.top.saved
    gallery.search.setText("class:tips")
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 10, timeout=10_000)
    saved.save("all tips")
    settle()
    wanted = Filter("class:tips", Sorting())
    assert saved.filters() == {"all tips": wanted}
    gallery.clear_filter()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == COUNT, timeout=10_000)
    saved._fill()
    saved._menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: gallery.model.rowCount() == 10, timeout=10_000)
    saved.save("tips", replaces="all tips", wanted=wanted)
    settle()
    assert list(saved.filters()) == ["tips"]
    saved.delete("tips")
    settle()
    assert saved.filters() == {}


def test_a_search_without_result_offers_to_clear_it(gallery: Gallery, project: Project, qtbot: QtBot) -> None:
    gallery.search.setText("nowhere")
    qtbot.waitUntil(lambda: gallery._stack.currentWidget() is gallery._nothing, timeout=10_000)
    assert "nowhere" in gallery._nothing._sentence.text()
    gallery.clear_filter()
    qtbot.waitUntil(lambda: gallery.current() is not None and gallery.model.rowCount() == COUNT, timeout=10_000)


def test_all_of_the_project_can_be_selected(gallery: Gallery, project: Project, qtbot: QtBot) -> None:
    gallery.view.selectAll()
    assert gallery.selected_ids() == sorted(row.id for row in list_micrographs(project))
    assert f"{COUNT} selected" in gallery.foot.text()
