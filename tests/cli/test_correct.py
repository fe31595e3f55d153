"""`maemi correct`, and a measurement, a teacher's and the chat's numbers that follow it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from maemi.cli.main import main
from maemi.generate.measurer import Measurer, key_of, settings_key
from maemi.micrograph.correction import Correction, corrected_kind
from maemi.project.corrections import corrections_by_kind
from maemi.project.micrographs import add_paths, get_micrograph, list_micrographs, set_class, set_pixel_size
from maemi.project.project import Project


@pytest.fixture
def lab(tmp_path: Path) -> str:
    """A project with six discs of 40 pixels."""
    y, x = np.mgrid[0:300, 0:400]
    scan = np.full((300, 400), 60.0)
    for row in (70, 200):
        for column in (70, 200, 330):
            scan[(y - row) ** 2 + (x - column) ** 2 <= 400] = 180
    file = tmp_path / "discs.png"
    Image.fromarray(gaussian_filter(scan, 1).astype(np.uint8)).save(file)
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [file])
        [row] = list_micrographs(project)
        set_pixel_size(project, [row.id], 2e-9, "ada")
    return str(tmp_path / "lab")


def run(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 0) -> str:
    assert main(list(argv)) == status
    said = capsys.readouterr()
    return said.out if status == 0 else said.err


def measured(capsys: pytest.CaptureFixture[str], lab: str, *options: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(capsys, "measure", "discs.png", "--project", lab, "--json", *options))
    return found


def test_a_correction_changes_what_is_measured_and_can_be_undone(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = measured(capsys, lab, "--kind", "particles")
    assert (before["count"], before["corrected"], before["pixel_size_source"]) == (6, 0, "typed in")
    said = run(capsys, "correct", lab, "discs.png", "remove", "70,70", "--kind", "particles", "--curator", "ada")
    assert said == "1 correction by hand stands for the particles of discs.png.\n"
    run(capsys, "correct", lab, "1", "split", "200,150", "200,250", "--curator", "ada")
    after = measured(capsys, lab)
    assert (after["kind"], after["count"], after["corrected"]) == ("particles", 6, 2)
    assert "Corrected by hand (2)" in run(capsys, "measure", "1", "--project", lab)
    lines = run(capsys, "correct", lab, "1", "list", "--json").splitlines()
    assert [json.loads(line)["verb"] for line in lines] == ["remove", "split"]
    assert "split  200,150 200,250  ada" in run(capsys, "correct", lab, "1", "list")
    assert "Undone: correction (split). 1 correction" in run(capsys, "correct", lab, "1", "undo", "--curator", "ada")
    assert measured(capsys, lab)["count"] == 5
    assert "Done again" in run(capsys, "correct", lab, "1", "redo", "--curator", "ada")
    assert "0 corrections by hand stand" in run(capsys, "correct", lab, "1", "clear", "--curator", "bob")
    assert measured(capsys, lab, "--kind", "particles")["count"] == 6
    assert measured(capsys, lab, "--kind", "particles", "--pixel-size", "1e-9")["pixel_size_m"] == 1e-9


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["remove", "1,1"], "say --kind particles"),
        (["remove", "1,1", "--kind", "pattern"], "no objects to correct"),
        (["remove", "here", "--kind", "pores"], "write ROW,COLUMN"),
        (["split", "1,1", "--kind", "pores"], "at least 2 points"),
        (["undo", "1,1"], "takes no points"),
        (["remove", "300,5", "--kind", "pores"], "which has 300 rows and 400 columns"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    lab: str, capsys: pytest.CaptureFixture[str], argv: list[str], words: str
) -> None:
    said = run(capsys, "correct", lab, "1", *argv, status=2)
    assert words in said and said.count("\n") == 1


def test_nothing_to_undo_fails(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no correction to undo" in run(capsys, "correct", lab, "1", "undo", "--kind", "pores", status=1)
    assert "is no length of a pixel" in run(capsys, "measure", "1", "--project", lab, "--pixel-size", "3", status=2)


def test_what_a_teacher_uses_follows_the_corrections(lab: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(lab) as project:
        set_class(project, [1], "particles")
        row = get_micrograph(project, 1)
        with Measurer(project) as measuring:
            plain = measuring.submit(row).result(timeout=60)
            key = settings_key(row, corrections_by_kind(project, 1))
            run(capsys, "correct", lab, "1", "remove", "70,70")
            corrected = measuring.submit(row).result(timeout=60)
            assert plain is not None and corrected is not None
            assert (plain.count, corrected.count, corrected.corrected) == (6, 5, 1)
            now = settings_key(row, corrections_by_kind(project, 1))
            assert now is not None and now != key and now.startswith(str(key))
            run(capsys, "correct", lab, "1", "undo")
            again = measuring.submit(row).result(timeout=60)
    assert again is not None and again.count == 6


def test_the_key_of_a_measurement_heeds_the_corrections_of_its_kind() -> None:
    by_hand = {"pores": [Correction("remove", ((1.0, 1.0),))]}
    assert key_of("particles", None, corrections=by_hand) == key_of("particles", None)
    assert len({key_of(kind, None, corrections=by_hand) for kind in ("pores", "auto")}) == 2
    assert (corrected_kind("auto", by_hand), corrected_kind("grains", by_hand)) == ("pores", "grains")
    assert corrected_kind("auto", {}) == "auto"
