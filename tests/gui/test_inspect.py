"""Inspect: what the file says in words, what is missing, a typed-in pixel size, a measurement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.micrograph.reading import read_info
from maemi.micrograph.record import Acquisition, PixelSize, PixelSizeSource
from maemi.project.micrographs import get_micrograph
from maemi.project.rows import MicrographRow
from maemi.project.tables.foundation import now
from maemi_gui.context import Context
from maemi_gui.inspect.facts import missing, pixel_size_origin, pixel_size_text, sections
from maemi_gui.inspect.panel import InspectPanel
from maemi_gui.inspect.result import Result, shifted


@pytest.fixture
def row(micrograph_files: list[Path]) -> MicrographRow:
    path = micrograph_files[0]
    return MicrographRow(1, path, path.name, read_info(path), None, None, None, now())


def facts(row: MicrographRow) -> dict[str, str]:
    return dict(line for section in sections(row) for line in section.lines)


def test_facts_carry_units(row: MicrographRow) -> None:
    assert row.info is not None
    acquisition = Acquisition(
        instrument="Quanta",
        accelerating_voltage_v=15_000,
        magnification=50_000,
        working_distance_m=0.0101,
        dwell_time_s=3e-6,
    )
    size = PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA, "[Scan] PixelWidth")
    told = facts(replace(row, info=replace(row.info, acquisition=acquisition), pixel_size=size))
    assert told["Voltage"] == "15 kV"
    assert told["Magnification"] == "50,000 ×"
    assert told["Working distance"] == "10.1 mm"
    assert told["Dwell time"] == "3 µs"
    assert told["Field of view"] == "256 nm × 192 nm"
    assert told["Size"] == "128 × 96 px"
    assert pixel_size_text(size) == "2.00 nm"
    assert pixel_size_origin(size) == "from the file's metadata ([Scan] PixelWidth)"


def test_pixels_that_are_not_square_show_both_sides() -> None:
    assert pixel_size_text(PixelSize(2e-9, 1e-9, PixelSizeSource.SIDECAR)) == "1.00 nm × 2.00 nm"


def test_what_is_missing_and_what_that_means(row: MicrographRow) -> None:
    assert row.info is not None
    said = missing(row)
    assert "No pixel size" in said[0] and "no scale bar" in said[0]
    assert "accelerating voltage" in said[1]
    reciprocal = replace(row, info=replace(row.info, reciprocal=True))
    assert "no length per pixel" in missing(reciprocal)[0]
    assert missing(replace(row, info=None)) == []


@pytest.fixture
def panel(tiny_project: Context, qtbot: QtBot) -> InspectPanel:
    made = InspectPanel(tiny_project)
    qtbot.addWidget(made)
    made.resize(360, 700)
    made.show()
    project = tiny_project.project
    assert project is not None
    made.set_micrograph(get_micrograph(project, 1))
    return made


def test_a_pixel_size_is_typed_in_for_all_selected(panel: InspectPanel, tiny_project: Context, qtbot: QtBot) -> None:
    panel.selected_ids = lambda: [1, 2]
    panel.pixel_size.edit.field.setText("nonsense")
    assert not panel.pixel_size.set_button.isEnabled()
    panel.pixel_size.edit.field.setText("2.5 nm")
    with qtbot.waitSignal(tiny_project.micrographs_changed):
        panel.pixel_size.set_button.click()
    project = tiny_project.project
    assert project is not None
    first, second = get_micrograph(project, 1), get_micrograph(project, 2)
    assert first.pixel_size == second.pixel_size
    assert first.pixel_size is not None and first.pixel_size.source == PixelSizeSource.TYPED_IN
    panel.set_micrograph(first)
    assert not panel.pixel_size.back_button.isHidden()
    with qtbot.waitSignal(tiny_project.micrographs_changed):
        panel.pixel_size.back_button.click()
    assert get_micrograph(project, 1).pixel_size is None


def test_measuring_runs_elsewhere_and_brings_outlines(panel: InspectPanel, qtbot: QtBot) -> None:
    import sys

    with qtbot.waitSignal(panel._measuring.finished, timeout=60_000) as told:
        panel.measurement.kind.setCurrentIndex(panel.measurement.kind.findData("particles"))
        panel.measure_action.trigger()
    assert told.args is not None
    result: Result = told.args[0]
    assert result.measurement.kind == "particles"
    assert "skimage" not in sys.modules, "scikit-image belongs into the child process"


def test_nothing_is_cut_at_the_side_of_the_panel(panel: InspectPanel, row: MicrographRow, qtbot: QtBot) -> None:
    found = Measurement(
        "particles", confidence=0.5, pixel_size_m=1e-9, sizes_px=(5.0, 6.0, 8.0), warnings=("a" * 30, "b " * 60),
        quantities=tuple(Quantity(f"quite_a_long_name_of_one_{n}", 1e-7, "m", 0.9e-7, 1.1e-7) for n in range(9)),
        objects={"size": (5.0, 6.0, 8.0), "whole": (0.0, 1.0, 1.0)}, settings={"split": 0.2}, method="m " * 90,
    )  # fmt: skip
    panel.set_micrograph(replace(row, name="L2_1f30fc187e6e4160ab391d113a50cc28_without_a_space.jpg"))
    panel.resize(348, 700)
    panel._measured(Result(found))
    panel.measurement.settings.opener.setChecked(True)
    panel.measurement.view.more.setChecked(True)
    panel.choose_object(0)
    qtbot.wait(50)
    scroll = panel._scroll
    inner = scroll.widget()
    assert inner is not None and inner.minimumSizeHint().width() <= scroll.viewport().width()


def test_another_micrograph_ends_the_measurement(panel: InspectPanel, tiny_project: Context) -> None:
    panel.measure()
    assert panel._measuring.busy
    project = tiny_project.project
    assert project is not None
    panel.set_micrograph(get_micrograph(project, 2))
    assert not panel._measuring.busy


def test_outlines_lie_on_the_scan_where_the_bar_is_above_it(row: MicrographRow) -> None:
    assert row.info is not None
    outlines = (((0.0, 5.0), (1.0, 6.0)),)
    below, above = replace(row.info, info_bar=(80, 95)), replace(row.info, info_bar=(0, 15))
    assert shifted(outlines, row.info) == shifted(outlines, below) == outlines
    assert shifted(outlines, above) == (((16.0, 5.0), (17.0, 6.0)),)
