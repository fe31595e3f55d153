"""Correcting a measurement on the picture: what each tool makes, whose Ctrl+Z it is, and what the project keeps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from maemi.measure.result import Measurement
from maemi.micrograph.correction import Correction
from maemi.micrograph.record import MicrographInfo
from maemi.project.corrections import add_correction, list_corrections
from maemi.project.micrographs import list_micrographs
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.correcting.correct_tool import steps_between
from maemi_gui.browse.correcting.correcting import Correcting
from maemi_gui.browse_page import BrowsePage
from maemi_gui.context import Context
from maemi_gui.inspect.placing import in_scan, rows_above
from maemi_gui.inspect.result import Result

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Outline = tuple[tuple[float, float], ...]


def square(row: float, column: float, side: float = 20) -> Outline:
    return ((row, column), (row, column + side), (row + side, column + side), (row + side, column))


SQUARES = (square(10, 10), (), square(10, 60), square(60, 60))


PLACES = st.tuples(st.floats(-50, 50), st.floats(-50, 50))


@given(PLACES, PLACES)
def test_steps_of_a_line_lie_on_it_a_pixel_apart(start: tuple[float, float], end: tuple[float, float]) -> None:
    steps = steps_between(start, end)
    assert steps[0] == start and steps[-1] == pytest.approx(end)
    assert all(math.dist(*pair) <= 1.51 for pair in pairwise(steps))


@pytest.fixture
def canvas(tiny_project: Context, qtbot: QtBot) -> Canvas:
    """The first micrograph of a project, 96 rows × 128 columns, fitted."""
    made = Canvas(tiny_project)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    with qtbot.waitSignal(made.shown, timeout=15_000):
        made.set_micrograph(rows(tiny_project)[0])
    return made


@pytest.fixture
def correcting(canvas: Canvas) -> Correcting:
    canvas.set_outlines(SQUARES)
    made = Correcting(canvas.image, canvas.drawing, canvas.measured, canvas)
    made.set_by_hand((False, False, True, False))
    return made


@pytest.fixture
def made(correcting: Correcting) -> list[Correction]:
    found: list[Correction] = []
    correcting.made.connect(found.append)
    return found


def rows(context: Context) -> list[MicrographRow]:
    assert context.project is not None
    return list_micrographs(context.project)


def at(canvas: Canvas, row: float, column: float) -> QPoint:
    """Where the centre of a pixel is on the screen."""
    x, y = canvas.image.view.to_window(column + 0.5, row + 0.5)
    return QPoint(round(x), round(y))


def drag(canvas: Canvas, qtbot: QtBot, places: list[tuple[float, float]], held: Qt.KeyboardModifier = NONE) -> None:
    image = canvas.image
    qtbot.mousePress(image, LEFT, held, at(canvas, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(image, at(canvas, *place))
    qtbot.mouseRelease(image, LEFT, held, at(canvas, *places[-1]))


def test_hovering_shows_what_a_click_removes(
    canvas: Canvas, correcting: Correcting, made: list[Correction], qtbot: QtBot
) -> None:
    correcting.use("remove")
    assert correcting.tool is not None
    qtbot.mouseMove(canvas.image, at(canvas, 20, 20))
    assert correcting.tool.marked == {0}
    qtbot.mouseMove(canvas.image, at(canvas, 40, 40))
    assert correcting.tool.marked == frozenset()
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 40, 40))
    assert made == []
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 70, 70))
    assert [one.verb for one in made] == ["remove"]
    assert made[0].points[0] == pytest.approx((70, 70), abs=0.6)
    drag(canvas, qtbot, [(70, 70), (40, 40)])
    assert len(made) == 1, "let go elsewhere"


def test_a_cut_is_for_the_object_that_most_of_it_lies_on(
    canvas: Canvas, correcting: Correcting, made: list[Correction], qtbot: QtBot
) -> None:
    correcting.use("split")
    assert correcting.tool is not None
    qtbot.mousePress(canvas.image, LEFT, pos=at(canvas, 20, 25))
    for column in range(30, 90, 5):
        qtbot.mouseMove(canvas.image, at(canvas, 20, column))
    assert correcting.tool.marked == {2}
    qtbot.mouseRelease(canvas.image, LEFT, pos=at(canvas, 20, 85))
    assert made[0].verb == "split" and len(made[0].points) > 5
    drag(canvas, qtbot, [(0, 20), (15, 35), (40, 20)], SHIFT)
    assert len(made[1].points) == 2, "Shift draws a straight line"
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 20, 20))
    assert len(made) == 2, "a click is no cut"
    with qtbot.waitSignal(correcting.missed) as told:
        drag(canvas, qtbot, [(85, 5), (85, 50)])
    assert "no object under that line" in told.args[0] and len(made) == 2


def test_a_stroke_marks_all_that_it_joins(
    canvas: Canvas, correcting: Correcting, made: list[Correction], qtbot: QtBot
) -> None:
    correcting.use("merge")
    assert correcting.tool is not None
    qtbot.mousePress(canvas.image, LEFT, pos=at(canvas, 20, 25))
    qtbot.mouseMove(canvas.image, at(canvas, 20, 65))
    qtbot.mouseMove(canvas.image, at(canvas, 70, 70))
    assert correcting.tool.marked == {0, 2, 3}
    qtbot.keyClick(canvas.image, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas.image, LEFT, pos=at(canvas, 70, 70))
    assert made == [] and correcting.tool is not None
    drag(canvas, qtbot, [(20, 25), (20, 65)])
    assert [one.verb for one in made] == ["merge"]
    with qtbot.waitSignal(correcting.missed) as told:
        drag(canvas, qtbot, [(20, 12), (20, 28)])
    assert "no two objects" in told.args[0] and len(made) == 1
    qtbot.keyClick(canvas.image, Qt.Key.Key_Escape)
    assert correcting.tool is None, "Escape puts the tool away where nothing is drawn"


def test_an_outline_is_drawn_freely_or_corner_by_corner(
    canvas: Canvas, correcting: Correcting, made: list[Correction], qtbot: QtBot
) -> None:
    correcting.use("add")
    drag(canvas, qtbot, [(40, 40), (40, 50), (50, 50), (50, 40)])
    assert made[0].verb == "add" and len(made[0].points) == 4
    for place in ((70, 10), (70, 30), (90, 30)):
        qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, *place))
    qtbot.keyClick(canvas.image, Qt.Key.Key_Backspace)
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 90, 20))
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 70, 10))
    assert len(made) == 2 and len(made[1].points) == 3
    for place in ((70, 10), (70, 30), (90, 30)):
        qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, *place))
    qtbot.keyClick(canvas.image, Qt.Key.Key_Return)
    assert len(made) == 3
    drag(canvas, qtbot, [(40, 40), (40, 60)])
    assert len(made) == 3, "a line encloses nothing"


def test_objects_made_by_hand_and_the_preview_have_their_own_tint(
    canvas: Canvas, correcting: Correcting, qtbot: QtBot
) -> None:
    def colours() -> set[str]:
        picture = canvas.image.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        edge, middle = at(canvas, 20, 60), at(canvas, 20, 20)
        points = [edge + QPoint(step, 0) for step in range(-2, 3)] + [middle]
        return {picture.pixelColor(point).name() for point in points}

    by_hand = colours()
    assert "#e08cff" in by_hand
    correcting.use("remove")
    qtbot.mouseMove(canvas.image, at(canvas, 20, 20))
    assert len(colours() - by_hand) > 0
    correcting.put_away()
    canvas.actions_by_id["canvas.outlines"].setChecked(False)
    assert "#e08cff" not in colours()


def test_ctrl_z_takes_back_what_was_done_last(
    canvas: Canvas, correcting: Correcting, made: list[Correction], qtbot: QtBot
) -> None:
    undone: list[str] = []
    correcting.undo_wanted.connect(lambda: undone.append("undo"))
    correcting.redo_wanted.connect(lambda: undone.append("redo"))
    canvas.actions_by_id["canvas.draw_line"].setChecked(True)
    drag(canvas, qtbot, [(10, 10), (30, 30)])
    stack = canvas.drawing.annotations.stack
    assert stack.canUndo()
    correcting.use("remove")
    assert not canvas.actions_by_id["canvas.draw_line"].isChecked()
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 20, 20))
    correcting.set_steps(can_undo=True, can_redo=True)
    correcting.put_away()
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert undone == ["undo", "redo"] and stack.canUndo()
    correcting.set_steps(can_undo=False, can_redo=False)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    assert not stack.canUndo() and len(undone) == 2
    correcting.set_steps(can_undo=True, can_redo=True)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert stack.canUndo() and len(undone) == 2, "the drawing was undone last"


def test_another_tool_puts_this_one_away(canvas: Canvas, correcting: Correcting, qtbot: QtBot) -> None:
    ended: list[None] = []
    correcting.ended.connect(lambda: ended.append(None))
    correcting.use("split")
    canvas.actions_by_id["canvas.draw_polygon"].setChecked(True)
    assert correcting.tool is None and len(ended) == 1
    assert canvas.image.tool is canvas.drawing.tool


def test_rows_are_counted_from_the_top_of_the_scan() -> None:
    def info(bar: tuple[int, int] | None) -> MicrographInfo:
        return MicrographInfo(Path("a.tif"), "TIFF", None, (110, 100), "uint8", 1, 1, None, info_bar=bar)

    assert [rows_above(each) for each in (None, info(None), info((100, 109)), info((0, 9)))] == [0, 0, 0, 10]
    moved = in_scan(Correction("remove", ((30.0, 4.0),)), info((0, 9)))
    assert moved.points == ((20.0, 4.0),)


@pytest.fixture
def page(tiny_project: Context, qtbot: QtBot) -> Iterator[BrowsePage]:
    """The page with the first micrograph; measuring itself is left out."""
    made = BrowsePage(tiny_project)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    with qtbot.waitSignal(made.canvas.shown, timeout=15_000):
        made._selected(rows(tiny_project)[0])
    yield made
    made.inspect.close_session()


def result(by_hand: tuple[float, ...] = ()) -> Result:
    columns = {"by_hand": by_hand} if by_hand else {}
    corrected = 1 if by_hand else 0
    return Result(Measurement("particles", count=3, confidence=1.0, objects=columns, corrected=corrected), SQUARES)


def standing(project: Project | None) -> list[str]:
    assert project is not None
    return [row.correction.verb for row in list_corrections(project, 1, "particles")]


def test_buttons_keys_and_steps_of_a_measurement(
    page: BrowsePage, qtbot: QtBot, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(page.inspect._measuring, "start", asked.append)
    bar, corrections = page.inspect.corrections.bar, page.inspect.corrections
    settle()
    assert not bar.isVisible()
    page.inspect._measured(Result(Measurement("pattern"), ()))
    assert not bar.isVisible(), "lines have no objects"
    page.inspect._measured(result())
    settle()
    assert bar.isVisible() and bar.tools["split"].isEnabled() and not bar.undo_button.isEnabled()
    page.canvas.image.setFocus()
    qtbot.keyClick(page.canvas.image, Qt.Key.Key_R)
    assert bar.verb == "remove" and page.correcting.tool is not None
    qtbot.mouseClick(page.canvas.image, LEFT, pos=at(page.canvas, 20, 20))
    settle()
    project = page.context.project
    assert standing(project) == ["remove"] and len(asked) == 1
    assert asked[0].corrections["particles"][0].verb == "remove" and asked[0].kind == "particles"  # type: ignore[attr-defined]
    page.inspect._measured(result())
    assert bar._standing.text() == "1 correction by hand, which hits nothing"
    page.inspect._measured(result((0.0, 0.0, 1.0, 0.0)))
    assert bar._standing.text() == "1 correction by hand"
    page.correcting.missed.emit("There is nothing.")
    assert bar._hint.text() == "There is nothing."
    qtbot.keyClick(page.canvas.image, Qt.Key.Key_Z, CONTROL)
    settle()
    assert standing(project) == [] and bar.redo_button.isEnabled()
    bar.redo_button.click()
    settle()
    assert standing(project) == ["remove"]
    bar.clear_button.click()
    settle()
    assert standing(project) == [] and bar.undo_button.isEnabled()
    qtbot.keyClick(page.canvas.image, Qt.Key.Key_U)
    settle()
    assert standing(project) == ["remove"]
    page.gallery.search.setFocus()
    qtbot.keyClick(page.gallery.search, Qt.Key.Key_K)
    assert bar.verb == "remove", "keys are silent while typing"
    page.tabs.setCurrentIndex(0)
    page.inspect.hide()
    assert bar.verb == "" and page.correcting.tool is None
    assert corrections.kind == "particles"


def test_corrections_come_back_with_their_micrograph(
    page: BrowsePage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(page.inspect._measuring, "start", asked.append)
    project = page.context.project
    assert project is not None
    add_correction(project, 2, "particles", Correction("remove", ((48.0, 60.0),)), page.context.curator)
    page._selected(rows(page.context)[2])
    settle()
    assert asked == []
    page._selected(rows(page.context)[1])
    settle()
    assert len(asked) == 1 and asked[0].kind == "particles"  # type: ignore[attr-defined]
    page.inspect._measured(result())
    settle()
    assert page.inspect.corrections.bar.undo_button.isEnabled(), "also what was done before a restart"
    page._selected(rows(page.context)[0])
    settle()
    assert page.inspect.corrections.by_kind == {} and page.correcting.tool is None


def test_a_click_removes_a_measured_disc_and_the_numbers_follow(
    page: BrowsePage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    settle()
    page.inspect.measurement.kind.setCurrentIndex(1)
    measuring = page.inspect._measuring
    with qtbot.waitSignal(measuring.finished, timeout=60_000):
        page.inspect.measure()
    settle()
    found = page.inspect.corrections._result
    assert found is not None and found.measurement.count == 1
    page.inspect.corrections.bar.tools["add"].click()
    with qtbot.waitSignal(measuring.finished, timeout=60_000):
        drag(page.canvas, qtbot, [(20, 90), (20, 110), (40, 110), (40, 90)])
    found = page.inspect.corrections._result
    assert found is not None
    assert (found.measurement.count, found.measurement.corrected) == (2, 1)
    assert found.measurement.objects["by_hand"] == (0.0, 1.0)
