"""A folder of trials, as files that measuring reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.micrograph.reading import read_info
from maemi.phantom.sets import write_set, write_trials
from maemi.phantom.trials.trial import TRIAL_KINDS

SMALL = {"rows": 96, "columns": 128}


def test_all_kinds_in_turn_and_their_truth(tmp_path: Path) -> None:
    records = write_trials(tmp_path / "set", 8, 1, noise="high", **SMALL)
    assert [record["kind"] for record in records] == [*TRIAL_KINDS, TRIAL_KINDS[0]]
    assert json.loads((tmp_path / "set" / "truth.json").read_text("utf-8")) == json.loads(json.dumps(records))
    info = read_info(tmp_path / "set" / records[0]["file"])
    assert info.synthetic and info.pixel_size is not None
    assert info.pixel_size.mean_m == pytest.approx(records[0]["pixel_size_m"], rel=1e-4)


def test_an_earlier_set_of_either_sort_is_replaced(tmp_path: Path) -> None:
    write_trials(tmp_path, 2, 0, "tips", **SMALL)
    write_set(tmp_path, 1, 0, "powder", rows=64, columns=96)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["phantom_0000_powder.tif", "truth.json"]
    write_trials(tmp_path, 1, 0, "grains", "low", **SMALL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trial_0000_grains_low.tif", "truth.json"]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["phantom", str(tmp_path), "--trial", "tips", "--noise", "high", "--count", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == ["trial_0000_tips_high.tif"]
    assert main(["phantom", str(tmp_path), "--trial", "tips", "--class", "tips"]) == 2
    assert main(["phantom", str(tmp_path), "--noise", "low"]) == 2
    assert "--trial" in capsys.readouterr().err
