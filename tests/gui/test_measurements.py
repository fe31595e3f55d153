"""The room of measurements: the dialog that starts a run, the table, its distributions, the export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from maemi.jobs.folder import RunFolder
from maemi.measure.settings import Settings
from maemi.project.project import Project
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.measurements.export_dialog import ExportDialog
from maemi_gui.measurements.measure_dialog import MeasureDialog
from maemi_gui.measurements.plan import Plan
from maemi_gui.measurements.room import MeasurementsRoom
from maemi_gui.measurements.table_model import order_of
from maemi_gui.measurements.window import MeasurementsWindow
from tests.survey.making import add_results, add_rows

Settle = Callable[[], None]


@pytest.fixture
def lab(tmp_path: Path, context: Context) -> Project:
    """Twelve micrographs, ten of them with a result, open in the context."""
    project = Project.create(tmp_path / "made")
    add_results(project, add_rows(project, 12)[:10])
    context.set_project(project)
    return project


@pytest.fixture
def shown(lab: Project, context: Context, qtbot: QtBot, settle: Settle) -> MeasurementsWindow:
    """The table alone, with its plot."""
    made = MeasurementsWindow(context, lambda: "class:powder")
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def column(shown: MeasurementsWindow, name: str) -> int:
    headings = [shown.model.headerData(each, Qt.Orientation.Horizontal) for each in range(shown.model.columnCount())]
    return headings.index(name)


def texts(shown: MeasurementsWindow, name: str) -> list[str]:
    place = column(shown, name)
    return [shown.model.index(row, place).data() for row in range(shown.model.rowCount())]


def test_the_table_sorts_and_says_what_it_lacks(shown: MeasurementsWindow) -> None:
    assert shown.count.text() == "10 measured, 2 without a result"
    assert texts(shown, "Micrograph")[:2] == ["image_00000.tif", "image_00001.tif"]
    assert all(" nm" in text for text in texts(shown, "Mean size"))
    tip = shown.model.index(0, column(shown, "Mean size")).data(Qt.ItemDataRole.ToolTipRole)
    assert " to " in tip
    shown.table.sortByColumn(column(shown, "Mean size"), Qt.SortOrder.DescendingOrder)
    values = [float(text.split()[0]) for text in texts(shown, "Mean size")]
    assert values == sorted(values, reverse=True)
    shown.table.sortByColumn(column(shown, "Class"), Qt.SortOrder.AscendingOrder)
    assert texts(shown, "Class") == ["particles"] * 4 + ["powder"] * 3 + [""] * 3


def test_what_has_no_number_comes_last_either_way() -> None:
    keys = np.array([2.0, np.nan, 1.0])
    assert order_of(keys, descending=False).tolist() == [2, 0, 1]
    assert order_of(keys, descending=True).tolist() == [0, 2, 1]


def test_a_row_becomes_the_gallerys_micrograph_and_back(shown: MeasurementsWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.micrograph_wanted, timeout=3000) as told:
        shown.table.selectRow(3)
    assert told.args == [4, "particles"]
    shown.set_current(7)
    assert shown.table.currentIndex().row() == 6
    qtbot.wait(400)
    assert shown.table.currentIndex().row() == 6


def test_reading_again_keeps_the_place(shown: MeasurementsWindow, lab: Project, settle: Settle, qtbot: QtBot) -> None:
    shown.table.setMaximumHeight(120)
    qtbot.waitUntil(lambda: shown.table.verticalScrollBar().maximum() > 0)
    shown.set_current(2)
    bar = shown.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    place = bar.value()
    assert place > 0
    add_results(lab, [11], seed=4)
    shown.results_came()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 11, timeout=10_000)
    settle()
    assert bar.value() == place and shown.table.currentIndex().row() == 1
    shown.distribution.view.select(0)
    shown.results_came()
    assert not shown._later.isActive(), "somebody looks at the rows of a bar"


def test_only_what_the_gallery_lists_or_one_kind(shown: MeasurementsWindow, settle: Settle) -> None:
    shown.only_listed.setChecked(True)
    settle()
    assert shown.model.rowCount() == 3 and shown.search == "class:powder"
    shown.kind.setCurrentIndex(shown.kind.findData("grains"))
    settle()
    assert shown.model.rowCount() == 0 and not shown.export_button.isEnabled()
    assert shown.empty.isVisible()


def test_a_bar_filters_the_table(shown: MeasurementsWindow, qtbot: QtBot, settle: Settle) -> None:
    panel = shown.distribution
    panel.quantity.setCurrentIndex(panel.quantity.findText("Mean size of micrographs"))
    settle()
    assert panel.drawn is not None and panel.drawn.plot is not None
    bars = panel.drawn.plot.bars
    assert sum(bar.height for bar in bars) == 10
    tallest = max(range(len(bars)), key=lambda each: bars[each].height)
    drawing = panel.view._drawn()
    assert drawing is not None
    rect = next(shape for shape in drawing.shapes if getattr(shape, "bar", None) == tallest)
    place = QPointF(rect.x + rect.width / 2, rect.y + rect.height / 2)  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert shown.model.rowCount() == bars[tallest].height and panel.clear.isVisible()
    assert shown.count.text().startswith(f"{bars[tallest].height:.0f} of 10 measured")
    panel.clear.click()
    assert shown.model.rowCount() == 10 and not panel.clear.isVisible()
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert shown.model.rowCount() == bars[0].height


@pytest.mark.parametrize("dark", [False, True])
def test_every_plot_is_painted(shown: MeasurementsWindow, settle: Settle, dark: bool) -> None:
    from PySide6.QtWidgets import QApplication

    from maemi_gui import theme

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark" if dark else "light")
    panel = shown.distribution
    try:
        for kind in range(panel.kind.count()):
            for by in range(panel.by.count()):
                panel.kind.setCurrentIndex(kind)
                panel.by.setCurrentIndex(by)
                settle()
                assert panel.drawn is not None
                if panel.drawn.plot is None:
                    assert "cannot be told apart" in panel.problem.text()
                    continue
                image = panel.view.grab().toImage()
                greys = {
                    image.pixelColor(x, y).value()
                    for x in range(0, image.width(), 3)
                    for y in range(0, image.height(), 3)
                }
                assert len(greys) >= 3
    finally:
        theme.apply(app, "system")
    panel.by.setCurrentIndex(1)
    panel.kind.setCurrentIndex(2)
    settle()
    panel.choose(0)
    assert set(texts(shown, "Class")) == {"particles"}


def test_the_dialog_counts_and_starts_a_run(lab: Project, context: Context, qtbot: QtBot, settle: Settle) -> None:
    pinned = Settings(split=0.3)
    dialog = MeasureDialog(context, list(range(1, 13)), "", lambda kind: pinned if kind == "pores" else Settings())
    qtbot.addWidget(dialog)
    settle()
    assert dialog.said.text() == "2 to measure; 10 have such a result."
    assert not dialog.as_in_inspect.isEnabled()
    dialog.kind.setCurrentIndex(dialog.kind.findData("pores"))
    dialog.as_in_inspect.setChecked(True)
    settle()
    assert dialog.said.text() == "12 to measure." and "split 0.3" in dialog.settings_words.text()
    assert dialog.plan().argv()[2:] == ["--kind", "pores", "--split=0.3"]
    dialog.kind.setCurrentIndex(dialog.kind.findData("particles"))
    assert dialog.automatic.isChecked()
    dialog.only_new.setChecked(False)
    assert dialog.said.text() == "12 will be measured."
    with qtbot.waitSignal(dialog.run_started, timeout=20_000) as told:
        dialog.start_button.click()
    folder = RunFolder(told.args[0])
    qtbot.waitUntil(lambda: folder.state().is_over, timeout=60_000)
    state = folder.state()
    assert state.state == "finished" and len(state.result["failed"]) == 12, "their files are nowhere"


def test_a_selection_is_named_in_the_command() -> None:
    assert Plan("/lab", "auto", ids=(1, 2, 3, 9)).argv() == ["measure-all", "/lab", "--kind", "auto", "--ids", "1-3,9"]
    assert Plan("/lab", search="-has:measurement", again=True).argv()[4:] == ["--search=-has:measurement", "--again"]


def test_export_writes_and_overwrites_nothing(
    lab: Project, context: Context, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    dialog = ExportDialog(context, ["--search=class:powder"], ["--plot", "box", "--by", "class"], "made")
    qtbot.addWidget(dialog)
    dialog.file.setText(str(tmp_path / "out.csv"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: not context.background.busy, timeout=60_000)
    assert dialog.said.text() == f"3 micrographs written to {tmp_path / 'out.csv'}."
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["class"] for row in csv.DictReader(file)} == {"powder"}
    dialog.what.setCurrentIndex(dialog.what.count() - 1)
    assert dialog.file.text().endswith("out.svg") and "--by" in dialog.argv()
    (tmp_path / "out.svg").write_text("mine")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: not context.background.busy, timeout=60_000)
    assert "exists already" in dialog.said.text() and (tmp_path / "out.svg").read_text() == "mine"


def test_the_room_is_joined_to_the_gallery(window: MainWindow, lab: Project, settle: Settle, qtbot: QtBot) -> None:
    room = window.measurements
    assert isinstance(room, MeasurementsRoom)
    settle()
    assert all(action.isEnabled() for action in room.actions_by_id.values())
    assert room.actions_by_id["measurements.measure_selected"] in window.browse.gallery.view.actions()
    room.show_table()
    table = room.window_
    assert table is not None
    qtbot.waitUntil(lambda: table.loaded is not None, timeout=10_000)
    gallery = window.browse.gallery
    qtbot.waitUntil(lambda: gallery.current() is not None, timeout=10_000)
    settle()
    table.micrograph_wanted.emit(5, "particles")
    qtbot.waitUntil(lambda: (gallery.current() or window).id == 5, timeout=10_000)  # pyright: ignore
    assert table.table.currentIndex().row() == 4
    table.close()
    window.context.set_project(None)
    assert not any(action.isEnabled() for action in room.actions_by_id.values())
