"""The strip of running jobs: progress, Stop, the sentence at the end, adopted and interrupted runs."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
from maemi.jobs.state import RunState
from maemi_gui.context import Context
from maemi_gui.strip.job_view import JobView, view_of
from maemi_gui.strip.log_dialog import LogDialog
from maemi_gui.strip.strip import JobStrip
from maemi_gui.strip.summary import complaints, summary
from maemi_gui.strip.tracker import RunTracker


@pytest.fixture
def strip(tiny_project: Context, qtbot: QtBot) -> JobStrip:
    tracker = RunTracker(tiny_project)
    made = JobStrip(tiny_project, tracker)
    tracker.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 40)
    return made


def begin(context: Context, kind: str = "generate") -> Reporter:
    """A run whose process is this one, begun by somebody else."""
    assert context.runs_dir is not None
    folder = RunFolder.create(context.runs_dir, kind, {})
    reporter = Reporter(folder.path)
    reporter.started()
    return reporter


def run_of(context: Context) -> RunFolder:
    assert context.runs_dir is not None
    return RunFolder(next(path for path in context.runs_dir.iterdir() if path.is_dir()))


def test_it_is_hidden_while_nothing_runs(strip: JobStrip) -> None:
    assert strip.isHidden()


def test_a_run_that_somebody_else_began_appears_and_ends(strip: JobStrip, tiny_project: Context, qtbot: QtBot) -> None:
    reporter = begin(tiny_project)
    reporter.event("progress", done=3, total=12, message="Writing pairs")
    name = run_of(tiny_project).id
    qtbot.waitUntil(lambda: name in strip.rows and "3 of 12" in strip.rows[name].message.whole_text(), timeout=5000)
    row = strip.rows[name]
    assert row.title.text() == "Generating pairs"
    assert row.bar.value() == 250
    assert row.dismiss.isHidden()
    reporter.finished(message="12 pairs were written.")
    qtbot.waitUntil(lambda: row.view.over, timeout=5000)
    assert row.message.whole_text() == "12 pairs were written."
    assert row.stop.isHidden()
    row.dismiss.click()
    assert strip.rows == {} and strip.isHidden()


def test_stop_asks_the_run(
    strip: JobStrip, tiny_project: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the first stage: the run is this very process, which the later ones would terminate.
    monkeypatch.setattr("maemi_gui.strip.tracker.stop", lambda folder: folder.request_stop())
    reporter = begin(tiny_project)
    folder = run_of(tiny_project)
    qtbot.waitUntil(lambda: folder.id in strip.rows, timeout=5000)
    strip.rows[folder.id].stop.click()
    assert strip.rows[folder.id].message.whole_text() == "Stopping …"
    qtbot.waitUntil(reporter.stop_requested, timeout=5000)
    reporter.stopped()
    qtbot.waitUntil(lambda: strip.rows[folder.id].view.over, timeout=5000)
    assert strip.rows[folder.id].message.whole_text() == "Stopped."


def test_a_run_that_died_unseen_is_told_as_interrupted(tiny_project: Context, qtbot: QtBot) -> None:
    assert tiny_project.runs_dir is not None
    folder = RunFolder.create(tiny_project.runs_dir, "train", {})
    reporter = Reporter(folder.path)
    reporter.started()
    first = json.loads(folder.events_path.read_text().splitlines()[0])
    first["pid"] = max(psutil.pids()) + 10_000
    folder.events_path.write_text(json.dumps(first) + "\n")
    tracker = RunTracker(tiny_project)
    strip = JobStrip(tiny_project, tracker)
    tracker.setParent(strip)
    qtbot.addWidget(strip)
    qtbot.waitUntil(lambda: folder.id in strip.rows, timeout=5000)
    assert strip.rows[folder.id].view.over
    assert strip.rows[folder.id].view.tone == "warn"


def test_a_click_opens_the_result_of_a_fine_tune(strip: JobStrip, tmp_path: Path, qtbot: QtBot) -> None:
    strip.show_job(JobView("train-1", "Fine-tune", kind="train", folder=tmp_path, over=True))
    with qtbot.waitSignal(strip.result_requested) as told:
        strip.rows["train-1"].title.click()
    assert told.args is not None and told.args[0].path == tmp_path


def test_the_log_of_a_run_is_shown(tiny_project: Context, qtbot: QtBot) -> None:
    begin(tiny_project)
    folder = run_of(tiny_project)
    folder.log_path.write_text("first\nlast\n")
    dialog = LogDialog(tiny_project, folder, "Generating pairs")
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.text.toPlainText() == "first\nlast")


def test_what_came_of_adding_is_told_in_numbers(tmp_path: Path) -> None:
    result = {"added": 1200, "known": 3, "refused": [{"path": "/a.tif", "reason": "/a.tif is empty."}]}
    state = RunState("add-1", "add", "finished", result=result)
    view = view_of(state, tmp_path)
    assert view.message == "1,200 added, 3 known already, 1 refused (click the title to read why)."
    assert complaints(state.result) == ["/a.tif is empty."]


def test_what_came_of_generating_is_told_in_numbers() -> None:
    failed = [{"micrograph": "b.tif", "reason": "The server answered with nothing."}]
    result = {"written": 1, "done": 12, "failed": failed, "spent_usd": 0.5, "reason": ""}
    said = summary(result)
    assert (
        said
        == "1 new pair, 12 micrographs done, 1 micrograph with trouble (click the title to read why), US$ 0.50 spent."
    )
    assert complaints(result) == ["b.tif: The server answered with nothing."]


def test_other_projects_runs_leave_the_strip(strip: JobStrip, tiny_project: Context, qtbot: QtBot) -> None:
    begin(tiny_project)
    qtbot.waitUntil(lambda: bool(strip.rows), timeout=5000)
    tiny_project.set_project(None)
    assert strip.rows == {}
