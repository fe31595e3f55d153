"""`maemi generate`: pairs from the measured teacher, dry runs, run folders, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.jobs.folder import RunFolder
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    file = tmp_path / "dots.tif"
    write(draw("patterned_surface", 1000, 240, 320), file)
    folder = tmp_path / "project"
    assert main(["init", str(folder)]) == 0
    assert main(["add", str(folder), str(file)]) == 0
    capsys.readouterr()
    return folder


def test_measured_pairs_are_written_and_listed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(project), "--teacher", "measured", "--concurrency", "1", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["done"] == 1
    assert report["written"] > 5
    assert main(["pairs", str(project)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == report["written"]
    assert {line["teacher"] for line in lines} == {"measured"}


def test_a_run_folder_tells_of_it(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert main(["generate", str(project), "--concurrency", "1", "--run-folder", str(run)]) == 0
    events = list(RunFolder(run).events())
    assert events[0]["kind"] == "started"
    assert events[-1]["kind"] == "finished"
    assert events[-1]["result"]["done"] == 1


def test_a_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", str(project), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["requests"] == 1
    assert main(["pairs", str(project)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["--teacher", "openai"], "--model"),
        (["--concurrency", "0"], "--concurrency"),
        (["--budget-usd", "-1"], "--budget-usd"),
        (["--questions", "/nowhere/questions.txt"], "questions.txt"),
        (["--teacher", "openai", "--model", "gpt-4o", "--local-only"], "Local only"),
        (["--teacher", "openai", "--model", "m", "--base-url", "nonsense"], "nonsense"),
    ],
)
def test_what_is_refused(project: Path, capsys: pytest.CaptureFixture[str], argv: list[str], word: str) -> None:
    assert main(["generate", str(project), *argv]) == 2
    assert word in capsys.readouterr().err


def test_without_a_key_nothing_is_sent(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert main(["generate", str(project), "--teacher", "openai", "--model", "gpt-4o", "--yes", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert "no key" in report["reason"]


def test_a_run_in_which_every_micrograph_failed_has_failed(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dots.tif").unlink()
    assert main(["generate", str(project), "--concurrency", "1", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert len(report["failed"]) == 1
    assert report["done"] == 0
