"""`maemi sample`: enough to review and to fine-tune, labelled synthetic, completed when begun again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from maemi import sample
from maemi.cli.main import main
from maemi.project.decisions import decide
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import count_pairs, list_pairs
from maemi.project.project import Project


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sample, drawn more coarsely: the test is about the project, not about the pictures."""
    monkeypatch.setattr(sample, "ROWS", 144)
    monkeypatch.setattr(sample, "COLUMNS", 192)


class StopAfter:
    """Asks to stop after so many events."""

    def __init__(self, count: int) -> None:
        self.left = count

    def event(self, kind: str, **fields: Any) -> None:
        self.left -= 1

    def stop_requested(self) -> bool:
        return self.left < 0


@pytest.mark.usefixtures("small")
def test_begun_stopped_and_completed(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    with sample.make_sample(folder, StopAfter(7), workers=1) as begun:
        assert not sample.is_ready(begun)
        assert 0 < len(list_micrographs(begun)) < 60
    with sample.make_sample(folder, workers=1) as project:
        assert sample.is_ready(project)
        rows = list_micrographs(project)
        assert len(rows) == 60
        assert all(row.info and row.info.synthetic and row.pixel_size for row in rows)
        assert len({row.info.vendor for row in rows if row.info}) == 2
        counts = count_pairs(project)
        assert counts["approved"] >= 120
        assert counts["pending"] >= 100
        assert counts["rejected"] >= 1
        pairs = list_pairs(project)
        approved = {pair.micrograph_path.stem.rpartition("_")[0] for pair in pairs if pair.state == "approved"}
        assert approved == {row.class_name for row in rows}
        assert len({(pair.micrograph_id, pair.question, pair.model) for pair in pairs}) == len(pairs)
        assert all(pair.synthetic for pair in pairs)
        mistakes = [pair for pair in pairs if pair.model == "deliberate mistakes"]
        assert mistakes
        assert all(any(finding.severity != "info" for finding in pair.findings) for pair in mistakes)
        pending = next(pair for pair in pairs if pair.state == "pending")
        decide(project, pending.id, "approve", "me")
    with sample.make_sample(folder, workers=1) as again:
        assert count_pairs(again)["approved"] == counts["approved"] + 1


def test_another_project_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from maemi.phantom.drawing import draw
    from maemi.phantom.writing import write

    write(draw("tips", 1, 64, 64), tmp_path / "tip.tif")
    folder = tmp_path / "mine"
    assert main(["init", str(folder)]) == 0
    assert main(["add", str(folder), str(tmp_path / "tip.tif")]) == 0
    assert main(["sample", str(folder)]) == 2
    assert "not the sample" in capsys.readouterr().err
    with Project.open(folder) as project:
        assert len(list_micrographs(project)) == 1


@pytest.mark.usefixtures("small")
def test_the_command_says_what_it_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "A_CLASS", 1)
    make = sample.make_sample
    monkeypatch.setattr(sample, "make_sample", lambda folder, progress: make(folder, progress, workers=1))
    assert main(["sample", str(tmp_path / "sample"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["micrographs"] == 10
    assert said["title"] == "Sample project (synthetic)"
