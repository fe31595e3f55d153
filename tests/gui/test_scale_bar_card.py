"""Inspect: a scale bar that was read, confirmed, changed or rejected, or drawn over by hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.scale_bar_reading import ScaleBarReading
from maemi.project.bars import keep_reading
from maemi.project.micrographs import get_micrograph
from maemi.project.rows import MicrographRow
from maemi_gui.context import Context
from maemi_gui.inspect.panel import InspectPanel
from maemi_gui.inspect.scale_bars import crop

READING = ScaleBarReading(200e-9, 40.0, 0.55, "200 nm", (10, 20, 30, 70), 0.01, ("the label is hard to read",))


@pytest.fixture
def panel(tiny_project: Context, qtbot: QtBot) -> InspectPanel:
    """Shows micrograph 1, whose scale bar was read and is doubtful."""
    made = InspectPanel(tiny_project)
    qtbot.addWidget(made)
    made.resize(380, 900)
    made.show()
    project = tiny_project.project
    assert project is not None
    info = get_micrograph(project, 1).info
    assert info is not None
    keep_reading(project, 1, replace(info, pixel_size=None, scale_bar=READING))
    made.set_micrograph(get_micrograph(project, 1))
    return made


def row_of(context: Context, micrograph_id: int = 1) -> MicrographRow:
    assert context.project is not None
    return get_micrograph(context.project, micrograph_id)


def done(qtbot: QtBot, context: Context, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(context.micrographs_changed):
        act()


def test_a_doubtful_reading_shows_its_doubts_and_its_crop(panel: InspectPanel, qtbot: QtBot) -> None:
    card = panel.scale_bar
    assert card.accept_button.isVisible()
    assert card.reject_button.isVisible()
    assert card.change_button.isVisible()
    assert not card.read_button.isVisible()
    assert not card.change_button.isEnabled()
    qtbot.waitUntil(card.crop.isVisible)
    assert card.crop.pixmap().width() > 50


def test_accepting_says_who(panel: InspectPanel, tiny_project: Context, qtbot: QtBot) -> None:
    done(qtbot, tiny_project, panel.scale_bar.accept_button.click)
    size = row_of(tiny_project).pixel_size
    assert size is not None
    assert size.mean_m == pytest.approx(5e-9)
    assert size.source == PixelSizeSource.SCALE_BAR
    assert tiny_project.curator in size.detail
    panel.set_micrograph(row_of(tiny_project))
    assert not panel.scale_bar.accept_button.isVisible()
    assert panel.scale_bar.reject_button.isVisible()


def test_the_length_is_changed(panel: InspectPanel, tiny_project: Context, qtbot: QtBot) -> None:
    panel.scale_bar.length.field.setText("2 µm")
    done(qtbot, tiny_project, panel.scale_bar.change_button.click)
    size = row_of(tiny_project).pixel_size
    assert size is not None
    assert size.mean_m == pytest.approx(50e-9)


def test_rejecting_forgets_it(panel: InspectPanel, tiny_project: Context, qtbot: QtBot) -> None:
    done(qtbot, tiny_project, panel.scale_bar.reject_button.click)
    row = row_of(tiny_project)
    assert row.pixel_size is None
    assert row.info is not None
    assert row.info.scale_bar is None
    panel.set_micrograph(row)
    assert panel.scale_bar.read_button.isVisible()


def test_a_line_over_the_bar_sets_the_selected(panel: InspectPanel, tiny_project: Context, qtbot: QtBot) -> None:
    panel.selected_ids = lambda: [1, 2]
    card = panel.scale_bar
    assert not card.line_button.isVisible()
    card.set_line(((10.0, 20.0), (110.0, 20.0)))
    assert card.line_button.isVisible()
    card.line_length.field.setText("200 nm")
    done(qtbot, tiny_project, card.line_button.click)
    for micrograph_id in (1, 2):
        size = row_of(tiny_project, micrograph_id).pixel_size
        assert size is not None
        assert size.mean_m == pytest.approx(2e-9)
        assert size.source == PixelSizeSource.TYPED_IN
        assert tiny_project.curator in size.detail


def test_reading_goes_through_a_decoder(
    panel: InspectPanel, tiny_project: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = row_of(tiny_project)
    assert row.info is not None
    size = PixelSize(1e-9, 1e-9, PixelSizeSource.SCALE_BAR)
    future: Future[MicrographInfo] = Future()
    future.set_result(replace(row.info, pixel_size=size, scale_bar=replace(READING, confidence=0.9)))
    monkeypatch.setattr(tiny_project.decoder, "scale_bar", lambda _path, check: future)
    done(qtbot, tiny_project, panel.scale_bars.read)
    assert row_of(tiny_project).pixel_size == size


def test_a_crop_is_the_box_with_a_margin() -> None:
    pixels = np.zeros((100, 200), np.uint16)
    pixels[40:50, 60:90] = 4000
    image = crop(pixels, (40, 60, 49, 89))
    assert (image.width(), image.height()) == (54, 34)
    assert image.pixelColor(30, 15).red() == 255
    assert image.pixelColor(0, 0).red() == 0
