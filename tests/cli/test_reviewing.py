"""The commands of reviewing: filters, one decision about many pairs, history, guidelines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from maemi.cli.main import main
from maemi.project.micrographs import add_paths
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project


@pytest.fixture
def lab(tmp_path: Path) -> str:
    """A project of one micrograph and six pairs of two tasks."""
    Image.linear_gradient("L").save(tmp_path / "sem.png")
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [tmp_path / "sem.png"])
        add_pairs(
            project,
            [NewPair(1, f"Question {n}?", f"Answer {n}.", ("count", "size")[n % 2], "measured") for n in range(6)],
        )
    return str(tmp_path / "lab")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_many_are_decided_only_with_yes_and_undone_as_one(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    bulk = ("decide", lab, "approve", "--all", "--task", "count", "--curator", "ada")
    status, out, _ = run(capsys, *bulk)
    assert (status, out) == (0, "3 pairs would be approved; add --yes to do it.\n")
    assert run(capsys, "pairs", lab, "--state", "approved", "--count")[1] == "0\n"
    status, out, _ = run(capsys, *bulk, "--yes", "--json")
    assert json.loads(out) == {"decided": 3, "passed_over": 0, "stopped": False}
    assert run(capsys, "pairs", lab, "--state", "approved", "--decided-by", "ada", "--count")[1] == "3\n"
    listed = run(capsys, "pairs", lab, "--task", "size", "--sort", "question", "--reverse", "--limit", "2")[1]
    assert [json.loads(line)["question"] for line in listed.splitlines()] == ["Question 5?", "Question 3?"]
    assert run(capsys, "undo", lab, "--curator", "ada")[1] == "3 pairs are as they were before.\n"
    assert json.loads(run(capsys, "pairs", lab, "--state", "pending", "--count", "--json")[1]) == {"pairs": 6}


@pytest.mark.parametrize(
    "words",
    [
        ("1", "approve", "--task", "count"),
        ("1", "approve", "--yes"),
        ("edit", "--all", "--yes"),
        ("approve", "--all", "--answer", "New."),
        ("1", "approve", "--all"),
        ("approve",),
        ("one", "approve"),
        ("reject", "--all", "--yes", "--reason", "just so"),
        ("approve", "--all", "--findings", "colour"),
    ],
)
def test_what_cannot_be_meant_is_refused(lab: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    status, out, error = run(capsys, "decide", lab, *words)
    assert (status, out) == (2, "") and error.startswith("maemi: ")
    assert run(capsys, "pairs", lab, "--state", "pending", "--count")[1] == "6\n"


def test_history_and_guidelines(lab: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "decide", lab, "2", "reject", "--reason", "vague", "--curator", "ada")
    run(capsys, "undo", lab, "--curator", "ada")
    rows = [json.loads(line) for line in run(capsys, "history", lab, "2", "--json")[1].splitlines()]
    assert [(row["what"], row["who"]) for row in rows] == [("written", "measured"), ("reject", "ada"), ("undo", "ada")]
    assert "ada  reject: vague (taken back by ada)" in run(capsys, "history", lab, "2")[1]
    status, out, error = run(capsys, "guidelines", lab)
    assert (status, out) == (0, "") and "not written any" in error
    (tmp_path / "rules.md").write_text("# Rules\nOnly what can be seen.", "utf-8")
    assert run(capsys, "guidelines", lab, "--set", str(tmp_path / "rules.md"), "--curator", "ada")[0] == 0
    assert run(capsys, "guidelines", lab)[1] == "# Rules\nOnly what can be seen.\n"
    versions = run(capsys, "guidelines", lab, "--versions", "--json")[1].splitlines()
    assert [json.loads(line)["curator"] for line in versions] == ["ada"]
    assert run(capsys, "guidelines", lab, "--set", str(tmp_path / "none.md"))[0] == 2
