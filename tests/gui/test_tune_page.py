"""Tune over a real project and real processes; the trainer is a small script that tells of steps as a real one."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from maemi.jobs import start as jobs
from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
from maemi.project import decisions, pairs
from maemi.project.rows import NewPair
from maemi_gui.context import Context
from maemi_gui.tune.page import TunePage
from maemi_gui.tune.past_runs import delete_run, fine_tunes
from maemi_gui.tune.run_log import RunLog

Settle = Callable[[], None]

TRAINER = """
import sys, time
from pathlib import Path
from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
if "--warm" in sys.argv:
    line = sys.stdin.readline().strip()
    if not line:
        sys.exit(0)
    warm = True
else:
    line, warm = sys.argv[sys.argv.index("--run-folder") + 1], False
folder = RunFolder(line)
reporter = Reporter(folder)
reporter.started()
spec = folder.spec()
first = 6 if spec.get("resume") else 1
total = spec["steps"] or 20
for step in range(first, total + 1):
    if reporter.stop_requested():
        reporter.stopped(steps=step)
        sys.exit(0)
    reporter.event("step", step=step, total=total, loss=3.0 / step, rank=4 + step % 13, lr=0.004,
                   tokens_per_s=800.0, memory_mb=900.0, remaining_s=1.0)
    if step % 5 == 0:
        reporter.event("validation", step=step, loss=3.5 / step)
    time.sleep(0.02 if total < 100 else 0.1)
for when, value in (("before", 0.1), ("after", 0.4)):
    reporter.event("scores", when=when, values={"BLEU-4": {"value": value, "signature": "sacrebleu|tok:13a"}})
(folder.path / "adapter").mkdir()
(folder.path / "adapter" / "adapter_config.json").write_text("{}")
reporter.finished(adapter=str(folder.path / "adapter"), warm=warm, validation=[[20, 0.175]],
                  metrics={"after": {"BLEU-4": {"value": 0.4, "signature": "s"}},
                           "examples": [{"pair": 1, "question": "Q?", "expected": "E.", "before": "B.", "after": ""}]})
