"""`maemi train` and `maemi evaluate`: usage, a run folder of its own, and a waiting trainer."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.jobs.folder import RunFolder
from maemi.jobs.start import WarmProcess
from maemi.train.spec import TrainSpec


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name the project"),
        (["{project}", "--base", "/nowhere"], "is not on this machine"),
        (["{project}", "--ranks", "16:4"], "are no range"),
        (["{project}", "--steps", "0"], "at least 1"),
        (["{project}", "--resume", "never"], "There is no run"),
        (["/nowhere"], "does not exist"),
    ],
)
def test_wrong_usage_is_one_sentence_and_leaves_no_run(
    arguments: list[str], sentence: str, project_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *(word.format(project=project_folder) for word in arguments)]) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert list((project_folder / "runs").glob("train-*")) == []


@pytest.mark.local
def test_train_then_evaluate_the_run_at_a_rank(
    project_folder: Path, base_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", str(project_folder), "--base", str(base_folder), "--steps", "2", "--batch", "4", "--plain"]
    assert main([*arguments, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    folder = RunFolder(project_folder / "runs" / result["run"])
    assert folder.state().state == "finished"
    assert result["adapter"] == str(folder.path / "adapter")
    assert {"before", "after"} <= set(result["metrics"])
    assert [event["kind"] for event in folder.events() if event["kind"] == "step"] == ["step"] * 2

    arguments = ["evaluate", str(project_folder), "--model", result["run"], "--rank", "4", "--limit", "3"]
    assert main([*arguments, "--max-tokens", "4", "--json"]) == 0
    evaluation = json.loads(capsys.readouterr().out)
    assert evaluation["model"] == f"{result['run']}@4"
    assert evaluation["pairs"] == 3
    assert set(evaluation["blind"]) == {"shuffled", "none"}
    trained = json.loads((folder.path / "adapter" / "maemi.json").read_text())["pairs"]
    assert not {row["pair"] for row in evaluation["answers"]} & set(trained)
    assert main(["evaluate", str(project_folder), "--model", result["run"], "--rank", "3"]) == 2
    assert "ranks 4 to 16" in capsys.readouterr().err


@pytest.mark.local
def test_a_waiting_trainer_gets_its_run_and_stops_when_asked(project_folder: Path, base_folder: Path) -> None:
    waiting = WarmProcess(["train"])
    spec = TrainSpec(project=str(project_folder), base=str(base_folder), steps=100_000, batch=4, quantize=False)
    folder = waiting.go(project_folder / "runs", "train", spec.to_json())
    _until(lambda: any(event["kind"] == "step" for event in folder.events()), folder)
    folder.request_stop()
    _until(lambda: folder.state().is_over, folder)
    assert folder.state().state == "stopped"
    assert (folder.path / "adapter" / "adapter_model.safetensors").is_file()


def test_a_waiting_trainer_ends_quietly_with_its_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared: list[bool] = []
    monkeypatch.setattr("maemi.cli.train.prepare", lambda: prepared.append(True))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["train", "--warm"]) == 0
    assert prepared == [True]
    assert capsys.readouterr() == ("", "")


def _until(holds: object, folder: RunFolder) -> None:
    assert callable(holds)
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, folder.log_tail()
        assert folder.state().state in ("queued", "running", "stopped"), (folder.state(), folder.log_tail())
        time.sleep(0.05)
