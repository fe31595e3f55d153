"""Real processes for the tests of jobs: a small program behind a run folder, as every long command is."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maemi.jobs.folder import RunFolder

# What it does is the run's spec: {"rounds": N, "stubborn": bool, "fail": sentence, "crash": bool}.
PROGRAM = """
import argparse, os, signal, sys, time
from pathlib import Path
from maemi.cli.running import add_running, run_reported
from maemi.errors import MaemiError
from maemi.jobs.folder import RunFolder

parser = argparse.ArgumentParser()
parser.add_argument("--json", action="store_true")
add_running(parser, warm=True)
args = parser.parse_args()

def work(progress):
    spec = RunFolder(args.run_folder).spec()
    if spec.get("stubborn"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("begins", flush=True)
    rounds = spec.get("rounds", 3)
    for done in range(rounds):
        progress.event("progress", done=done, total=rounds, message="works")
        if spec.get("crash"):
            print("out of luck", flush=True)
            os._exit(3)
        if spec.get("fail"):
            raise MaemiError(spec["fail"])
        if spec.get("defect"):
            raise ZeroDivisionError("a defect")
        if progress.stop_requested() and not spec.get("stubborn"):
            break
        time.sleep(0.02)
    return {"rounds": done + 1}

try:
    sys.exit(run_reported(args, work))
except MaemiError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_status)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`start` and `WarmProcess` run this program in place of `python -m maemi`."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    monkeypatch.setattr("maemi.jobs.start.PROGRAM", (sys.executable, str(path)))
    monkeypatch.setenv("MAEMI_LOG_DIR", str(tmp_path / "logs"))
    return path


@pytest.fixture
def spawn() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Run Python code in a process that is surely gone after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def run(code: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", code])
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    """Fail where the condition does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def until() -> Callable[..., None]:
    return wait_until


@pytest.fixture
def is_over(until: Callable[..., None]) -> Callable[[RunFolder], None]:
    """Wait until a run is over."""
    return lambda folder: until(lambda: folder.state().is_over)