"""


@pytest.fixture
def ready(tiny_project: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """Twelve approved pairs, and the script in place of `python -m maemi`."""
    assert tiny_project.project is not None
    new = [NewPair(1 + n % 3, f"Question {n}?", f"Answer {n}.", "basics", "measured") for n in range(12)]
    for pair_id in pairs.add_pairs(tiny_project.project, new):
        decisions.decide(tiny_project.project, pair_id, "approve", "Ana")
    script = tmp_path / "trainer.py"
    script.write_text(TRAINER)
    monkeypatch.setattr(jobs, "PROGRAM", (sys.executable, str(script)))
    monkeypatch.setattr("maemi_gui.tune.page.can_train", lambda: True)
    monkeypatch.setattr("maemi_gui.tune.expectations.estimate_of", lambda _spec, pairs_: guess(pairs_.steps))
    yield tiny_project
    assert tiny_project.runs_dir is None or all(run.state.is_over for run in fine_tunes(tiny_project.runs_dir))


def guess(steps: int) -> object:
    from maemi.train.estimate import Estimate

    return Estimate(memory_bytes=900_000_000, seconds=75, tokens=1000, steps=steps, measured=False)


@pytest.fixture
def page(qtbot: QtBot, ready: Context, settle: Settle) -> Iterator[TunePage]:
    yield from opened(qtbot, ready)


def opened(qtbot: QtBot, context: Context) -> Iterator[TunePage]:
    made = TunePage(context)
    made.resize(1280, 760)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.live.curve is not None and made._installed is not None, timeout=30_000)
    yield made
    made.hide()


def started(qtbot: QtBot, page: TunePage) -> Path:
    qtbot.waitUntil(page.start_button.isEnabled, timeout=10_000)
    with qtbot.waitSignal(page.run_started, timeout=10_000) as signal:
        page.start_button.click()
    return signal.args[0]


def test_it_says_what_it_will_train_on_and_take(qtbot: QtBot, page: TunePage) -> None:
    qtbot.waitUntil(page.start_button.isEnabled, timeout=10_000)
    lines = {name: line.text() for name, line in page.expectations.lines.items()}
    assert lines["Trains on"] == "8 pairs of 2 micrographs"
    assert lines["Held out"] == "4 pairs of 1 micrograph"
    assert lines["Tasks"] == "basics 8"
    assert lines["Memory"] == "about 900 MB"
    assert lines["Time"].startswith("about 75 s for 3 steps")


def test_without_approved_pairs_it_says_what_to_do(
    qtbot: QtBot, tiny_project: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maemi_gui.tune.page.can_train", lambda: True)
    monkeypatch.setattr("maemi_gui.tune.trainer.warm", lambda _address: None)
    monkeypatch.setattr("maemi_gui.tune.expectations.estimate_of", lambda _spec, pairs_: guess(pairs_.steps))
    for page in opened(qtbot, tiny_project):
        qtbot.waitUntil(lambda page=page: "approve at least" in page.expectations.warning.text(), timeout=10_000)
        assert not page.start_button.isEnabled()


def test_without_torch_the_command_is_on_the_page(
    qtbot: QtBot, ready: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maemi_gui.tune.page.can_train", lambda: False)
    for page in opened(qtbot, ready):
        assert "maemi[local]" in page.notice.text()
        assert not page.start_button.isEnabled()


def test_a_run_in_the_warm_process_shows_its_curve_and_scores(qtbot: QtBot, page: TunePage, settle: Settle) -> None:
    page.form.unit.setCurrentIndex(1)
    page.form.length.setValue(20)
    qtbot.waitUntil(lambda: page.trainer._process is not None, timeout=10_000)
    folder = started(qtbot, page)
    with qtbot.waitSignal(page.run_ended, timeout=20_000):
        pass
    settle()
    assert RunFolder(folder).state().result["warm"] is True
    log = page.watch.log
    assert log.steps == list(range(1, 21))
    assert set(log.ranks) <= set(range(4, 17))
    assert log.validation_steps == [5, 10, 15, 20]
    table = page.scores.table
    assert [table.item(0, column).text() for column in range(4)] == ["BLEU-4", "0.100", "0.400", "+0.300"]
    assert "sacrebleu|tok:13a" in page.scores.foot.text()
    assert table.item(0, 2).toolTip() == "sacrebleu|tok:13a"
    answers = page.answers.table
    assert [answers.item(0, column).text() for column in range(4)] == ["Q?", "E.", "B.", "–"]
    assert page.live.curve is not None
    assert "Step 20, loss" in page.live.curve.accessibleDescription()
    item = page.runs.tree.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in (1, 2, 3, 4, 5)] == ["finished", "4–16", "20 of 20", "0.175", "0.400"]
    qtbot.waitUntil(page.start_button.isEnabled)


def test_stop_stops_within_seconds(qtbot: QtBot, page: TunePage, settle: Settle) -> None:
    page.form.unit.setCurrentIndex(1)
    page.form.length.setValue(500)
    folder = started(qtbot, page)
    qtbot.waitUntil(lambda: bool(page.watch.log.steps), timeout=10_000)
    assert page.start_button.text() == "Running…"
    begun = time.monotonic()
    page.live.stop_button.click()
    qtbot.waitUntil(lambda: RunFolder(folder).state().state == "stopped", timeout=10_000)
    assert time.monotonic() - begun < 5
    qtbot.waitUntil(page.start_button.isEnabled, timeout=10_000)


def test_another_window_adopts_a_running_run(qtbot: QtBot, page: TunePage, settle: Settle) -> None:
    page.form.unit.setCurrentIndex(1)
    page.form.length.setValue(500)
    folder = started(qtbot, page)
    qtbot.waitUntil(lambda: len(page.watch.log.steps) > 3, timeout=10_000)
    page.hide()
    for again in opened(qtbot, page._context):
        qtbot.waitUntil(lambda again=again: len(again.watch.log.steps) > 3, timeout=10_000)
        assert again.watch.folder == folder
        assert again.watch.log.steps[0] == 1
        again.live.stop()
        qtbot.waitUntil(lambda: RunFolder(folder).state().is_over, timeout=10_000)


def interrupted(context: Context) -> RunFolder:
    """A run whose process is gone without a last line."""
    assert context.runs_dir is not None
    folder = RunFolder.create(context.runs_dir, "train", {"project": "p", "ranks": [4, 16], "steps": 20}, ["train"])
    reporter = Reporter(folder)
    reporter.started()
    reporter.event("step", step=5, total=20, loss=1.0, rank=8)
    lines = folder.events_path.read_text().splitlines()
    first = json.loads(lines[0]) | {"pid": 2**22 - 1}
    folder.events_path.write_text("\n".join([json.dumps(first), *lines[1:], ""]))
    return folder


def test_an_interrupted_run_can_be_resumed(qtbot: QtBot, ready: Context, settle: Settle) -> None:
    dead = interrupted(ready)
    for page in opened(qtbot, ready):
        qtbot.waitUntil(lambda page=page: bool(page.runs.runs), timeout=10_000)
        item = page.runs.tree.topLevelItem(0)
        assert item is not None
        assert item.text(1) == "interrupted"
        page.runs.tree.setCurrentItem(item)
        assert not page.runs.resume_button.isEnabled(), "there is no checkpoint to go on from"
        qtbot.waitUntil(lambda page=page: "before its first checkpoint" in page.live.figures.text())
        (dead.path / "checkpoints").mkdir()
        (dead.path / "checkpoints" / "last").write_text("step-000005")
        page.runs.refresh()
        qtbot.waitUntil(page.runs.resume_button.isEnabled)
        with qtbot.waitSignal(page.run_started, timeout=10_000) as signal:
            page.runs.resume_button.click()
        fresh = RunFolder(signal.args[0])
        assert fresh.spec()["resume"] == dead.id
        with qtbot.waitSignal(page.run_ended, timeout=20_000):
            pass
        assert page.watch.log.steps[0] == 6


def test_deleting_says_what_it_frees(qtbot: QtBot, ready: Context, settle: Settle) -> None:
    dead = interrupted(ready)
    (dead.path / "weights").write_bytes(b"x" * 3_000_000)
    for page in opened(qtbot, ready):
        qtbot.waitUntil(lambda page=page: bool(page.runs.runs), timeout=10_000)
        page.runs.tree.setCurrentItem(page.runs.tree.topLevelItem(0))
        page.runs.delete_button.click()
        box = page.runs.findChild(QMessageBox)
        assert box is not None
        assert "3.0 MB" in box.informativeText()
        next(button for button in box.buttons() if button.text() == "Delete").click()
        qtbot.waitUntil(lambda: not dead.path.exists(), timeout=10_000)
        qtbot.waitUntil(lambda page=page: not page.runs.runs, timeout=10_000)


def test_a_running_run_is_not_deleted(ready: Context) -> None:
    assert ready.runs_dir is not None
    folder = RunFolder.create(ready.runs_dir, "train", {}, ["train"])
    Reporter(folder).started()  # by this process, which lives
    (run,) = fine_tunes(ready.runs_dir)
    with pytest.raises(Exception, match="still running"):
        delete_run(run)
    Reporter(folder).finished()


def test_a_resumed_run_writes_over_the_steps_after_its_checkpoint() -> None:
    log = RunLog()
    log.take({"kind": "step", "step": step, "loss": 1.0, "rank": 4, "total": 9} for step in (1, 2, 3, 4))
    log.take([{"kind": "step", "step": 3, "loss": 0.5, "rank": 16, "total": 9}])
    assert (log.steps, log.losses, log.ranks) == ([1, 2, 3], [1.0, 1.0, 0.5], [4, 4, 16])
    assert len(log.smooth) == 3


def test_the_window_has_no_torch() -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed, so nothing could import it")
    code = (
        "import maemi_gui.tune.page, maemi_gui.chat.panel, maemi_gui.review.panel, sys; print('torch' in sys.modules)"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
