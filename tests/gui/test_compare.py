"""Comparing: linked in metres where sizes are known, in pixels where not, and back again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from maemi.project.micrographs import add_paths, list_micrographs, set_pixel_size
from maemi.project.project import Project
from maemi_gui.browse.compare_link import (
    LARGEST,
    SMALLEST,
    Place,
    Ruler,
    offset,
    place_of,
    placed,
    point,
    together,
    within,
)
from maemi_gui.browse.compare_pane import ComparePane
from maemi_gui.browse.viewport import Viewport
from maemi_gui.browse_page import BrowsePage
from maemi_gui.context import Context

SIZES_M = {"a.png": 4e-9, "b.png": 1e-9, "c.png": None, "d.png": None}


def test_what_is_placed_lies_there() -> None:
    view = Viewport(400, 300, 1000, 800, aspect=2.0)
    ruler = Ruler("m", 3e-9, (100, 700))
    wanted = Place(5e-9, 2e-7, -4e-7)
    found = place_of(placed(view, ruler, wanted), ruler)
    assert found.spacing == pytest.approx(wanted.spacing)
    assert (found.right, found.down) == pytest.approx((wanted.right, wanted.down))
    assert point(view, ruler, *offset(view, ruler, 12.5, 99)) == pytest.approx((12.5, 99))


def test_the_largest_field_fits() -> None:
    views = [Viewport(400, 300, 1000, 500), Viewport(400, 300, 1000, 500)]
    rulers = [Ruler("m", 1e-9, (500, 250)), Ruler("m", 4e-9, (500, 250))]
    place = together(views, rulers)
    large = placed(views[1], rulers[1], place)
    assert large.scale == pytest.approx(large.fit_scale)
    assert placed(views[0], rulers[0], place).scale == pytest.approx(large.scale / 4)


def test_no_image_is_painted_beyond_reason() -> None:
    rulers = [Ruler("m", 1e-9, (0, 0)), Ruler("m", 1e-7, (0, 0))]
    near = within(Place(1e-15, 0, 0), rulers)
    far = within(Place(1.0, 0, 0), rulers)
    assert max(ruler.per_column / near.spacing for ruler in rulers) <= LARGEST * 1.001
    assert min(ruler.per_column / far.spacing for ruler in rulers) >= SMALLEST * 0.999


@pytest.fixture
def page(context: Context, qtbot: QtBot, tmp_path: Path) -> BrowsePage:
    """The page with four micrographs: two of known pixel size, two of none."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, name in enumerate(SIZES_M):
        grey = np.random.default_rng(number).integers(10 * number, 100 + 30 * number, (120, 160)).astype(np.uint8)
        Image.fromarray(grey).save(folder / name)
    project = Project.create(tmp_path / "project")
    add_paths(project, [folder])
    for row in list_micrographs(project):
        if (size := SIZES_M[row.name]) is not None:
            set_pixel_size(project, [row.id], size, "ada")
    made = BrowsePage(context)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    context.set_project(project)
    qtbot.waitUntil(lambda: made.gallery.current() is not None, timeout=10_000)
    return made


