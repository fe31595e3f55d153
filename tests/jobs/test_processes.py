"""Start, warm up, follow, stop and kill real processes."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from maemi.jobs.adopt import adopt
from maemi.jobs.folder import RunFolder
from maemi.jobs.identity import ProcessIdentity
from maemi.jobs.reporter import append_event
from maemi.jobs.start import WarmProcess, start
from maemi.jobs.stop import stop

Waiter = Callable[[RunFolder], None]
Until = Callable[..., None]
pytestmark = pytest.mark.usefixtures("program")


def test_a_run_finishes_with_its_result_and_log(tmp_path: Path, is_over: Waiter) -> None:
    folder = start(tmp_path / "runs", "add", [], {"rounds": 2})
    is_over(folder)
    state = folder.state()
    assert (state.state, state.result, state.done, state.total) == ("finished", {"rounds": 2}, 1, 2)
    assert "begins" in folder.log_path.read_text()
    kinds = [event["kind"] for event in folder.events() if event["kind"] != "launched"]
    assert kinds == ["started", "progress", "progress", "finished"]


def test_a_failure_of_the_work_is_its_sentence(tmp_path: Path, is_over: Waiter) -> None:
    folder = start(tmp_path / "runs", "add", [], {"fail": "There is nothing to add."})
    is_over(folder)
    assert (folder.state().state, folder.state().message) == ("failed", "There is nothing to add.")
    assert "Traceback" not in folder.log_path.read_text()


def test_a_defect_is_one_sentence_that_names_a_log(tmp_path: Path, is_over: Waiter) -> None:
    folder = start(tmp_path / "runs", "add", [], {"defect": True})
    is_over(folder)
    message = folder.state().message
    assert folder.state().state == "failed" and "ZeroDivisionError" in message
    [log] = (tmp_path / "logs").iterdir()
    assert str(log) in message and "Traceback" in log.read_text()


def test_a_crash_is_interrupted_with_the_last_line_of_its_log(tmp_path: Path, is_over: Waiter) -> None:
    folder = start(tmp_path / "runs", "add", [], {"crash": True})
    is_over(folder)
    assert folder.state().state == "interrupted"
    assert "out of luck" in folder.state().message
    [state] = adopt(tmp_path / "runs")
    assert state.state == "interrupted"
    assert folder.events()[-1]["kind"] == "interrupted"


def test_a_run_outlives_its_starter(tmp_path: Path, program: Path, is_over: Waiter, until: Until) -> None:
    code = f"""
    import sys, os, time
    from pathlib import Path
    from maemi.jobs import start
    start.PROGRAM = (sys.executable, {str(program)!r})
    start.start(Path({str(tmp_path / "runs")!r}), "train", [], {{"rounds": 60}})
    os.kill(os.getpid(), 9)
    """
    starter = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert starter.returncode == -9
    [state] = adopt(tmp_path / "runs")
    assert state.state in {"queued", "running"}
    folder = RunFolder(tmp_path / "runs" / state.id)
    is_over(folder)
    assert folder.state().result == {"rounds": 60}


def test_stop_asks_first_and_the_run_leaves_its_result(tmp_path: Path, until: Until) -> None:
    folder = start(tmp_path / "runs", "train", [], {"rounds": 100_000})
    until(lambda: folder.state().done is not None)
    stages: list[str] = []
    state = stop(folder, 10.0, stages.append)
    assert state.state == "stopped" and state.result["rounds"] < 100_000
    assert stages == ["asked"]
    assert state.pid is not None and not ProcessIdentity.from_event(folder.events()[0]).is_alive()


def test_stop_kills_what_does_not_listen(tmp_path: Path, until: Until) -> None:
    folder = start(tmp_path / "runs", "train", [], {"rounds": 100_000, "stubborn": True})
    until(lambda: folder.state().done is not None)
    stages: list[str] = []
    state = stop(folder, 0.2, stages.append)
    assert state.state == "interrupted"
    assert stages == ["asked", "terminated", "killed"]
    assert state.pid is not None
    until(lambda: not psutil.pid_exists(state.pid))


def test_stop_never_touches_another_process_of_that_pid(
    tmp_path: Path, spawn: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    innocent = spawn("import time; time.sleep(60)")
    identity = ProcessIdentity.of(innocent.pid)
    folder = RunFolder.create(tmp_path, "train", {})
    append_event(folder, "started", **ProcessIdentity(innocent.pid, identity.created - 500, identity.host).to_event())
    stages: list[str] = []
    assert stop(folder, 0.1, stages.append).state == "interrupted"
    assert stages == [] and innocent.poll() is None


def test_stopping_what_is_over_does_nothing(tmp_path: Path, is_over: Waiter) -> None:
    folder = start(tmp_path / "runs", "add", [], {"rounds": 1})
    is_over(folder)
    assert stop(folder).state == "finished"
    assert not (folder.path / "stop").exists()


def test_a_terminate_lets_the_work_end_well(tmp_path: Path, is_over: Waiter, until: Until) -> None:
    folder = start(tmp_path / "runs", "train", [], {"rounds": 100_000})
    until(lambda: folder.state().done is not None)
    process = folder.lifecycle().identity
    assert process is not None
    found = process.process()
    assert found is not None
    found.terminate()
    is_over(folder)
    assert folder.state().state == "stopped"


def test_a_warm_process_gets_its_run(tmp_path: Path, is_over: Waiter) -> None:
    warm = WarmProcess([])
    assert warm.is_alive
    folder = warm.go(tmp_path / "runs", "train", {"rounds": 2})
    is_over(folder)
    assert folder.state().result == {"rounds": 2}
    assert "begins" in folder.log_path.read_text()
    warm.cancel()


def test_a_warm_process_that_died_is_replaced(tmp_path: Path, is_over: Waiter) -> None:
    warm = WarmProcess([])
    warm._process.kill()  # pyright: ignore
    warm._process.wait()  # pyright: ignore
    folder = warm.go(tmp_path / "runs", "train", {"rounds": 2})
    is_over(folder)
    assert folder.state().state == "finished"


def test_a_cancelled_warm_process_ends(until: Until) -> None:
    warm = WarmProcess([])
    process = warm._process  # pyright: ignore
    warm.cancel()
    until(lambda: process.poll() is not None)
    assert not warm.is_alive


def test_a_warm_process_ends_with_its_starter(tmp_path: Path, program: Path, until: Until) -> None:
    code = f"""
    import sys, os
    from maemi.jobs import start
    start.PROGRAM = (sys.executable, {str(program)!r})
    warm = start.WarmProcess([])
    print(warm._process.pid, flush=True)
    os.kill(os.getpid(), 9)
    """
    starter = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=False)
    pid = int(starter.stdout)
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
