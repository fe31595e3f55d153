"""`maemi egress` and `maemi local-only`: what left, who agreed, and the switch."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maemi import local_only
from maemi.cli.main import main
from maemi.project import consent
from maemi.project.content import Content
from maemi.project.egress import record
from maemi.project.project import Project

Shown = pytest.CaptureFixture[str]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    with Project.create(tmp_path / "lab") as project:
        record(project, "api.example", 1500, None, "ask", model="m", content=Content(1, 768, 1024, 99), who="ada")
        record(project, "lab.example:8000", 10, None, "chat", who="bob")
        consent.give(project, "api.example", "ada")
        yield project.address


def test_lines_and_totals_for_people_and_machines(lab: str, capsys: Shown) -> None:
    assert main(["egress", "list", lab]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert "lab.example:8000" in newest and "by bob" in newest
    assert "1,500 bytes" in oldest and "1 picture, 1024 × 768 px; 99 bytes of text" in oldest
    assert main(["egress", "list", lab, "--host", "API.example", "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["picture_columns"] == 1024
    assert main(["egress", "totals", lab, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert rows[0] == {"host": "api.example", "day": day, "requests": "1", "bytes_sent": "1500"}
    assert main(["egress", "list", lab, "--csv", "--limit", "1"]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 1
    assert main(["egress", "totals", lab, "--until", "2020-01-01"]) == 0
    assert "Nothing" in capsys.readouterr().out
    assert main(["egress", "list", lab, "--since", "yesterday"]) == 2


def test_a_consent_is_listed_and_taken_back(lab: str, capsys: Shown) -> None:
    assert main(["egress", "consents", lab]) == 0
    assert "api.example: agreed by ada" in capsys.readouterr().out
    assert main(["egress", "revoke", lab]) == 2
    assert main(["egress", "revoke", lab, "api.example", "--curator", "bob"]) == 0
    capsys.readouterr()
    assert main(["egress", "consents", lab, "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["egress", "revoke", lab, "api.example"]) == 2


def test_the_switch_is_turned_for_a_person_and_for_a_project(lab: str, capsys: Shown) -> None:
    assert main(["local-only", "on"]) == 0
    assert local_only.is_kept() and "is on for you" in capsys.readouterr().out
    assert main(["local-only", "off"]) == 0
    assert not local_only.is_on()
    assert main(["local-only", "on", lab]) == 0
    capsys.readouterr()
    assert main(["local-only", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["yours"] is False
    assert main(["ask", "a.tif", "What?", "--model", "m", "--base-url", "http://192.0.2.1/v1", "--project", lab]) == 2
