"""Files that went: marked, found again by their content, and unmarked when they come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

from maemi.project.checking import check_files
from maemi.project.micrographs import add_paths, get_micrograph, list_ids, list_micrographs
from maemi.project.project import Project

Draw = Callable[..., Path]


def test_missing_files_stay_marked_and_come_back(project: Project, images: Path) -> None:
    add_paths(project, [images])
    assert check_files(project).present == 3
    away = images.with_name("away.png")
    (images / "sem_1.png").rename(away)
    report = check_files(project)
    assert (report.present, report.missing, report.back) == (2, (images / "sem_1.png",), 0)
    [lost] = list_micrographs(project, "is:missing")
    assert lost.name == "sem_1.png" and lost.missing and lost.info is not None
    away.rename(images / "sem_1.png")
    assert check_files(project).back == 1
    assert list_ids(project, "is:missing") == []


def test_adding_a_folder_again_takes_the_mark_away(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    (images / "sem_1.png").rename(images / "x")
    check_files(lab)
    (images / "x").rename(images / "sem_1.png")
    assert add_paths(lab, [images]).known == 3
    assert list_ids(lab, "is:missing") == []


def test_moved_files_are_found_by_their_content(project: Project, images: Path, tmp_path: Path, draw: Draw) -> None:
    add_paths(project, [images])
    before = list_ids(project)
    moved = tmp_path / "elsewhere" / "deep"
    moved.mkdir(parents=True)
    (images / "sem_0.png").rename(moved / "renamed.png")
    (images / "sem_2.png").unlink()
    draw(moved / "another.png", 99)
    copyfile(images / "sem_1.png", moved / "copy.png")
    report = check_files(project, look_in=[tmp_path / "elsewhere", tmp_path / "nowhere"])
    assert report.moved == ((images / "sem_0.png", moved / "renamed.png"),)
    assert report.missing == (images / "sem_2.png",) and report.present == 2
    row = get_micrograph(project, before[0])
    assert (row.path, row.name, row.missing) == (moved / "renamed.png", "renamed.png", False)
    assert list_ids(project, "name:renamed folder:deep") == [before[0]]
    assert check_files(project).missing == (images / "sem_2.png",)
    assert add_paths(project, [moved / "renamed.png"]).known == 1


def test_a_thousand_moved_files_are_found(lab: Project, tmp_path: Path, draw: Draw) -> None:
    for seed in range(1_000):
        draw(tmp_path / "set" / f"img_{seed}.png", seed)
    add_paths(lab, [tmp_path / "set"])
    ids = list_ids(lab)
    (tmp_path / "set").rename(tmp_path / "other")
    assert len(check_files(lab).missing) == 1_000
    report = check_files(lab, look_in=[tmp_path / "other"])
    assert (len(report.moved), report.missing) == (1_000, ())
    assert list_ids(lab) == ids and list_ids(lab, "is:missing") == []


def test_a_changed_file_is_counted(lab: Project, images: Path, draw: Draw) -> None:
    add_paths(lab, [images])
    (images / "sem_0.png").write_bytes(b"changed")
    assert check_files(lab).changed == 1
