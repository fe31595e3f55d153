"""The picture: zoom, pan, measuring line, scale bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.levels import build_levels
from maemi_gui.browse.tone import Tone

SIZE = PixelSize(10e-9, 10e-9, PixelSizeSource.METADATA)


@pytest.fixture
def view(qtbot: QtBot) -> ImageView:
    made = ImageView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    pixels = np.full((600, 800), 90, np.uint16)
    pixels[:300, :400] = 10
    made.show_levels(build_levels(pixels), Tone(10, 90), SIZE)
    return made


def grabbed(view: ImageView) -> QImage:
    return view.grab().toImage()


def test_the_image_is_fitted_and_shown_by_its_limits(view: ImageView) -> None:
    image = grabbed(view)
    assert view.view.is_fitted
    assert image.pixelColor(100, 60).lightness() == 0
    assert image.pixelColor(300, 60).lightness() == 255


def test_one_to_one_is_one_pixel_on_one_pixel(view: ImageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.zoom_changed) as told:
        qtbot.keyClick(view, Qt.Key.Key_1)
    assert told.args == [1.0]
    assert view.view.to_image(201, 150)[0] - view.view.to_image(200, 150)[0] == pytest.approx(1.0)


def test_keys_zoom_pan_and_fit(view: ImageView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    left = view.view.left
    assert view.view.scale > view.view.fit_scale
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.view.left < left
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.view.is_fitted


def test_a_dragged_line_is_measured_in_metres(view: ImageView, qtbot: QtBot) -> None:
    view.set_measuring(True)
    told: list[str] = []
    view.line_changed.connect(told.append)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 150))
    qtbot.mouseMove(view, QPoint(200, 150))
    view.set_line(((200.0, 300.0), (400.0, 300.0)))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert told[-1] == "2.00 µm · 200.0 px"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.line is None
    assert told[-1] == ""


def test_a_line_over_pixels_that_are_not_square(view: ImageView) -> None:
    view.set_pixel_size(PixelSize(20e-9, 10e-9, PixelSizeSource.METADATA))
    told: list[str] = []
    view.line_changed.connect(told.append)
    view.set_line(((0.0, 0.0), (0.0, 100.0)))
    assert told[-1].startswith("2.00 µm")


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_the_scale_bar_is_as_long_as_it_says(view: ImageView, scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    from maemi_gui.browse import overlays

    seen: list[tuple[float, float, str]] = []
    real = overlays.scale_bar

    def spy(field_m: float, room_px: float, columns: int) -> tuple[float, float, str]:
        seen.append(real(field_m, room_px, columns))
        return seen[-1]

    monkeypatch.setattr(overlays, "scale_bar", spy)
    view.fit()
    view._move(view.view.zoomed(scale, 200, 150))
    grabbed(view)
    length_m, length_px, _ = seen[-1]
    assert length_px == pytest.approx(length_m / SIZE.column_m * view.view.scale)
    assert length_px <= 100


def test_the_place_is_kept_for_an_image_of_the_same_size(view: ImageView) -> None:
    view.zoom_in()
    before = view.view
    view.show_levels(build_levels(np.zeros((600, 800), np.uint8)), Tone(0, 1), None)
    assert view.view == before
    view.show_levels(build_levels(np.zeros((50, 50), np.uint8)), Tone(0, 1), None)
    assert view.view.is_fitted


def test_the_value_under_the_cursor(view: ImageView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.hovered) as told:
        qtbot.mouseMove(view, QPoint(10, 10))
        qtbot.mouseMove(view, QPoint(300, 60))
    assert told.args is not None
    view.say("Gone.", "broken")
    assert view.levels is None


def test_a_large_image_moves_fluently(qtbot: QtBot) -> None:
    """10,000 × 10,000 pixels: only what is in sight is turned into a picture."""
    import time

    view = ImageView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    pixels = np.zeros((10_000, 10_000), np.uint8)
    view.show_levels(build_levels(pixels), Tone(0, 255), SIZE)
    grabbed(view)
    begun = time.perf_counter()
    for _ in range(10):
        view.zoom_in()
        grabbed(view)
    # A generous bound for a busy machine; painting all 100 million pixels would take several times as long.
    assert (time.perf_counter() - begun) / 10 < 0.25


def test_oblong_pixels_are_shown_and_measured_in_their_true_shape(view: ImageView) -> None:
    tall = PixelSize(20e-9, 10e-9, PixelSizeSource.METADATA)
    view.set_pixel_size(tall)
    assert view.view.is_fitted
    left, top = view.view.to_window(0, 0)
    right, bottom = view.view.to_window(800, 600)
    assert (bottom - top) / (right - left) == pytest.approx((600 * 20) / (800 * 10))
    image = grabbed(view)
    assert image.pixelColor(round(left) + 20, 75).lightness() == 0, "the dark quarter"
    assert image.pixelColor(round(left) + 20, 225).lightness() == 255, "below it, where half of the rows are over"
    assert image.pixelColor(round(right) + 10, 75).lightness() not in (0, 255), "beside the picture"
    told: list[str] = []
    view.line_changed.connect(told.append)
    view.set_line(((0, 0), (0, 300)))
    assert told[-1].startswith("6 µm") or told[-1].startswith("6.00 µm")
    view.set_pixel_size(SIZE)
    assert view.view.aspect == 1.0 and view.view.is_fitted
