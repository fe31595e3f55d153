"""The objects of a measurement over the picture: painted as they count, and found under a click."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.levels import build_levels
from maemi_gui.browse.measured import CUT, Measured
from maemi_gui.browse.overlays import OUTLINE, Outline
from maemi_gui.browse.tone import Tone


def square(row: float, column: float, side: float) -> Outline:
    return ((row, column), (row, column + side), (row + side, column + side), (row + side, column))


OBJECTS = (square(10, 10, 40), (), square(20, 20, 10), square(60, 80, 30))


@pytest.fixture
def image(qtbot: QtBot) -> ImageView:
    made = ImageView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_levels(build_levels(np.zeros((150, 200), dtype=np.uint8)), Tone(0, 255), None)
    return made


@pytest.fixture
def measured(image: ImageView) -> Measured:
    made = Measured(image, image)
    made.set_objects(OBJECTS, (1, 1, 1, 0))
    return made


def near(shown: QColor, meant: QColor) -> bool:
    return max(abs(shown.red() - meant.red()), abs(shown.green() - meant.green())) < 60


def on_screen(image: ImageView, row: float, column: float) -> QPoint:
    x, y = image.view.to_window(column + 0.5, row + 0.5)
    return QPoint(round(x), round(y))


def test_a_click_finds_the_smallest_object_there(measured: Measured, image: ImageView, qtbot: QtBot) -> None:
    found: list[int | None] = []
    measured.clicked.connect(found.append)
    for row, column in ((15, 15), (25, 25), (70, 90), (140, 5)):
        qtbot.mouseClick(image, Qt.MouseButton.LeftButton, pos=on_screen(image, row, column))
    assert found == [0, 2, 3, None]
    measured.set_shown(False)
    qtbot.mouseClick(image, Qt.MouseButton.LeftButton, pos=on_screen(image, 15, 15))
    assert len(found) == 4, "what is not shown is not clicked"


def test_a_drag_moves_the_picture_and_chooses_nothing(measured: Measured, image: ImageView, qtbot: QtBot) -> None:
    found: list[int | None] = []
    measured.clicked.connect(found.append)
    start = on_screen(image, 15, 15)
    qtbot.mousePress(image, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(image, start + QPoint(30, 0))
    qtbot.mouseRelease(image, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 0))
    assert found == []


def test_what_the_border_cuts_looks_different(measured: Measured, image: ImageView) -> None:
    picture = image.grab().toImage()
    left_side = on_screen(image, 30, 10)
    assert near(picture.pixelColor(left_side), OUTLINE)
    side = on_screen(image, 60, 80)
    around = [picture.pixelColor(side + QPoint(x, 0)) for x in range(50)]
    assert any(near(colour, CUT) and colour.blue() < 140 for colour in around)
    measured.set_shown(False)
    assert not near(image.grab().toImage().pixelColor(left_side), OUTLINE)


def test_the_chosen_one_is_marked_and_forgotten_with_other_objects(measured: Measured, image: ImageView) -> None:
    plain = image.grab().toImage()
    measured.choose(3)
    assert image.grab().toImage() != plain and measured.chosen == 3
    measured.choose(1)
    assert measured.chosen is None, "this one is not drawn"
    measured.choose(2)
    measured.set_objects(())
    assert measured.chosen is None and measured.at(15, 15) is None


def test_a_chosen_one_out_of_sight_is_brought_in(measured: Measured, image: ImageView) -> None:
    for _ in range(12):
        image.zoom_in()
    image.pan(-10_000, -10_000)
    assert on_screen(image, 25, 25).x() < 0
    measured.choose(2)
    spot = on_screen(image, 25, 25)
    assert 0 < spot.x() < 400 and 0 < spot.y() < 300
    before = image.view
    measured.choose(2)
    assert image.view == before


def test_thousands_of_outlines_are_painted_without_delay(measured: Measured, image: ImageView) -> None:
    """No time is asked for: that each paint builds nothing anew is."""
    measured.set_objects(tuple(square(row, column, 2) for row in range(0, 150, 3) for column in range(0, 200, 5)))
    built = list(measured._counted)
    image.grab()
    assert len(built) == 2000 and all(one is other for one, other in zip(built, measured._counted, strict=True))
