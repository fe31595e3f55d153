"""Before micrographs go elsewhere somebody agrees: in a terminal, by --yes, or for good in the project."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from maemi.cli.main import main
from maemi.generate.openai.sending import Sender
from maemi.generate.teacher import FatalTeacherError
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.project import consent
from maemi.project.egress import list_egress
from maemi.project.micrographs import add_paths
from maemi.project.project import Project

AWAY = "http://192.0.2.1:8000/v1"
HOST = "192.0.2.1:8000"
GENERATE = ("--teacher", "openai", "--model", "m", "--base-url", AWAY)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """One micrograph; a server elsewhere that refuses every key, so that a run ends after its first request."""
    write(draw("particles", 1, 96, 128), tmp_path / "secret-name.tif")

    def send(_self: Any, body_in: Any, micrograph_id: int, desk: Any) -> Any:
        desk.sending(HOST, len(str(body_in("json_schema"))), micrograph_id)
        raise FatalTeacherError("reached")

    monkeypatch.setattr(Sender, "send", send)
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [tmp_path / "secret-name.tif"])
        yield project


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_nothing_goes_until_somebody_agrees(lab: Project, capsys: Any) -> None:
    assert main(["generate", lab.address, *GENERATE]) == 2
    said = capsys.readouterr().err
    assert "Nobody has agreed" in said and "--yes" in said and list_egress(lab) == []
    assert main(["generate", lab.address, *GENERATE, "--yes"]) == 1
    assert "reached" in capsys.readouterr().out
    assert len(list_egress(lab)) == 1
    assert [row.verb for row in consent.history(lab)] == ["once"]
    assert main(["generate", lab.address, *GENERATE]) == 2, "once is once"


def test_what_a_project_remembers_is_not_asked_again(lab: Project) -> None:
    consent.give(lab, HOST, "ada")
    assert main(["generate", lab.address, *GENERATE]) == 1
    assert len(list_egress(lab)) == 1
    assert main(["generate", lab.address, *GENERATE, "--keep-info-bars"]) == 2, "that was not agreed to"
    consent.revoke(lab, HOST, "ada")
    assert main(["generate", lab.address, *GENERATE]) == 2


@pytest.mark.parametrize(("answer", "verbs"), [("n", []), ("", []), ("y", ["once"]), ("a", ["given"])])
def test_a_terminal_shows_what_would_leave_and_asks(
    lab: Project, answer: str, verbs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert main(["generate", lab.address, *GENERATE]) == (1 if verbs else 2)
    said = capsys.readouterr().err
    assert f"go to {HOST}" in said and "not encrypted" in said and "Not sent: the file's name" in said
    assert "[system]" in said and "[user]" in said and "secret-name" not in said
    assert [row.verb for row in consent.history(lab)] == verbs
    assert len(list_egress(lab)) == len(verbs)


def test_previews_are_the_very_pictures(lab: Project, tmp_path: Path, capsys: Any) -> None:
    for more, rows in (((), 96), (("--keep-info-bars",), 128)):
        argv = ["generate", lab.address, *GENERATE, "--dry-run", "--json", "--previews", str(tmp_path / "out"), *more]
        assert main(argv) == 0
        leaves = json.loads(capsys.readouterr().out)["leaves"]
        [picture] = leaves["pictures"]
        with Image.open(picture["file"]) as shown:
            assert shown.size == (picture["columns"], picture["rows"])
            assert not shown.info
        assert picture["size"] == Path(picture["file"]).stat().st_size
        assert (picture["rows"] > 96) == (rows > 96)
        assert leaves["info_bars"] == bool(more) and leaves["requests"] == 1
    assert list_egress(lab) == []
    assert main(["generate", lab.address, "--dry-run", "--previews", str(tmp_path / "out")]) == 2


def test_asking_and_evaluating_ask_too(lab: Project, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    asking = ["ask", str(tmp_path / "secret-name.tif"), "What?", "--model", "m", "--base-url", AWAY, "--no-measure"]
    for argv in (
        asking,
        [*asking, "--project", lab.address],
        ["evaluate", lab.address, "--model", "openai:m", "--base-url", AWAY],
    ):
        assert main(argv) == 2
        assert "Nobody has agreed" in capsys.readouterr().err
    assert list_egress(lab) == []
