"""Many micrographs as one run: resumed, stopped, killed, and with pictures that end their child."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.cli.main import main
from maemi.errors import InputError
from maemi.generate.measurer import settings_key
from maemi.generate.subject import kind_to_measure
from maemi.jobs.folder import RunFolder
from maemi.jobs.start import start
from maemi.jobs.stop import stop
from maemi.measure.settings import Settings
from maemi.micrograph.correction import Correction
from maemi.progress import Silent
from maemi.project.corrections import add_correction, corrections_by_kind
from maemi.project.measurements import get_measurement, measured_keys
from maemi.project.micrographs import get_micrograph, set_pixel_size
from maemi.project.project import Project
from maemi.survey.asking import Asked
from maemi.survey.naming import ids_of, ids_text
from maemi.survey.running import count_known, measure_all


class Listening(Silent):
    """Keeps what it is told, and asks for a stop after so many micrographs."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.stop_after = stop_after

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def stop_requested(self) -> bool:
        return any(fields.get("done", 0) >= self.stop_after for _, fields in self.events)


@pytest.fixture
def tips_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The class of c.png has nothing to measure."""
    plain = kind_to_measure
    monkeypatch.setattr(
        "maemi.survey.asking.kind_to_measure", lambda row: None if row.class_name == "tips" else plain(row)
    )


@pytest.mark.usefixtures("tips_pass")
def test_each_is_measured_once_and_found_by_the_teacher(lab: Project) -> None:
    heard = Listening()
    report = measure_all(lab, [1, 2, 3, 4, 99], Asked("by-class"), workers=2, progress=heard)
    assert (report.total, report.measured, report.nothing_to_measure) == (4, 3, 1)
    assert (report.failed, report.no_pixel_size, report.stopped) == ([], 1, False)
    key = settings_key(get_micrograph(lab, 1), {})
    assert key is not None
    kept = get_measurement(lab, 1, key)
    assert kept is not None and kept["kind"] == "particles" and kept["count"] == 12
    assert kept["pixel_size_source"] == "typed in"
    last = [fields for kind, fields in heard.events if kind == "progress"][-1]
    assert last["done"] == last["total"] == 4 and last["rate_per_s"] > 0

    again = measure_all(lab, [1, 2, 3, 4], Asked("by-class"), workers=1)
    assert (again.measured, again.known, again.nothing_to_measure) == (0, 3, 1)
    set_pixel_size(lab, [2], 5e-9, "test")
    add_correction(lab, 1, "particles", Correction("remove", ((30.0, 25.0),)), "ada")
    anew = measure_all(lab, [1, 2, 3, 4], Asked("by-class"), workers=1)
    assert (anew.measured, anew.known) == (2, 1), "another pixel size, or a correction, needs another measurement"
    corrections = corrections_by_kind(lab, 1)
    corrected = get_measurement(lab, 1, settings_key(get_micrograph(lab, 1), corrections) or "")
    assert corrected is not None and (corrected["count"], corrected["corrected"]) == (11, 1)


def test_pinned_settings_are_another_question(lab: Project) -> None:
    measure_all(lab, [1], Asked("particles"), workers=1)
    pinned = Asked("particles", Settings(polarity="bright", smallest_px=3))
    assert (count_known(lab, [1, 2], Asked("particles")), count_known(lab, [1, 2], pinned)) == (1, 0)
    report = measure_all(lab, [1], pinned, workers=1)
    assert report.measured == 1
    keys = sorted(measured_keys(lab, [1])[1])
    assert len(keys) == 2 and keys[1] == f'{keys[0]};{{"polarity":"bright","smallest_px":3}}'
    with pytest.raises(InputError, match="no kind 'dust'"):
        Asked("dust")
    with pytest.raises(InputError, match="0 workers"):
        measure_all(lab, [1], workers=0)


@pytest.mark.usefixtures("odd_children")
def test_a_picture_that_kills_or_outlasts_its_child_is_passed_over(lab: Project) -> None:
    heard = Listening()
    report = measure_all(lab, [1, 2, 3, 4], Asked("particles"), workers=1, progress=heard, seconds=6)
    assert (report.measured, report.done) == (2, 4)
    reasons = {each["micrograph"]: each["reason"] for each in report.failed}
    assert "ended the process that measured it" in reasons["b.png"]
    assert "took longer than 6 seconds to measure" in reasons["c.png"]
    assert [kind for kind, _ in heard.events].count("warning") == 2
    assert set(measured_keys(lab, [1, 2, 3, 4])) == {1, 4}


def test_a_stop_keeps_what_there_is(lab: Project) -> None:
    report = measure_all(lab, [1, 2, 3, 4], Asked("particles"), workers=1, progress=Listening(stop_after=1))
    assert report.stopped and 1 <= report.measured < 4
    assert len(measured_keys(lab, [1, 2, 3, 4])) == report.measured
    rest = measure_all(lab, [1, 2, 3, 4], Asked("particles"), workers=1)
    assert (rest.known, rest.measured) == (report.measured, 4 - report.measured)


def until(folder: RunFolder, seconds: float, condition: Any) -> None:
    deadline = time.monotonic() + seconds
    while not condition(folder.state()):
        assert time.monotonic() < deadline, folder.state()
        time.sleep(0.05)


@pytest.mark.usefixtures("odd_children")
def test_a_run_in_the_background_is_stopped_or_killed_and_gone_on_with(lab: Project, tmp_path: Path) -> None:
    argv = ["measure-all", lab.address, "--kind", "particles", "--workers", "1"]
    killed = start(lab.runs_dir, "measure", argv, {})
    until(killed, 60, lambda state: (state.done or 0) >= 1)
    time.sleep(2.5)  # what was measured is kept every two seconds
    pid = killed.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert set(measured_keys(lab, [1, 2, 3, 4])) >= {1}

    stopped = start(lab.runs_dir, "measure", argv, {})
    until(stopped, 60, lambda state: (state.done or 0) >= 1)
    stop(stopped)
    until(stopped, 60, lambda state: state.is_over)
    assert stopped.state().state == "stopped" and stopped.state().result["known"] >= 1


def test_the_command_line(lab: Project, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["measure-all", lab.address, "--workers", "1", "--ids", "1,4", "--kind", "particles"]
    assert main([*said, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["measured"], result["by_kind"]) == (2, {"particles": 2})
    assert main([*said, "--search=-has:measurement"]) == 0
    assert "0 of 0 measured" in capsys.readouterr().out
    assert main([*said, "--split", "3"]) == 2
    assert "must lie between 0 and 1" in capsys.readouterr().err
    assert main([*said[:2], "--ids", "one"]) == 2
    assert "e.g. 3,7-12" in capsys.readouterr().err


@given(st.sets(st.integers(1, 400)))
def test_many_are_named_in_little_room(ids: set[int]) -> None:
    assert set(ids_of(ids_text(ids))) == ids


@pytest.mark.parametrize("text", ["one", "3-", "-3", "5-2", "0", "1-99999999999", "1;2"])
def test_what_names_no_micrograph_is_said(text: str) -> None:
    with pytest.raises(InputError, match=r"write their numbers"):
        ids_of(text)


def test_settings_as_options() -> None:
    settings = Settings(polarity="dark", split=0.25, smallest_px=3.5)
    assert settings.to_argv() == ["--polarity=dark", "--split=0.25", "--smallest=3.5"]
