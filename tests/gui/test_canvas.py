"""The canvas: decoding in the background, contrast, frames, broken files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from pytestqt.qtbot import QtBot

from maemi.micrograph.reading import read_info
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.project.rows import MicrographRow
from maemi.project.tables.foundation import now
from maemi_gui.browse.canvas import Canvas, position_text
from maemi_gui.context import Context


def row_of(path: Path, number: int = 1, error: str | None = None) -> MicrographRow:
    info = None if error else read_info(path)
    return MicrographRow(number, path, path.name, info, error, None, info.pixel_size if info else None, now())


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Three frames of 12-bit values in 16 bits."""
    path = tmp_path / "stack.tif"
    frames = np.arange(3 * 40 * 50, dtype=np.uint16).reshape(3, 40, 50) + 1000
    tifffile.imwrite(path, frames, photometric="minisblack")
    return path


@pytest.fixture
def canvas(context: Context, qtbot: QtBot) -> Canvas:
    made = Canvas(context)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def test_it_says_what_to_do_while_nothing_is_selected(canvas: Canvas) -> None:
    assert canvas.image.levels is None
    assert not canvas.actions_by_id["canvas.fit"].isEnabled()


def test_the_values_stay_those_of_the_file(canvas: Canvas, stack: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.shown, timeout=15_000):
        canvas.set_micrograph(row_of(stack))
    levels = canvas.image.levels
    assert levels is not None
    assert levels.dtype == np.uint16
    assert levels.value_at(0, 7) == 1007
    canvas.contrast.low.setValue(1500)
    assert levels.value_at(0, 7) == 1007
    assert not canvas.frame.isHidden()
    with qtbot.waitSignal(canvas.shown, timeout=15_000):
        canvas.frame.setValue(2)
    assert canvas.image.levels is not None
    assert canvas.image.levels.value_at(0, 0) == 1000 + 2 * 40 * 50


def test_a_broken_file_is_a_sentence_on_the_canvas(canvas: Canvas, tmp_path: Path, qtbot: QtBot) -> None:
    canvas.set_micrograph(row_of(tmp_path / "gone.tif", error="gone.tif is empty; copy it again."))
    assert canvas.image._sentence == "gone.tif is empty; copy it again."
    broke = tmp_path / "ok.tif"
    tifffile.imwrite(broke, np.zeros((8, 8), np.uint8))
    row = row_of(broke, 2)
    broke.unlink()
    canvas.set_micrograph(row)
    qtbot.waitUntil(lambda: "ok.tif" in canvas.image._sentence, timeout=15_000)
    assert not canvas.contrast.isEnabled()


def test_contrast_is_kept_where_that_is_wanted(canvas: Canvas, micrograph_files: list[Path], qtbot: QtBot) -> None:
    def show(number: int) -> None:
        with qtbot.waitSignal(canvas.shown, timeout=15_000):
            canvas.set_micrograph(row_of(micrograph_files[number], number))

    show(0)
    canvas.contrast.keep.setChecked(True)
    canvas.contrast.high.setValue(123)
    canvas.contrast.gamma.setValue(1.5)
    show(1)
    assert (canvas.contrast.tone.high, canvas.contrast.tone.gamma) == (123, 1.5)
    canvas.contrast.keep.setChecked(False)
    show(2)
    assert canvas.contrast.tone.high != 123
    assert canvas.contrast.tone.gamma == 1.0


def test_only_the_last_wish_is_shown(canvas: Canvas, micrograph_files: list[Path], qtbot: QtBot) -> None:
    shown: list[str] = []
    canvas.shown.connect(lambda: shown.append("shown"))
    for number, path in enumerate(micrograph_files):
        canvas.set_micrograph(row_of(path, number))
    qtbot.waitUntil(lambda: bool(shown), timeout=15_000)
    assert len(shown) == 1
    assert canvas.image.levels is not None
    assert canvas.image.levels.value_at(0, 0) == 80


def test_the_position_is_told_in_metres() -> None:
    size = PixelSize(2e-9, 1e-9, PixelSizeSource.METADATA)
    assert position_text(99, 199, 17342, size) == "column 199, row 99 · grey 17,342 · 200 nm, 199 nm"
    assert position_text(0, 0, (1, 2, 3), None) == "column 0, row 0 · RGB 1, 2, 3"


def test_dragging_the_histogram_changes_the_tone(canvas: Canvas, stack: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.shown, timeout=15_000):
        canvas.set_micrograph(row_of(stack))
    before = canvas.contrast.tone
    with qtbot.waitSignal(canvas.contrast.tone_changed):
        canvas.contrast.histogram._set(0, 1800.0)
    assert canvas.contrast.tone.low == 1800.0 != before.low
    canvas.contrast.auto.click()
    assert canvas.contrast.tone == before


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.float32, np.float64])
def test_contrast_of_every_depth_is_kept_and_reset(
    canvas: Canvas, tmp_path: Path, qtbot: QtBot, dtype: type[np.generic]
) -> None:
    rng = np.random.default_rng(3)
    rows: list[MicrographRow] = []
    for number in range(2):
        path = tmp_path / f"{np.dtype(dtype).name}_{number}.tif"
        pixels = (rng.normal(100, 10, (60, 80)) + 20 * number).astype(dtype)
        if pixels.dtype.kind == "f":
            pixels[0, 0], pixels[1, 1] = np.nan, np.inf
        tifffile.imwrite(path, pixels, photometric="minisblack")
        rows.append(row_of(path, number))

    def show(number: int) -> tuple[float, float]:
        with qtbot.waitSignal(canvas.shown, timeout=15_000):
            canvas.set_micrograph(rows[number])
        canvas.image.grab()
        levels = canvas.image.levels
        assert levels is not None
        return levels.greys.auto

    own = show(0)
    assert (canvas.contrast.tone.low, canvas.contrast.tone.high) == own
    assert own[0] == pytest.approx(73, abs=6) and own[1] == pytest.approx(127, abs=6)
    canvas.contrast.keep.setChecked(True)
    canvas.contrast.low.setValue(80)
    canvas.contrast.high.setValue(130)
    brighter = show(1)
    assert (canvas.contrast.tone.low, canvas.contrast.tone.high) == (80, 130)
    canvas.contrast.logarithmic.setChecked(True)
    canvas.contrast.auto.click()
    assert (canvas.contrast.tone.low, canvas.contrast.tone.high) == brighter
    assert brighter[0] > own[0]


def test_the_position_of_oblong_pixels_of_floats_and_of_what_is_no_number() -> None:
    size = PixelSize(20e-9, 10e-9, PixelSizeSource.METADATA)
    assert position_text(0, 0, 0.25, size) == "column 0, row 0 · grey 0.25 · 5.00 nm, 10.0 nm"
    assert "grey nan" in position_text(1, 1, float("nan"), None)
