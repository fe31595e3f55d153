"""Adding micrographs: what is found, what is known, what is refused, and that nothing stops the rest."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from maemi.errors import InputError
from maemi.micrograph.record import PixelSizeSource
from maemi.project.micrographs import (
    add_paths,
    count_micrographs,
    get_micrograph,
    list_micrographs,
    set_class,
    set_pixel_size,
)
from maemi.project.project import Project
from maemi.project.walking import find_files

Draw = Callable[..., Path]


class Listener:
    """Keeps what it hears, and asks to stop after some files."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.stop_after = stop_after

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def stop_requested(self) -> bool:
        return sum(kind == "progress" for kind, _ in self.events) > self.stop_after


def test_a_folder_is_added_with_what_its_files_say(lab: Project, images: Path) -> None:
    report = add_paths(lab, [images])
    assert (report.added, report.known, report.refused) == (3, 0, ())
    rows = list_micrographs(lab)
    assert [row.name for row in rows] == ["sem_0.png", "sem_1.png", "sem_2.png"]
    assert rows[0].path == images / "sem_0.png"
    assert rows[0].info is not None and rows[0].info.shape == (24, 32) and rows[0].info.path == rows[0].path
    assert rows[0].error is None and len(rows[0].content_hash) == 64
    assert get_micrograph(lab, rows[1].id) == rows[1]


