"""The warm measuring process: the newest request counts, errors arrive as sentences, and a death is survived."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from maemi.measure.settings import Settings
from maemi.micrograph.correction import Correction
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi_gui.inspect.measure_child import Answering, Newest
from maemi_gui.inspect.measuring import Measuring, Request
from maemi_gui.inspect.result import Result


@pytest.fixture
def measuring(qtbot: QtBot) -> Iterator[Measuring]:
    made = Measuring()
    yield made
    made.close()


def measured(measuring: Measuring, qtbot: QtBot, request: Request) -> Result:
    with qtbot.waitSignal(measuring.finished, timeout=60_000, check_params_cb=lambda _one: not measuring.busy) as told:
        measuring.start(request)
    assert told.args is not None
    return told.args[0]


def test_one_process_serves_all_and_a_person_s_pixel_size_keeps_its_source(
    measuring: Measuring, qtbot: QtBot, micrograph_files: list[Path]
) -> None:
    size = PixelSize(2e-9, 2e-9, PixelSizeSource.SCALE_BAR, relative_uncertainty=0.01)
    first = measured(measuring, qtbot, Request(micrograph_files[0], "particles", size))
    process = measuring.process_id
    assert first.measurement.pixel_size_m == pytest.approx(2e-9)
    assert first.measurement.pixel_size_source == PixelSizeSource.SCALE_BAR
    second = measured(measuring, qtbot, Request(micrograph_files[1], "pores", settings=Settings(split=0.5)))
    assert second.measurement.kind == "pores" and second.asked.split == 0.5
    assert measuring.process_id == process


def test_corrections_by_hand_reach_the_process(
    measuring: Measuring, qtbot: QtBot, micrograph_files: list[Path]
) -> None:
    box = ((70.0, 100.0), (70.0, 120.0), (90.0, 120.0), (90.0, 100.0))
    drawn = Request(micrograph_files[0], "particles", corrections={"particles": (Correction("add", box),)})
    assert measured(measuring, qtbot, drawn).measurement.corrected == 1


def test_of_many_requests_the_last_one_is_answered(
    measuring: Measuring, qtbot: QtBot, micrograph_files: list[Path]
) -> None:
    answers: list[Result] = []
    measuring.finished.connect(answers.append)
    for step in range(9):
        measuring.start(Request(micrograph_files[0], "particles", settings=Settings(threshold=step / 10)))
    qtbot.waitUntil(lambda: not measuring.busy, timeout=60_000)
    assert answers[-1].asked.threshold == 0.8
    assert len(answers) <= 3, "older requests that had not begun are passed over"


def test_a_bad_file_is_one_sentence_and_the_process_goes_on(
    measuring: Measuring, qtbot: QtBot, tmp_path: Path, micrograph_files: list[Path]
) -> None:
    with qtbot.waitSignal(measuring.failed, timeout=60_000) as told:
        measuring.start(Request(tmp_path / "gone.tif"))
    assert told.args is not None
    assert "gone.tif" in told.args[0] and "Traceback" not in told.args[0]
    process = measuring.process_id
    assert measured(measuring, qtbot, Request(micrograph_files[0], "particles")).measurement.kind == "particles"
    assert measuring.process_id == process


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_process_is_one_sentence_and_the_next_measurement_has_a_new_one(
    measuring: Measuring, qtbot: QtBot, micrograph_files: list[Path]
) -> None:
    measuring.start(Request(micrograph_files[0], "particles"))
    first = measuring.process_id
    assert first is not None
    with qtbot.waitSignal(measuring.failed, timeout=20_000) as told:
        os.kill(first, signal.SIGKILL)
    assert told.args is not None and "ended unexpectedly" in told.args[0]
    assert measuring.process_id is None and not measuring.busy
    measured(measuring, qtbot, Request(micrograph_files[0], "particles"))
    assert measuring.process_id not in (None, first)


def test_the_process_ends_when_nobody_asked_for_long(measuring: Measuring, qtbot: QtBot) -> None:
    measuring.warm()
    measuring._idle.start(1)
    qtbot.waitUntil(lambda: measuring.process_id is None, timeout=5_000)


def test_what_nobody_wants_any_more_is_ended_when_it_lasts(
    measuring: Measuring, qtbot: QtBot, micrograph_files: list[Path]
) -> None:
    measuring.start(Request(micrograph_files[0], "particles"))
    qtbot.waitUntil(lambda: measuring._begun > 0, timeout=60_000)
    first, measuring._answered = measuring.process_id, 0
    measuring._begun = measuring._number  # as if it had not answered yet
    measuring.start(Request(micrograph_files[1], "particles"))
    measuring._start_over()
    assert measuring.busy and measuring.process_id != first
    qtbot.waitUntil(lambda: not measuring.busy, timeout=60_000)


def test_a_request_that_nobody_took_is_replaced() -> None:
    newest = Newest()
    newest.put({"id": 1})
    newest.put({"id": 2})
    assert newest.take() == {"id": 2}


def test_the_scan_is_read_once_as_long_as_the_file_stays(micrograph_files: list[Path]) -> None:
    answering, path = Answering(), micrograph_files[0]
    first = answering.scan_of(str(path))
    assert answering.scan_of(str(path)) is first
    path.write_bytes(micrograph_files[1].read_bytes())
    os.utime(path, (1, 1))
    assert answering.scan_of(str(path)) is not first
    asked = Request(path.with_name("gone.png")).to_json()
    assert "gone.png" in answering.answer({"id": 1, **asked})["error"]
