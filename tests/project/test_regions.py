"""Regions: kept, changed, removed and brought back; labels are never given twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.errors import InputError
from maemi.micrograph.shapes import Shape
from maemi.project.micrographs import add_paths, list_micrographs, set_pixel_size
from maemi.project.project import Project
from maemi.project.regions import (
    add_region,
    change_region,
    delete_region,
    list_regions,
    next_label,
    rename_region,
    restore_region,
)

LINE = Shape("line", ((1.0, 2.0), (4.0, 6.0)))
BOX = Shape("rectangle", ((0.0, 0.0), (10.0, 20.0)))


@pytest.fixture
def micrograph(project: Project, images: Path) -> int:
    add_paths(project, [images])
    return list_micrographs(project)[0].id


def test_a_region_is_kept_changed_removed_and_brought_back(project: Project, micrograph: int) -> None:
    first = add_region(project, micrograph, LINE, "ada")
    second = add_region(project, micrograph, BOX, "ada", frame=2)
    assert (first.label, second.label, first.shape, second.frame) == ("A", "B", LINE, 2)
    assert list_regions(project, micrograph) == [first, second]
    assert list_regions(project, micrograph, frame=2) == [second]
    moved = change_region(project, first.id, LINE.moved(1, 1))
    assert (moved.label, moved.points[0], moved.created_at) == ("A", (2.0, 3.0), first.created_at)
    delete_region(project, first.id)
    assert list_regions(project, micrograph) == [second]
    assert add_region(project, micrograph, LINE, "ada").label == "C", "an earlier question may speak of region A"
    assert restore_region(project, first.id) == moved


def test_labels(project: Project, micrograph: int) -> None:
    region = add_region(project, micrograph, BOX, "ada", label=" pore ")
    assert region.label == "pore"
    assert rename_region(project, region.id, "crack").label == "crack"
    other = add_region(project, micrograph, BOX, "ada")
    for wrong in ("", "crack", "x" * 41):
        with pytest.raises(InputError):
            rename_region(project, other.id, wrong)
    assert rename_region(project, other.id, other.label).label == other.label
    assert next_label({chr(ord("A") + number) for number in range(26)}) == "AA"


def test_what_is_unknown_is_said(project: Project, micrograph: int) -> None:
    with pytest.raises(InputError, match="no micrograph 99"):
        add_region(project, 99, LINE, "ada")
    with pytest.raises(InputError, match="points"):
        add_region(project, micrograph, Shape("line", ((0.0, 0.0),)), "ada")
    with pytest.raises(InputError, match="no region 7"):
        delete_region(project, 7)


def test_the_command_lists_real_sizes(lab: Project, images: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_paths(lab, [images])
    row = list_micrographs(lab)[0]
    add_region(lab, row.id, LINE, "ada")
    address = lab.address
    assert main(["regions", address, str(row.id), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["label"], told["length_px"], told["length_m"]) == ("A", 5.0, None)
    set_pixel_size(lab, [row.id], 2e-9, "ada")
    assert main(["regions", address, row.name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["length_m"] == pytest.approx(10e-9)
    assert main(["regions", address, row.name]) == 0
    assert capsys.readouterr().out.startswith("A  line  10.0 nm")
    assert main(["regions", address, "nothing.png"]) == 2
