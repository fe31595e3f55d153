"""The front door: quick, quiet about broken pipes, and never a traceback."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from maemi.cli import doctor
from maemi.cli.main import COMMANDS, build_parser, main
from maemi.cli.terminal import describe

HEAVY = ("torch", "transformers", "PySide6", "sqlalchemy", "alembic", "skimage", "numpy", "openai", "pyarrow", "PIL")


def run(*words: str, code: str | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *words] if code else [sys.executable, "-m", "maemi", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)


def test_help_imports_nothing_heavy() -> None:
    code = f"""
    import sys
    from maemi.cli.main import main
    status = main(["--help"])
    heavy = sorted(set(sys.modules) & set({HEAVY!r}))
    sys.exit(status or (f"imported {{heavy}}" if heavy else 0))
    """
    found = run(code=textwrap.dedent(code))
    assert found.returncode == 0, found.stderr
    assert all(re.search(rf"^ +{name}\s", found.stdout, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_has_help_and_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"maemi {name}" in shown and "--json" in shown
    parser = build_parser(name)
    [subparsers] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    assert callable(subparsers.choices[name].get_default("run"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("maemi 0.")


def test_a_defect_is_one_sentence_that_names_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAEMI_LOG_DIR", str(tmp_path / "logs"))

    def fail(_args: argparse.Namespace) -> int:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(doctor, "run", fail)
    assert main(["doctor"]) == 1
    err = capsys.readouterr().err
    [log] = (tmp_path / "logs").iterdir()
    assert len(err.splitlines()) == 1 and "ZeroDivisionError: a defect" in err and str(log) in err
    assert "Traceback" in log.read_text("utf-8")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MAEMI_LOG_DIR", str(tmp_path / "file"))
    assert main(["doctor"]) == 1
    assert "no log of it could be written" in capsys.readouterr().err


def test_an_interrupt_is_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "run", interrupt)
    assert main(["doctor"]) == 130
    assert capsys.readouterr().err == "maemi: Interrupted.\n"


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes of this kind")
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    code = """
    import sys
    from maemi.cli import doctor, main
    def run(args):
        for number in range(200_000):
            print("a line of a long list", number)
        return 0
    doctor.run = run
    sys.exit(main.main(["doctor"]))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait() == 0
    assert process.stderr.read() == b""
    process.stderr.close()


LONG = """
import argparse, sys, time
from maemi.cli.running import add_running, run_reported
parser = argparse.ArgumentParser()
add_running(parser)
parser.add_argument("--json", action="store_true")
args = parser.parse_args()
def work(progress):
    done = 0
    print("ready", file=sys.stderr, flush=True)
    while not progress.stop_requested():
        time.sleep(0.01)
        done += 1
    return {"done": done}
sys.exit(run_reported(args, work))
"""


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent there")
def test_ctrl_c_lets_long_work_end_well(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LONG, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert json.loads(out)["done"] > 0
    assert "Stopping" in err and "Traceback" not in err


def test_progress_in_words() -> None:
    assert describe("progress", {"done": 3, "total": 9, "message": "a.tif"}) == "3 of 9: a.tif"
    assert describe("progress", {"done": 3}) == "3"
    assert describe("progress", {"message": "Looking"}) == "Looking"
    assert describe("step", {"step": 3, "total": 9, "loss": 2.5, "rank": 7}) == "step 3 of 9, loss 2.500, rank 7"
    assert describe("validation", {}) == ""


def test_doctor_tells_and_never_fails(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    probe = SimpleNamespace(returncode=1, stdout="", stderr="Traceback …\nOSError: libcudart is missing\n")
    monkeypatch.setattr("maemi.cli.checkup.subprocess.run", lambda *_args, **_options: probe)
    monkeypatch.setattr("maemi.cli.checkup.version", lambda name: "1.0")
    monkeypatch.setattr("maemi.cli.checkup.keyring_back_end", lambda: {"error": "RuntimeError: no bus"})
    monkeypatch.setattr("maemi.cli.checkup.fonts", lambda: 0)
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"torch", "device", "memory", "fonts", "keyring", "disk", "versions", "advice"} <= set(found)
    assert found["torch"] == {"error": "OSError: libcudart is missing"} and found["device"] is None
    advice = " ".join(found["advice"])
    assert all(word in advice for word in ("libcudart", "fonts-dejavu", "OPENAI_API_KEY"))
    assert main(["doctor"]) == 0
    assert "OSError: libcudart" in capsys.readouterr().out


def test_doctor_without_torch(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("maemi.cli.checkup.version", missing)
    assert main(["doctor", "--json", "/nowhere/at/all"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["torch"] == {} and "maemi[local]" in " ".join(found["advice"])
    assert found["disk"]["folder"] == "/"
