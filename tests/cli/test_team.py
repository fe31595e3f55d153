"""`maemi team`: what each verb prints, and who may."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from maemi.cli.main import main
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs, get_pair
from maemi.project.project import Project


@pytest.fixture
def lab(tmp_path: Path) -> str:
    Image.new("L", (16, 16), 90).save(tmp_path / "one.png")
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [tmp_path / "one.png"])
        [row] = list_micrographs(project)
        add_pairs(project, [NewPair(row.id, f"Q{n}?", f"A{n}.", "basics", "measured") for n in range(3)])
    return str(tmp_path / "lab")


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(words) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_a_team_from_begin_to_settled(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "100.0% of its pairs" in said(capsys, "team", "begin", lab, "--curator", "ada", "--share", "100%")
    for curator, verb in (("bob", "approve"), ("cleo", "reject")):
        said(capsys, "decide", lab, "1", verb, "--curator", curator)
    assert "is pending" in said(capsys, "decide", lab, "2", "approve", "--curator", "bob")
    assert "is approved" in said(capsys, "decide", lab, "2", "approve", "--curator", "cleo")
    found = json.loads(said(capsys, "team", "agreement", lab, "--json"))
    assert found["overall"]["pairs"] == 2 and found["pairs"]["disputed"] == 1
    assert "bob and cleo: 2 pairs, agreement 0.50" in said(capsys, "team", "agreement", lab)
    assert "'bob' may not see disagreements" in said(capsys, "team", "disagreements", lab, "--curator", "bob", status=2)
    assert "cleo: reject" in said(capsys, "team", "disagreements", lab, "--curator", "ada")
    assert "is settler now" in said(capsys, "team", "role", lab, "bob", "settler", "--curator", "ada")
    assert "Say how to settle" in said(capsys, "team", "settle", lab, "1", "--curator", "bob", status=2)
    assert "settled: rejected" in said(capsys, "team", "settle", lab, "1", "--as", "cleo", "--curator", "bob")
    words = said(capsys, "team", "disagreements", lab, "--settled", "--curator", "bob", "--json")
    assert json.loads(words)["settled_by"] == "bob"
    with Project.open(lab) as project:
        assert get_pair(project, 1).state == "rejected"


def test_status_members_share_and_claims(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "is no team's project yet" in said(capsys, "team", "share", lab, "5%", "--curator", "ada", status=2)
    assert json.loads(said(capsys, "team", "status", lab, "--json"))["team"] is False
    said(capsys, "team", "begin", lab, "--curator", "ada")
    assert "10.0% of the pairs" in said(capsys, "team", "share", lab, "0.1", "--curator", "ada")
    assert "may not change" in said(capsys, "team", "share", lab, "0", "--curator", "bob", status=2)
    said(capsys, "team", "claims", lab, "--minutes", "5", "--curator", "ada")
    status = json.loads(said(capsys, "team", "status", lab, "--json"))
    assert (status["share"], status["claim_minutes"]) == (0.1, 5.0)
    assert said(capsys, "team", "members", lab).startswith("ada")
    assert json.loads(said(capsys, "team", "members", lab, "--json"))["role"] == "owner"
