"""The commands, as a script calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from maemi.cli.main import main
from maemi.project.project import Project


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_index_similar_duplicates_and_suggestions(
    lab: Project, files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    place = lab.address
    assert main(["similar", place, "1"]) == 2
    assert "maemi index" in capsys.readouterr().err
    indexed = said(capsys, "index", place)
    assert (indexed["indexed"], indexed["mapped"], indexed["stopped"]) == (9, 9, False)
    found = said(capsys, "similar", place, str(files[0]), "--count", "3")
    assert found["micrograph"] == 1 and len(found["similar"]) == 3
    assert {"id", "path", "class", "similarity"} == set(found["similar"][0])
    assert said(capsys, "duplicates", place) == {"indexed": 9, "groups": []}
    assert main(["suggest-classes", place]) == 2
    for name, ids in (("particles", "12"), ("fibres", "45"), ("porous_sponge", "78")):
        said(capsys, "label", place, name, *ids)
    capsys.readouterr()
    suggested = said(capsys, "suggest-classes", place, "--min-confidence", "0.3")
    assert {each["class"] for each in suggested["suggestions"]} <= {"particles", "fibres", "porous_sponge"}
    assert suggested["examples"] == {"fibres": 2, "particles": 2, "porous_sponge": 2}
    assert len(suggested["suggestions"]) + suggested["unsure"] + suggested["unlike"] == 3


def test_labels_and_the_list_of_classes(lab: Project, capsys: pytest.CaptureFixture[str]) -> None:
    place = lab.address
    assert [each["name"] for each in said(capsys, "classes", place)["classes"]][:2] == ["biological", "fibres"]
    assert said(capsys, "label", place, "Fibres", "1", "2")["before"] == {"1": None, "2": None}
    assert main(["label", place, "fibers", "3"]) == 2
    assert "maemi classes" in capsys.readouterr().err
    assert main(["label", place, "fibres", "3", "99"]) == 2
    capsys.readouterr()
    own = said(capsys, "classes", place, "--set", "whiskers", "slag")
    assert own["own_list"] and [each["listed"] for each in own["classes"]] == [True, True, False]
    assert main(["classes", place, "--add", "Slag"]) == 2
    assert "twice" in capsys.readouterr().err
    said(capsys, "label", place, "slag", "1")
    renamed = said(capsys, "classes", place, "--rename", "slag", "clinker")
    assert {each["name"]: each["micrographs"] for each in renamed["classes"]} == {
        "whiskers": 0,
        "clinker": 1,
        "fibres": 1,
    }
    assert main(["classes", place, "--rename", "whiskers", "clinker"]) == 2
    capsys.readouterr()
    assert said(capsys, "label", place, "-", "1")["before"] == {"1": "clinker"}
    assert not said(capsys, "classes", place, "--default")["own_list"]


def test_index_in_the_background(lab: Project, capsys: pytest.CaptureFixture[str]) -> None:
    import time

    from maemi.jobs.folder import RunFolder

    folder = RunFolder(Path(said(capsys, "index", lab.address, "--detach")["folder"]))
    deadline = time.monotonic() + 60
    while not folder.state().is_over and time.monotonic() < deadline:
        time.sleep(0.1)
    assert folder.state().state == "finished"
    assert folder.state().result["indexed"] == 9