def test_adding_again_knows_them_and_reads_nothing(lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_paths(lab, [images])
    monkeypatch.setattr("maemi.micrograph.reading.read_info", lambda path: pytest.fail(f"{path} was read again"))
    report = add_paths(lab, [images, images / "sem_0.png"])
    assert (report.added, report.known) == (0, 4)


def test_same_content_elsewhere_is_known(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    copyfile(images / "sem_0.png", images / "copy.png")
    report = add_paths(lab, [images])
    assert (report.added, report.known) == (0, 4)
    assert count_micrographs(lab) == 3


def test_a_moved_file_is_found_again(lab: Project, images: Path, tmp_path: Path) -> None:
    add_paths(lab, [images])
    before = list_micrographs(lab)[0]
    before.path.rename(tmp_path / "moved.png")
    assert add_paths(lab, [tmp_path / "moved.png"]).known == 1
    after = get_micrograph(lab, before.id)
    assert (after.path, after.name) == (tmp_path / "moved.png", "moved.png")


def test_a_changed_file_is_read_again(lab: Project, images: Path, draw: Draw) -> None:
    add_paths(lab, [images])
    before = list_micrographs(lab)[0]
    draw(images / "sem_0.png", 77)
    os.utime(images / "sem_0.png", (1, 1))
    assert add_paths(lab, [images]).known == 3
    assert get_micrograph(lab, before.id).content_hash != before.content_hash


def test_what_cannot_be_read_is_refused_with_its_sentence_and_the_rest_goes_on(lab: Project, images: Path) -> None:
    (images / "empty.png").write_bytes(b"")
    (images / "text.tif").write_text("this is no picture")
    (images / "notes.txt").write_text("not looked at")
    listener = Listener()
    report = add_paths(lab, [images, images / "notes.txt", images / "gone.tif"], listener)
    assert report.added == 3
    refused = {path.name: sentence for path, sentence in report.refused}
    assert set(refused) == {"empty.png", "text.tif", "notes.txt", "gone.tif"}
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in refused.values())
    assert "gone.tif does not exist" in refused["gone.tif"]
    assert sorted(fields["message"] for kind, fields in listener.events if kind == "warning") == sorted(
        refused.values()
    )
    remembered = {row.name: row.error for row in list_micrographs(lab, state="unreadable")}
    assert remembered == {name: refused[name] for name in ("empty.png", "text.tif")}


def test_a_repaired_file_is_added(lab: Project, tmp_path: Path, draw: Draw) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(b"")
    assert add_paths(lab, [path]).added == 0
    assert len(add_paths(lab, [path]).refused) == 1, "it is tried again"
    draw(path)
    assert add_paths(lab, [path]).added == 1
    assert list_micrographs(lab)[0].error is None


def test_a_decoders_own_defect_does_not_end_the_add(
    lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maemi.micrograph import reading

    real = reading.read_info

    def read_info(path: Path) -> Any:
        if path.name == "sem_1.png":
            raise ZeroDivisionError("a decoder's defect")
        return real(path)

    monkeypatch.setattr(reading, "read_info", read_info)
    report = add_paths(lab, [images])
    assert report.added == 2
    assert [path.name for path, _ in report.refused] == ["sem_1.png"]


def test_stop_keeps_what_was_read(lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maemi.project.adding.TELL_S", 0.0)
    report = add_paths(lab, [images], Listener(stop_after=2))
    assert report.stopped and 0 < report.added < 3
    assert count_micrographs(lab) == report.added


def test_the_gallery_fills_while_it_runs(lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maemi.project.remembering.BATCH_FILES", 1)
    monkeypatch.setattr("maemi.project.adding.TELL_S", 0.0)
    seen: list[int] = []

    class Watching(Listener):
        def event(self, kind: str, **fields: Any) -> None:
            seen.append(count_micrographs(lab))

    add_paths(lab, [images], Watching())
    assert seen == [0, 1, 2, 3, 3]


def test_hidden_files_are_left_out_and_loops_end(tmp_path: Path, draw: Draw) -> None:
    for name in ("a.png", ".hidden.png", ".cache/b.png", "deep/er/c.TIF", "deep/._a.png"):
        draw(tmp_path / "set" / name.replace(".TIF", ".png")).rename(tmp_path / "set" / name)
    (tmp_path / "set" / "deep" / "loop").symlink_to(tmp_path / "set")
    found = list(find_files([tmp_path / "set"], frozenset({".png", ".tif"})))
    assert [item.path.name for item in found] == ["a.png", "c.TIF"]


def test_what_a_folder_holds_of_unread_formats_is_told(lab: Project, images: Path) -> None:
    for name in ("map.bcf", "deep/other.BCF", "notes.txt", "old.elid"):
        (images / name).parent.mkdir(exist_ok=True)
        (images / name).write_bytes(b"x")
    told: list[str] = []

    class Telling(Listener):
        def event(self, kind: str, **fields: Any) -> None:
            if kind == "warning":
                told.append(str(fields["message"]))

    report = add_paths(lab, [images], Telling())
    assert (report.added, report.refused) == (3, ())
    assert report.passed_over == (("Bruker BCF", 2), ("Phenom ELID", 1))
    [sentence] = told
    assert sentence.startswith("Passed over: 2 Bruker BCF, 1 Phenom ELID. MAEMI does not read these; export them")


def test_a_walk_ends_when_asked_although_it_finds_nothing(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / "empty" / str(number)).mkdir(parents=True)
    asked = iter((False, False, True, True, True, True))
    looked: Counter[str] = Counter()
    for number in range(5):
        (tmp_path / "empty" / str(number) / "a.txt").touch()
    assert list(find_files([tmp_path / "empty"], frozenset({".png"}), lambda: next(asked), looked)) == []
    assert looked == {".txt": 1}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_without_permission_is_one_sentence(lab: Project, images: Path) -> None:
    (images / "secret").mkdir(mode=0)
    report = add_paths(lab, [images])
    assert report.added == 3
    [(path, sentence)] = report.refused
    assert path.name == "secret" and "Permission denied" in sentence


def test_a_folder_that_cannot_be_listed_is_one_sentence(
    lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (images / "secret").mkdir()
    scandir = os.scandir

    def guarded(path: Any) -> Any:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("maemi.project.walking.os.scandir", guarded)
    report = add_paths(lab, [images])
    assert report.added == 3
    [(_, sentence)] = report.refused
    assert sentence == f"The folder {images / 'secret'} cannot be read: Permission denied."


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_one_sentence(lab: Project, images: Path) -> None:
    copyfile(images / "sem_0.png", os.fsdecode(os.fsencode(images) + b"/bad_\xff.png"))
    report = add_paths(lab, [images])
    assert report.added == 3
    assert "not valid text" in report.refused[0][1]


def test_a_project_that_holds_its_files_can_be_moved(tmp_path: Path, draw: Draw) -> None:
    with Project.create(tmp_path / "lab") as project:
        draw(project.folder / "micrographs" / "one.png")
        add_paths(project, [project.folder / "micrographs"])
    (tmp_path / "lab").rename(tmp_path / "moved")
    with Project.open(tmp_path / "moved") as project:
        [row] = list_micrographs(project)
        assert row.path == tmp_path / "moved" / "micrographs" / "one.png" and row.path.exists()
        assert add_paths(project, [project.folder / "micrographs"]).known == 1


def test_a_typed_in_pixel_size_overrides_and_goes_back(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    ids = [row.id for row in list_micrographs(lab)]
    set_pixel_size(lab, ids[:2], 5e-9, "ada")
    row = get_micrograph(lab, ids[0])
    assert row.pixel_size is not None and row.info is not None
    assert (row.pixel_size.row_m, row.pixel_size.source) == (5e-9, PixelSizeSource.TYPED_IN)
    assert "ada" in row.pixel_size.detail and row.info.pixel_size == row.pixel_size
    assert get_micrograph(lab, ids[2]).pixel_size is None
    set_pixel_size(lab, ids, None, "ada")
    assert get_micrograph(lab, ids[0]).pixel_size is None
    with pytest.raises(InputError, match="no pixel size"):
        set_pixel_size(lab, ids, 5.0, "ada")
    with pytest.raises(InputError, match="nothing was changed"):
        set_pixel_size(lab, [ids[0], 999], 5e-9, "ada")
    assert get_micrograph(lab, ids[0]).pixel_size is None


def test_search_and_paging(project: Project, images: Path) -> None:
    add_paths(project, [images])
    ids = [row.id for row in list_micrographs(project)]
    set_class(project, [ids[1]], "nanowires")
    assert [row.id for row in list_micrographs(project, search="NANOW")] == [ids[1]]
    assert [row.id for row in list_micrographs(project, search="sem_2")] == [ids[2]]
    assert list_micrographs(project, search="100%") == []
    assert [row.id for row in list_micrographs(project, offset=1, limit=1)] == [ids[1]]
    assert count_micrographs(project, state="none") == 3
    assert count_micrographs(project, state="pending") == 0
    with pytest.raises(InputError, match="no state"):
        list_micrographs(project, state="odd")
    with pytest.raises(InputError, match="no micrograph 999"):
        get_micrograph(project, 999)


def test_a_pipe_and_a_dead_link_do_not_hold_up_the_add(lab: Project, images: Path) -> None:
    os.mkfifo(images / "pipe.tif")
    (images / "gone.tif").symlink_to(images / "nowhere.tif")
    report = add_paths(lab, [images])
    sentences = {path.name: sentence for path, sentence in report.refused}
    assert "not an ordinary file" in sentences["pipe.tif"]
    assert "a link to a file that is not there" in sentences["gone.tif"]
    assert report.added > 0
