"""The commands over a project, from door to door: what they print, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from maemi.cli.main import main
from maemi.jobs.folder import RunFolder
from maemi.jobs.reporter import Reporter
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import NewPair, add_pairs, get_pair
from maemi.project.project import Project

Maemi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def maemi(capsys: pytest.CaptureFixture[str]) -> Maemi:
    """Call a command; returns exit status, standard output, standard error."""

    def call(*words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def lab(tmp_path: Path, maemi: Maemi) -> Path:
    """A project with two micrographs and two pairs."""
    for grey in (10, 200):
        (tmp_path / "images").mkdir(exist_ok=True)
        Image.new("L", (16, 16), grey).save(tmp_path / "images" / f"grey_{grey}.png")
    assert maemi("init", tmp_path / "lab")[0] == 0
    assert maemi("add", tmp_path / "lab", tmp_path / "images")[0] == 0
    with Project.open(tmp_path / "lab") as project:
        rows = list_micrographs(project)
        add_pairs(project, [NewPair(row.id, f"What is {row.name}?", "Grey µm.", "basics", "measured") for row in rows])
    return tmp_path / "lab"


def test_init_and_add_tell_in_json(tmp_path: Path, maemi: Maemi) -> None:
    status, out, err = maemi("init", tmp_path / "lab", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"project": str(tmp_path / "lab"), "folder": str(tmp_path / "lab"), "name": "lab"}
    Image.new("L", (16, 16), 3).save(tmp_path / "a.png")
    (tmp_path / "b.tif").write_text("no picture")
    status, out, err = maemi("add", tmp_path / "lab", tmp_path / "a.png", tmp_path / "b.tif", "--json")
    report = json.loads(out)
    assert (status, report["added"], report["known"]) == (0, 1, 0)
    assert [Path(item["path"]).name for item in report["refused"]] == ["b.tif"]
    assert report["refused"][0]["reason"] in err


def test_adding_only_what_cannot_be_read_is_bad_input(lab: Path, tmp_path: Path, maemi: Maemi) -> None:
    (tmp_path / "b.tif").write_text("no picture")
    status, out, err = maemi("add", lab, tmp_path / "b.tif", tmp_path / "gone")
    assert status == 2
    assert len(err.splitlines()) == 2 and "0 added" in out


def test_status_holds_the_contracts_fields(lab: Path, maemi: Maemi) -> None:
    status, out, _ = maemi("status", lab, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["micrographs"], found["runs"], found["spent_usd"]) == (2, 0, 0.0)
    assert found["pairs"] == {"pending": 2, "approved": 0, "rejected": 0, "skipped": 0}
    status, out, _ = maemi("status", lab)
    assert "micrographs: 2" in out and "  pending: 2" in out


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_pairs_are_json_lines(lab: Path, maemi: Maemi) -> None:
    status, out, _ = maemi("pairs", lab)
    assert status == 0
    first, second = lines(out)
    assert {"id", "micrograph", "question", "answer", "task", "teacher", "state", "findings"} <= set(first)
    assert first["answer"] == "Grey µm." and first["micrograph"].endswith("grey_10.png")
    assert lines(maemi("pairs", lab, "--state", "approved")[1]) == []
    assert lines(maemi("pairs", lab, "--limit", "1")[1]) == [first]
    assert maemi("pairs", lab, "--limit", "-1")[::2] == (
        2,
        "maemi: --limit is -1: name how many pairs to list, 0 or more.\n",
    )
    assert "no kind of finding 'spelling'" in maemi("pairs", lab, "--findings", "spelling")[2]
    assert lines(maemi("pairs", lab, "--search", "GREY_200")[1]) == [second]


def test_decide_and_undo(lab: Path, maemi: Maemi) -> None:
    status, out, _ = maemi("decide", lab, 1, "edit", "--answer", "Flat.", "--curator", "ada", "--json")
    pair = json.loads(out)
    assert (status, pair["state"], pair["answer"], pair["curator"]) == (0, "approved", "Flat.", "ada")
    assert maemi("decide", lab, 2, "reject", "--reason", "vague", "--curator", "ada")[:2] == (
        0,
        "Pair 2 is rejected.\n",
    )
    assert maemi("undo", lab, "--curator", "ada")[:2] == (0, "Pair 2 is pending again.\n")
    assert json.loads(maemi("undo", lab, "--curator", "ada", "--json")[1])["answer"] == "Grey µm."
    status, out, err = maemi("undo", lab, "--curator", "ada")
    assert (status, out) == (1, "") and "no decision left to undo" in err


def test_the_curator_comes_from_the_environment(lab: Path, maemi: Maemi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAEMI_CURATOR", "bob")
    maemi("decide", lab, 1, "approve")
    with Project.open(lab) as project:
        assert get_pair(project, 1).curator == "bob"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("decide", "LAB", "99", "approve"), 2),
        (("decide", "LAB", "1", "edit"), 2),
        (("decide", "LAB", "1", "perhaps"), 2),
        (("decide", "LAB", "one", "approve"), 2),
        (("status", "NOWHERE"), 2),
        (("init", "LAB"), 2),
        (("export", "LAB", "NOWHERE/x.json", "--format", "llava"), 1),
        (("export", "LAB", "x.json", "--format", "xml"), 2),
        (("import", "LAB", "NOWHERE.csv"), 2),
        (("stop", "LAB", "train-1"), 2),
        (("nonsense",), 2),
        ((), 2),
    ],
)
def test_what_goes_wrong_is_one_sentence(lab: Path, maemi: Maemi, words: tuple[str, ...], status: int) -> None:
    given = [word.replace("LAB", str(lab)).replace("NOWHERE", str(lab / "nowhere")) for word in words]
    found, out, err = maemi(*given)
    assert (found, out) == (status, "")
    assert "Traceback" not in err
    assert err.startswith(("maemi: ", "usage: ")) and err.endswith("\n")
    if err.startswith("maemi: "):
        assert len(err.splitlines()) == 1


def test_export_and_import(lab: Path, tmp_path: Path, maemi: Maemi) -> None:
    maemi("decide", lab, 1, "approve")
    out = tmp_path / "pairs.jsonl"
    assert json.loads(maemi("export", lab, out, "--format", "messages", "--json")[1])["pairs"] == 1
    assert maemi("export", lab, out, "--format", "messages")[0] == 2, "it exists"
    maemi("init", tmp_path / "other")
    maemi("add", tmp_path / "other", tmp_path / "images")
    report = json.loads(maemi("import", tmp_path / "other", out, "--json")[1])
    assert report == {"added": 1, "known": 0, "problems": []}
    [pair] = lines(maemi("pairs", tmp_path / "other", "--state", "approved")[1])
    assert pair["question"] == "What is grey_10.png?"
    out.write_text("torn\n")
    status, printed, err = maemi("import", lab, out)
    assert status == 2 and "0 added" in printed and err.startswith("pairs.jsonl, 1: is not JSON")


def test_runs_and_stop(lab: Path, maemi: Maemi) -> None:
    assert maemi("runs", lab)[:2] == (0, "No runs yet.\n")
    reporter = Reporter(RunFolder.create(lab / "runs", "train", {}))
    reporter.started()
    reporter.event("step", step=3, total=10, loss=2.0)
    [run] = json.loads(maemi("runs", lab, "--json")[1])
    assert (run["state"], run["done"], run["total"], run["kind"]) == ("running", 3, 10, "train")
    assert "running 3 of 10" in maemi("runs", lab)[1]
    reporter.finished(adapter="x")
    status, out, _ = maemi("stop", lab, "train")
    assert status == 0 and "over already: finished" in out


def test_stop_ends_a_real_run(lab: Path, maemi: Maemi) -> None:
    folder = RunFolder.create(lab / "runs", "train", {})
    code = (
        "import sys, time; from maemi.jobs.reporter import Reporter; r = Reporter(sys.argv[1]); r.started()\n"
        "while not r.stop_requested(): time.sleep(0.02)\n"
        "r.stopped(steps=1)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(folder.path)])
    while folder.state().state == "queued":
        time.sleep(0.02)
    status, out, err = maemi("stop", lab, folder.id, "--json")
    process.wait()
    assert status == 0
    assert (json.loads(out)["state"], json.loads(out)["result"]) == ("stopped", {"steps": 1})
    assert err == "Asked the run to stop.\n"


def test_a_run_folder_tells_of_an_add(lab: Path, tmp_path: Path, maemi: Maemi) -> None:
    Image.new("L", (16, 16), 77).save(tmp_path / "images" / "new.png")
    folder = RunFolder.create(lab / "runs", "add", {})
    status, out, _ = maemi("add", lab, tmp_path / "images", "--run-folder", folder.path, "--json")
    assert status == 0
    assert folder.state().state == "finished"
    result = json.loads(out)
    assert folder.state().result == result
    assert (result["added"], result["known"], result["refused"], result["passed_over"]) == (1, 2, [], {})


def test_a_failed_run_is_told_in_its_folder(lab: Path, tmp_path: Path, maemi: Maemi) -> None:
    folder = RunFolder.create(lab / "runs", "add", {})
    status, _, err = maemi("add", tmp_path / "nowhere", tmp_path / "images", "--run-folder", folder.path)
    assert status == 2
    assert folder.state().state == "failed" and folder.state().message in err


def test_an_export_tells_in_its_card_what_pairs_were_asked_with(lab: Path, tmp_path: Path, maemi: Maemi) -> None:
    from maemi.project.pairs import NewPair, add_pairs
    from maemi.project.project import Project
    from maemi.project.prompts import keep_document

    with Project.open(lab) as project:
        key = keep_document(project, {"system": "You look at micrographs.", "request": "Ask about {{ facts }}."})
        add_pairs(project, [NewPair(1, "Which?", "This.", "vqa", "openai", "m", key)])
    status, out, err = maemi("export", lab, tmp_path / "out", "--format", "messages", "--state", "all", "--json")
    assert (status, json.loads(out)["stopped"]) == (0, False), err
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert key in card and "You look at micrographs." in card and "maemi export PROJECT out" in card