def compare(page: BrowsePage, qtbot: QtBot, count: int) -> list[ComparePane]:
    """Select so many and compare them."""
    page.gallery.view.setFocus()
    for _ in range(count - 1):
        qtbot.keyClick(page.gallery.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    page.gallery.actions_by_id["micrograph.compare"].trigger()
    view = page.middle.compare
    qtbot.waitUntil(lambda: len(view.panes) == count and all(pane.is_ready for pane in view.panes), timeout=15_000)
    return view.panes


def spacing(pane: ComparePane) -> float:
    assert pane.ruler is not None
    return pane.ruler.per_column / pane.image.view.scale


def test_two_are_shown_at_one_scale_and_zoom_together(page: BrowsePage, qtbot: QtBot) -> None:
    first, second = compare(page, qtbot, 2)
    assert page.middle.currentWidget() is page.middle.compare
    assert first.row.name == "a.png"
    assert spacing(first) == pytest.approx(spacing(second))
    second.image.setFocus()
    before = spacing(first)
    qtbot.keyClick(second.image, Qt.Key.Key_Plus)
    assert spacing(first) == pytest.approx(before / 1.25)
    qtbot.keyClick(first.image, Qt.Key.Key_Plus)
    qtbot.keyClick(first.image, Qt.Key.Key_Left)
    assert spacing(first) == pytest.approx(spacing(second))
    assert first.ruler is not None and second.ruler is not None
    assert place_of(first.image.view, first.ruler).right == pytest.approx(
        place_of(second.image.view, second.ruler).right
    )


def test_each_unit_is_linked_for_itself(page: BrowsePage, qtbot: QtBot) -> None:
    panes = compare(page, qtbot, 4)
    metres, pixels = panes[:2], panes[2:]
    before = spacing(pixels[0])
    metres[0].image.zoom_in()
    assert spacing(pixels[0]) == before
    pixels[1].image.zoom_in()
    assert spacing(pixels[0]) == pytest.approx(spacing(pixels[1])) != before
    assert "linked in pixels" in pixels[0].image.accessibleDescription()
    assert "a pixel" in metres[0].image.accessibleDescription()


def test_unlinked_ones_move_alone_and_stay_together_where_they_are_linked(page: BrowsePage, qtbot: QtBot) -> None:
    first, second = compare(page, qtbot, 2)
    view = page.middle.compare
    view.actions_by_id["compare.link"].trigger()
    still = second.image.view
    for _ in range(6):
        first.image.zoom_in()
    assert second.image.view == still
    view.actions_by_id["compare.same_scale"].trigger()
    assert spacing(first) == pytest.approx(spacing(second))
    view.actions_by_id["compare.link"].trigger()
    assert first.ruler is not None and second.ruler is not None
    middle = first.image.view.to_image(first.image.width() / 2, first.image.height() / 2)
    assert first.ruler.anchor == pytest.approx(middle)
    first.image.zoom_in()
    assert spacing(first) == pytest.approx(spacing(second))


def test_the_cross_is_at_the_matching_place(page: BrowsePage, qtbot: QtBot) -> None:
    first, second = compare(page, qtbot, 2)
    qtbot.mouseMove(first.image, QPoint(200, 150))
    first.pointed.emit((200.0, 150.0))
    cross = second._cross
    assert cross.isVisible() and not first._cross.isVisible()
    assert first.ruler is not None and second.ruler is not None
    at = second.image.view.to_image(*QPointF(cross.geometry().center()).toTuple())  # pyright: ignore[reportGeneralTypeIssues]
    here = offset(first.image.view, first.ruler, *first.image.view.to_image(200, 150))
    assert offset(second.image.view, second.ruler, *at) == pytest.approx(here, abs=2 * spacing(second))
    first.pointed.emit(None)
    assert not cross.isVisible()


def test_contrast_is_shared_on_demand(page: BrowsePage, qtbot: QtBot) -> None:
    panes = compare(page, qtbot, 4)
    same = page.middle.compare.actions_by_id["compare.same_contrast"]
    assert len({pane.contrast.tone for pane in panes}) == 4
    same.trigger()
    assert len({pane.contrast.tone for pane in panes}) == 1
    panes[2].contrast.low.setValue(33)
    assert {pane.contrast.tone.low for pane in panes} == {33}
    same.trigger()
    assert len({pane.contrast.tone for pane in panes}) == 4


def test_panels_follow_the_active_one_and_another_ends_it(page: BrowsePage, qtbot: QtBot) -> None:
    _first, second = compare(page, qtbot, 2)
    qtbot.mouseClick(second.image, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._row is not None and page._row.name == second.row.name)
    assert len(page.gallery.selected_ids()) == 2 and page.middle.compare.active() is second
    page.gallery.step(1)
    assert page.middle.currentWidget() is page.canvas and not page.middle.compare.panes


def test_escape_ends_it(page: BrowsePage, qtbot: QtBot) -> None:
    first, _second = compare(page, qtbot, 2)
    page.activateWindow()
    first.image.setFocus()
    qtbot.waitUntil(first.image.hasFocus)
    qtbot.keyClick(first.image, Qt.Key.Key_Escape)
    assert page.middle.currentWidget() is page.canvas
    assert page.gallery.view.hasFocus()


def test_one_alone_is_no_comparison(page: BrowsePage, context: Context, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.notice) as told:
        page.gallery.actions_by_id["micrograph.compare"].trigger()
    assert "two, three or four" in told.args[0]
    assert page.middle.currentWidget() is page.canvas


def test_a_size_that_is_typed_in_joins_the_others(page: BrowsePage, context: Context, qtbot: QtBot) -> None:
    panes = compare(page, qtbot, 3)
    third = panes[2]
    assert third.ruler is not None and third.ruler.unit == "px"
    qtbot.mouseClick(third.image, Qt.MouseButton.LeftButton)
    project = context.project
    assert project is not None
    set_pixel_size(project, [third.row.id], 2e-9, "ada")
    context.micrographs_changed.emit()
    qtbot.waitUntil(lambda: third.ruler is not None and third.ruler.unit == "m", timeout=10_000)
    assert spacing(third) == pytest.approx(spacing(panes[0]))
