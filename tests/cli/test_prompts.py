"""`maemi prompts` and what `maemi generate` takes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    file = tmp_path / "dots.tif"
    write(draw("patterned_surface", 1000, 240, 320), file)
    folder = str(tmp_path / "project")
    assert main(["init", folder]) == 0
    assert main(["add", folder, str(file)]) == 0
    capsys.readouterr()
    return folder


def test_the_whole_life_of_a_prompt(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "mine.jinja"
    text.write_text("Ask {{ own_questions }} things about grain boundaries.\n", "utf-8")

    def said(*words: str) -> str:
        assert main(["prompts", words[0], project, *words[1:], "--curator", "Ada"]) == 0
        return capsys.readouterr().out

    said("copy", "open", "grains")
    said("edit", "grains", "--file", str(text), "--note", "for steel")
    assert "grain boundaries" in said("show", "grains")
    assert "grain boundaries" in said("preview", "grains") and "nothing was sent" in said("preview", "grains")
    lines = [json.loads(line) for line in said("history", "grains", "--json").splitlines()]
    assert [line["note"] for line in lines] == ["for steel", "copy of open"]
    said("reset", "grains")
    assert "grain boundaries" not in said("show", "grains")
    assert "grain boundaries" in said("show", lines[0]["hash"][:8])
    said("restore", "grains", lines[0]["hash"][:8])
    listed = [json.loads(line) for line in said("list", "--json").splitlines()]
    assert {one["name"]: one["changed"] for one in listed}["grains"] is True


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["show"], "Name the prompt"),
        (["show", "nowhere"], "nowhere"),
        (["copy", "open"], "NEW-NAME"),
        (["edit", "open"], "--file"),
        (["edit", "open", "--file", "/nowhere.jinja"], "nowhere"),
        (["preview", "open", "--micrograph", "99"], "micrograph"),
        (["restore", "open", "abcd1234"], "abcd1234"),
    ],
)
def test_what_is_refused(project: str, capsys: pytest.CaptureFixture[str], argv: list[str], word: str) -> None:
    assert main(["prompts", argv[0], project, *argv[1:]]) == 2
    assert word in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (["--task", "poems"], "poems"),
        (["--temperature", "9"], "temperature"),
        (["--detail", "deep"], "deep"),
        (["--facts", "none,metadata"], "none"),
        (["--facts", "rumours"], "rumours"),
        (["--examples", "99"], "99"),
        (["--system", "open"], "open"),
        (["--task", "open", "--questions", "q.txt"], "--questions"),
    ],
)
def test_generate_refuses_what_no_request_can_be_made_with(
    project: str, capsys: pytest.CaptureFixture[str], argv: list[str], word: str
) -> None:
    local = ["--teacher", "openai", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--dry-run"]
    assert main(["generate", project, *local, *argv]) == 2
    assert word in capsys.readouterr().err


def test_a_dry_run_of_several_tasks(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    local = ["--teacher", "openai", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--dry-run", "--json"]
    assert (
        main(["generate", project, *local, "--task", "open", "--task", "heterogeneity", "--task", "intra-class"]) == 0
    )
    planned = json.loads(capsys.readouterr().out)
    assert (planned["requests"], planned["impossible"], planned["cost_usd"]) == (2, 1, 0)
