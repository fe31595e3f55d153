"""`maemi phantom` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.phantom import sets
from maemi.phantom.drawing import draw
from maemi.phantom.record import Phantom


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a few pixels only: the command has no option for it, and a test needs no more."""

    def tiny(name: str, seed: int, _rows: int, _columns: int) -> Phantom:
        return draw(name, seed, 64, 96)

    monkeypatch.setattr(sets, "draw", tiny)


def test_draws_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phantom", str(tmp_path / "out"), "--count", "3", "--seed", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    truth = json.loads((tmp_path / "out" / "truth.json").read_text("utf-8"))
    assert told["files"] == [record["file"] for record in truth]
    assert told["count"] == len(truth) == 3
    assert all({"file", "class", "pixel_size_m", "objects"} <= set(record) for record in truth)


def test_one_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phantom", str(tmp_path), "--count", "2", "--class", "powder"]) == 0
    assert "truth.json" in capsys.readouterr().out
    assert {record["class"] for record in json.loads((tmp_path / "truth.json").read_text("utf-8"))} == {"powder"}


def test_somebody_elses_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["phantom", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert str(tmp_path) in said.err and said.err.count("\n") == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.txt"]


def test_wrong_class_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["phantom", str(tmp_path), "--class", "dust"]) == 2
