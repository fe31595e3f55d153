"""A giant shows and pans without being loaded whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil
import pytest
import tifffile
from pytestqt.qtbot import QtBot

from maemi.micrograph.decoder import Overview
from maemi.micrograph.reading import read_info
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.project.tables.foundation import now
from maemi_gui.browse import tiled_levels
from maemi_gui.browse.canvas import Canvas, position_text
from maemi_gui.browse.levels import TILE
from maemi_gui.browse.painting import tiles_in_sight
from maemi_gui.browse.tiled_levels import TiledLevels
from maemi_gui.browse.viewport import Viewport
from maemi_gui.context import Context


def row_of(path: Path) -> MicrographRow:
    info = read_info(path)
    return MicrographRow(1, path, path.name, info, None, None, info.pixel_size, now())


@pytest.fixture
def canvas(context: Context, qtbot: QtBot, tmp_path: Path) -> Canvas:
    context.set_project(Project.create(str(tmp_path / "project")))
    made = Canvas(context)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


@pytest.fixture
def giant(tmp_path: Path) -> Path:
    """1 GB, sparse on the disk but for a square in the middle."""
    path = tmp_path / "giant.tif"
    pixels = tifffile.memmap(path, shape=(24_000, 24_000), dtype=np.uint16)
    pixels[11_900:12_100, 11_900:12_100] = 4_000
    pixels[12_000, 12_000] = 50_123
    pixels[40:60, 40:60] = 40_960  # between the pixels of the first look, every 32nd
    pixels.flush()
    del pixels
    return path


def values_of_corner(levels: TiledLevels) -> np.ndarray:
    values = levels.tile((levels.count - 1, 0, 0))
    assert values is not None
    return values


def loaded(canvas: Canvas) -> TiledLevels:
    levels = canvas.image.levels
    assert isinstance(levels, TiledLevels)
    return levels


def test_it_shows_zooms_and_pans_in_little_memory(canvas: Canvas, giant: Path, qtbot: QtBot) -> None:
    before = psutil.Process().memory_info().rss
    with qtbot.waitSignal(canvas.shown, timeout=20_000):
        canvas.set_micrograph(row_of(giant))
    levels = loaded(canvas)
    assert (levels.rows, levels.columns, levels.dtype, levels.whole) == (24_000, 24_000, np.uint16, None)
    canvas.image.one_to_one()
    canvas.image.grab()
    assert levels.value_at(12_000, 12_000) is None
    qtbot.waitUntil(lambda: levels.value_at(12_000, 12_000) == 50_123, timeout=20_000)
    assert levels.value_at(11_900, 11_950) == 4_000
    canvas.contrast.low.setValue(0)
    canvas.contrast.high.setValue(8_000)
    shot = canvas.image.grab().toImage()
    assert shot.pixelColor(shot.rect().center()).red() == pytest.approx(127, abs=2)
    for _ in range(30):
        canvas.image._move(canvas.image.view.panned(-400, -400))
        canvas.image.grab()
    qtbot.waitUntil(lambda: not levels._asked, timeout=20_000)
    assert sum(values.nbytes for values in levels._kept.values()) == levels._kept_bytes <= tiled_levels.KEPT_BYTES
    assert psutil.Process().memory_info().rss - before < 250 << 20


def test_samples_give_way_to_means(canvas: Canvas, giant: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.shown, timeout=20_000):
        canvas.set_micrograph(row_of(giant))
    levels = loaded(canvas)
    assert not levels.refined
    assert values_of_corner(levels)[1, 1] == 0
    qtbot.waitUntil(lambda: levels.refined, timeout=60_000)
    folder = canvas.context.pyramids_dir
    assert folder is not None
    assert len(list(folder.glob("*.pyramid"))) == 1
    assert values_of_corner(levels)[1, 1] == 40_960 * 20 * 20 // 32**2
    canvas.image.grab()
    canvas.set_micrograph(None)
    assert levels._closed


def test_another_micrograph_ends_the_asking(canvas: Canvas, giant: Path, micrograph_files, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.shown, timeout=20_000):
        canvas.set_micrograph(row_of(giant))
    levels = loaded(canvas)
    canvas.image.one_to_one()
    canvas.image.grab()
    small = MicrographRow(2, micrograph_files[0], "small", read_info(micrograph_files[0]), None, None, None, now())
    with qtbot.waitSignal(canvas.shown, timeout=20_000):
        canvas.set_micrograph(small)
    assert not levels._asked
    qtbot.waitUntil(lambda: not canvas.context.background.busy, timeout=20_000)


def test_a_giant_that_vanishes_is_told_once(canvas: Canvas, giant: Path, qtbot: QtBot) -> None:
    told: list[str] = []
    canvas.context.notice.connect(told.append)
    with qtbot.waitSignal(canvas.shown, timeout=20_000):
        canvas.set_micrograph(row_of(giant))
    giant.unlink()
    canvas.image.one_to_one()
    canvas.image.grab()
    qtbot.waitUntil(lambda: not loaded(canvas)._asked, timeout=20_000)
    canvas.image.grab()
    assert len(told) == 1
    assert "giant.tif" in told[0]


def nothing(context: Context) -> TiledLevels:
    """8192 × 8192 pixels of no file."""
    overview = Overview(np.zeros((512, 512), np.uint8), None, (8192, 8192), 4, True)
    return TiledLevels(context, Path("none.tif"), 0, overview, None)


def test_memory_of_tiles_is_bounded(context: Context, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(tiled_levels, "KEPT_BYTES", 3 * TILE * TILE)
    levels = nothing(context)
    for column in range(10):
        levels._arrived((0, 0, column), np.full((TILE, TILE), column, np.uint8))
    assert list(levels._kept) == [(0, 0, 7), (0, 0, 8), (0, 0, 9)]
    levels.close()


def test_what_is_seen_comes_before_its_neighbours(context: Context) -> None:
    levels = nothing(context)
    view = Viewport(600, 600, 8192, 8192, scale=1.0, left=-1000, top=-1000)
    seen, around = tiles_in_sight(view, levels, 0)
    assert seen[0] == (0, 2, 2)
    assert set(seen) == {(0, row, column) for row in (1, 2, 3) for column in (1, 2, 3)}
    assert len(around) == 25 - 9
    assert (0, 0, 0) in around
    levels.close()


def test_a_value_on_its_way_is_a_mark() -> None:
    assert position_text(1, 2, None, None) == "column 2, row 1 · grey …"
