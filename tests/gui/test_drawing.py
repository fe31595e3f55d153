"""Drawing with the mouse: sizes, handles, keys, undo, and what the project keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.micrograph.shape_size import size_text
from maemi.project.micrographs import list_micrographs, set_pixel_size
from maemi.project.regions import list_regions
from maemi.project.rows import MicrographRow
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.drawing.annotations import Annotation
from maemi_gui.browse.drawing.constraining import constrained
from maemi_gui.context import Context

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
Settle = Callable[[], None]


@pytest.fixture
def canvas(tiny_project: Context, qtbot: QtBot) -> Canvas:
    """The canvas with the first micrograph of a project, 96 rows × 128 columns of 10 nm, fitted."""
    made = Canvas(tiny_project)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    show(made, qtbot, 0)
    return made


def rows(canvas: Canvas) -> list[MicrographRow]:
    project = canvas.context.project
    assert project is not None
    return list_micrographs(project)


def show(canvas: Canvas, qtbot: QtBot, number: int) -> None:
    project = canvas.context.project
    assert project is not None
    set_pixel_size(project, [row.id for row in list_micrographs(project)], 10e-9, "ada")
    with qtbot.waitSignal(canvas.shown, timeout=15_000):
        canvas.set_micrograph(list_micrographs(project)[number])


def at(canvas: Canvas, column: float, row: float) -> QPoint:
    x, y = canvas.image.view.to_window(column, row)
    return QPoint(round(x), round(y))


def drag(
    canvas: Canvas,
    qtbot: QtBot,
    start: tuple[float, float],
    end: tuple[float, float],
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    image = canvas.image
    qtbot.mousePress(image, LEFT, pos=at(canvas, *start))
    qtbot.mouseMove(image, at(canvas, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    qtbot.mouseRelease(image, LEFT, modifier, at(canvas, *end))


def choose(canvas: Canvas, kind: str, on: bool = True) -> None:
    canvas.actions_by_id[f"canvas.draw_{kind}"].setChecked(on)


def only(canvas: Canvas) -> Annotation:
    items = canvas.drawing.annotations.items
    assert len(items) == 1
    return items[0]


def test_a_dragged_line_has_its_length(canvas: Canvas, qtbot: QtBot) -> None:
    choose(canvas, "line")
    drag(canvas, qtbot, (20, 20), (70, 20))
    assert size_text(only(canvas).shape, canvas.drawing.pixel_size).endswith("nm")
    assert only(canvas).shape.points[1][0] - only(canvas).shape.points[0][0] == pytest.approx(50, abs=0.5)
    left = canvas.image.view.left
    choose(canvas, "line", False)
    drag(canvas, qtbot, (100, 80), (60, 80))
    assert len(canvas.drawing.annotations.items) == 1, "no tool: a drag draws nothing"
    assert canvas.image.view.left == left


@pytest.mark.parametrize("kind", ["rectangle", "ellipse"])
def test_shift_makes_squares_and_circles(canvas: Canvas, qtbot: QtBot, kind: str) -> None:
    choose(canvas, kind)
    drag(canvas, qtbot, (20, 20), (60, 40), SHIFT)
    c0, r0, c1, r1 = only(canvas).shape.box
    assert c1 - c0 == pytest.approx(r1 - r0) == pytest.approx(40, abs=0.5)


def test_clicks_make_angles_polylines_and_polygons(canvas: Canvas, qtbot: QtBot) -> None:
    image = canvas.image
    corners = [(20, 20), (20, 60), (60, 60)]
    choose(canvas, "angle")
    for corner in corners:
        qtbot.mouseClick(image, LEFT, pos=at(canvas, *corner))
    assert size_text(only(canvas).shape, canvas.drawing.pixel_size).startswith(("90", "89.9"))
    choose(canvas, "polyline")
    for corner in corners:
        qtbot.mouseClick(image, LEFT, pos=at(canvas, *corner))
    qtbot.mouseDClick(image, LEFT, pos=at(canvas, *corners[-1]))
    assert len(canvas.drawing.annotations.items[1].shape.points) == 3
    choose(canvas, "polygon")
    for corner in [*corners, (90, 30)]:
        qtbot.mouseClick(image, LEFT, pos=at(canvas, *corner))
    qtbot.keyClick(image, Qt.Key.Key_Backspace)
    qtbot.keyClick(image, Qt.Key.Key_Return)
    shapes = [item.shape.kind for item in canvas.drawing.annotations.items]
    assert shapes == ["angle", "polyline", "polygon"]
    assert len(canvas.drawing.annotations.items[2].shape.points) == 3
    qtbot.keyClick(image, Qt.Key.Key_Escape)
    for corner in corners:
        qtbot.mouseClick(image, LEFT, pos=at(canvas, *corner))
    qtbot.mouseClick(image, LEFT, pos=at(canvas, *corners[0]))
    assert len(canvas.drawing.annotations.items) == 4, "a click on the first corner closes it"


def test_escape_gives_up_and_a_click_draws_nothing(canvas: Canvas, qtbot: QtBot) -> None:
    choose(canvas, "polyline")
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 30, 30))
    qtbot.mouseMove(canvas.image, at(canvas, 50, 50))
    assert canvas.drawing.annotations.draft is not None
    qtbot.keyClick(canvas.image, Qt.Key.Key_Escape)
    assert canvas.drawing.annotations.draft is None
    choose(canvas, "rectangle")
    qtbot.mouseClick(canvas.image, LEFT, pos=at(canvas, 30, 30))
    assert canvas.drawing.annotations.items == []


def test_handles_reshape_outlines_move_and_undo_takes_back(canvas: Canvas, qtbot: QtBot) -> None:
    choose(canvas, "rectangle")
    drag(canvas, qtbot, (20, 20), (60, 50))
    first = only(canvas).shape
    drag(canvas, qtbot, (60, 50), (80, 70))
    assert only(canvas).shape.box[2:] == pytest.approx((80, 70), abs=0.5)
    choose(canvas, "rectangle", False)
    drag(canvas, qtbot, (50, 20), (60, 25))
    assert only(canvas).shape.box == pytest.approx((30, 25, 90, 75), abs=0.6)
    for _ in range(2):
        qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    assert only(canvas).shape == first
    qtbot.keyClick(canvas.image, Qt.Key.Key_Delete)
    assert canvas.drawing.annotations.items == []
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    assert canvas.drawing.annotations.items == []
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert only(canvas).shape == first


def test_the_project_keeps_what_was_drawn(canvas: Canvas, qtbot: QtBot, settle: Settle) -> None:
    project, first = canvas.context.project, rows(canvas)[0].id
    assert project is not None
    choose(canvas, "ellipse")
    drag(canvas, qtbot, (20, 20), (60, 50))
    choose(canvas, "line")
    drag(canvas, qtbot, (70, 20), (110, 20))
    settle()
    kept = list_regions(project, first)
    assert [(region.kind, region.label) for region in kept] == [("ellipse", "A"), ("line", "B")]
    assert [item.label for item in canvas.drawing.annotations.items] == ["A", "B"]
    qtbot.keyClick(canvas.image, Qt.Key.Key_Delete)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(canvas.image, Qt.Key.Key_Z, CONTROL)
    settle()
    assert [region.label for region in list_regions(project, first)] == ["A"]
    show(canvas, qtbot, 1)
    settle()
    assert canvas.drawing.annotations.items == []
    show(canvas, qtbot, 0)
    settle()
    assert [(item.label, item.shape) for item in canvas.drawing.annotations.items] == [("A", kept[0].shape)]


def test_many_changes_in_a_row_end_as_the_last(canvas: Canvas, qtbot: QtBot, settle: Settle) -> None:
    project, first = canvas.context.project, rows(canvas)[0].id
    assert project is not None
    choose(canvas, "rectangle")
    drag(canvas, qtbot, (20, 20), (60, 50))
    annotations = canvas.drawing.annotations
    key = only(canvas).key
    for step in range(20):
        annotations.reshape(key, only(canvas).shape.moved(1, step % 2))
    last = only(canvas).shape
    show(canvas, qtbot, 1)
    settle()
    assert [region.shape for region in list_regions(project, first)] == [last]


def test_the_list_has_sizes_greys_and_csv(canvas: Canvas, qtbot: QtBot, settle: Settle) -> None:
    canvas.actions_by_id["canvas.regions"].setChecked(True)
    choose(canvas, "rectangle")
    drag(canvas, qtbot, (2, 2), (8, 8))
    table = canvas.strips.regions
    qtbot.waitUntil(lambda: table.table.rowCount() == 1 and bool(table.table.item(0, 4).text()), timeout=5_000)
    assert table.table.item(0, 4).text() == "60"
    settle()
    table.copy.click()
    heading, line = QGuiApplication.clipboard().text().splitlines()[:2]
    told = dict(zip(heading.split(","), line.split(","), strict=True))
    assert told["label"] == "A" and float(told["mean"]) == 60 and float(told["deviation"]) == 0
    assert float(told["area_m2"]) == pytest.approx(36e-16, rel=0.2)
    with qtbot.waitSignal(canvas.drawing.annotations.changed):
        table.table.item(0, 0).setText("pore")
    settle()
    assert only(canvas).label == "pore"


def test_the_profile_of_the_selected_line(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.actions_by_id["canvas.profile"].setChecked(True)
    choose(canvas, "line")
    drag(canvas, qtbot, (2, 48), (58, 48))
    strip = canvas.strips.profile
    qtbot.waitUntil(lambda: strip.profile is not None, timeout=10_000)
    assert strip.profile is not None and strip.profile.in_metres
    assert (strip.profile.grey[0], strip.profile.grey[30]) == (60, 200)
    strip.copy.click()
    assert QGuiApplication.clipboard().text().startswith("distance_m,grey\n0,60\n")


def test_a_question_about_a_region(canvas: Canvas, qtbot: QtBot, settle: Settle) -> None:
    choose(canvas, "ellipse")
    drag(canvas, qtbot, (20, 20), (60, 50))
    settle()
    with qtbot.waitSignal(canvas.drawing.question_wanted) as told:
        canvas.actions_by_id["canvas.ask_region"].trigger()
    assert told.args is not None
    words, box = told.args
    assert words.startswith("region A (ellipse, ") and "nm" in words
    assert box == only(canvas).shape.box


def test_keys_are_its_own_only_with_the_focus(canvas: Canvas, qtbot: QtBot, settle: Settle) -> None:
    """Review's Ctrl+Z stays Review's while there is nothing to take back in the picture."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    def overrides(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(canvas.image, event)
        return event.isAccepted()

    assert not overrides(Qt.Key.Key_Z, CONTROL)
    assert not overrides(Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    choose(canvas, "line")
    drag(canvas, qtbot, (2, 48), (58, 48))
    assert overrides(Qt.Key.Key_Z, CONTROL)
    assert overrides(Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)


def test_the_ruler_and_the_tools_exclude_each_other(canvas: Canvas, qtbot: QtBot) -> None:
    choose(canvas, "line")
    canvas.actions_by_id["canvas.ruler"].setChecked(True)
    assert canvas.drawing.tool is None
    drag(canvas, qtbot, (2, 48), (58, 48))
    assert canvas.image.line is not None and canvas.drawing.annotations.items == []
    choose(canvas, "ellipse")
    assert not canvas.actions_by_id["canvas.ruler"].isChecked() and canvas.image.line is None
    drag(canvas, qtbot, (2, 40), (58, 60))
    assert len(canvas.drawing.annotations.items) == 1


@given(
    start=st.tuples(st.floats(0, 500), st.floats(0, 500)),
    place=st.tuples(st.floats(0, 500), st.floats(0, 500)),
    aspect=st.floats(0.05, 20),
)
def test_constraints_hold_in_the_specimen(
    start: tuple[float, float], place: tuple[float, float], aspect: float
) -> None:
    import math

    column, row = constrained("rectangle", start, place, aspect)
    assert abs(column - start[0]) == pytest.approx(abs(row - start[1]) * aspect, abs=1e-6)
    column, row = constrained("line", start, place, aspect)
    turn = math.degrees(math.atan2((row - start[1]) * aspect, column - start[0]))
    if math.hypot(column - start[0], (row - start[1]) * aspect) > 1e-3:
        assert abs((turn + 22.5) % 45 - 22.5) < 1e-3


def test_oblong_pixels_are_measured_as_they_are(canvas: Canvas, qtbot: QtBot) -> None:
    size = PixelSize(20e-9, 10e-9, PixelSizeSource.METADATA)
    row = rows(canvas)[0]
    from dataclasses import replace

    canvas.set_micrograph(replace(row, pixel_size=size))
    choose(canvas, "rectangle")
    drag(canvas, qtbot, (20, 20), (60, 30), SHIFT)
    c0, r0, c1, r1 = only(canvas).shape.box
    assert (c1 - c0) == pytest.approx(2 * (r1 - r0), rel=0.05)


def test_the_info_bar_is_hidden_and_the_fit_follows(context: Context, qtbot: QtBot, tmp_path: Path) -> None:
    from maemi.micrograph.reading import read_info
    from maemi.phantom.drawing import draw
    from maemi.phantom.writing import write
    from maemi.project.tables.foundation import now

    path = tmp_path / "phantom.tif"
    write(draw("particles", 1, rows=192, columns=256), path)
    info = read_info(path)
    canvas = Canvas(context)
    qtbot.addWidget(canvas)
    canvas.show()
    with qtbot.waitSignal(canvas.shown, timeout=15_000):
        canvas.set_micrograph(MicrographRow(1, path, path.name, info, None, None, info.pixel_size, now()))
    assert canvas.image.view.rows == info.shape[0]
    canvas.actions_by_id["canvas.info_bar"].setChecked(False)
    assert canvas.image.view.rows == info.scan_rows and canvas.image.view.is_fitted
    assert context.settings.value("canvas/info_bar", True, type=bool) is False
    canvas.image.grab()
    canvas.actions_by_id["canvas.info_bar"].setChecked(True)
    assert canvas.image.view.rows == info.shape[0]


def test_copy_image_and_the_export_dialog_write_what_is_seen(
    canvas: Canvas, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QDialog

    from maemi.micrograph.reading import read_info

    choose(canvas, "ellipse")
    drag(canvas, qtbot, (20, 20), (60, 50))
    settle()
    canvas.image.setFocus()
    qtbot.keyClick(canvas.image, Qt.Key.Key_C, CONTROL)
    settle_long = canvas.context.background
    qtbot.waitUntil(lambda: not settle_long.busy, timeout=30_000)
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (128, 96), "the scan's own pixels"
    canvas.actions_by_id["canvas.figure"].trigger()
    dialog = canvas.findChild(QDialog)
    assert dialog is not None
    assert "bar" in dialog.told.text()  # type: ignore[attr-defined]
    out = tmp_path / "figure.tif"
    with qtbot.waitSignal(dialog.accepted, timeout=30_000):
        dialog.write(out)  # type: ignore[attr-defined]
    size = read_info(out).pixel_size
    assert size is not None and size.column_m == pytest.approx(10e-9)
