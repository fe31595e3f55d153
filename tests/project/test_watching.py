"""Watched folders: files arrive when they are whole, and a folder that goes away is said once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maemi.errors import InputError
from maemi.project.micrographs import count_micrographs, list_micrographs
from maemi.project.one_at_a_time import only_one
from maemi.project.project import Project
from maemi.project.watched import unwatch_folder, watch_folder
from maemi.project.watching import watch

Draw = Callable[..., Path]


class Steps:
    """Listens, and does one step between two looks; stops after the last."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = list(steps)
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.over = False

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def stop_requested(self) -> bool:
        return self.over

    def wait(self, _seconds: float, _is_over: object) -> None:
        if self.steps:
            self.steps.pop(0)()
        else:
            self.over = True


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Steps]:
    """`look(project, step, step, …)`: watch, with these steps between the looks."""

    def run(project: Project, *steps: Callable[[], object]) -> Steps:
        listener = Steps(*steps)
        monkeypatch.setattr("maemi.project.watching._wait", listener.wait)
        listener.report = watch(project, listener)  # type: ignore[attr-defined]
        return listener

    return run


def test_files_are_added_when_they_are_whole(lab: Project, tmp_path: Path, draw: Draw, look: Any) -> None:
    folder = tmp_path / "microscope"
    whole = draw(tmp_path / "whole.png").read_bytes()
    folder.mkdir()
    watch_folder(lab, folder)
    counts: list[int] = []

    def write(part: bytes) -> None:
        counts.append(count_micrographs(lab))
        (folder / "one.png").write_bytes(part)

    def count() -> None:
        counts.append(count_micrographs(lab))

    listener = look(lab, lambda: write(whole[:40]), lambda: write(whole[:200]), lambda: write(whole), count, count)
    assert counts == [0, 0, 0, 0, 1]
    assert listener.report.added == 1 and listener.report.refused == ()
    assert [fields["message"] for _, fields in listener.events] == [f"1 micrograph arrived in {folder}"]


def test_what_cannot_be_read_is_tried_again_when_it_changed(
    lab: Project, tmp_path: Path, draw: Draw, look: Any
) -> None:
    folder = tmp_path / "microscope"
    folder.mkdir()
    watch_folder(lab, folder)
    (folder / "one.png").write_bytes(b"torn")
    nothing = lambda: None  # noqa: E731
    listener = look(lab, nothing, nothing, nothing, lambda: draw(folder / "one.png"), nothing, nothing)
    assert sum(kind == "warning" for kind, _ in listener.events) == 1
    assert listener.report.added == 1 and listener.report.refused == ()
    assert list_micrographs(lab)[0].error is None


def test_a_folder_that_goes_away_is_said_once(lab: Project, images: Path, look: Any, draw: Draw) -> None:
    watch_folder(lab, images)
    away = images.with_name("away")
    nothing = lambda: None  # noqa: E731
    listener = look(
        lab,
        nothing,
        lambda: images.rename(away),
        nothing,
        nothing,
        lambda: away.rename(images),
        lambda: draw(images / "new.png", 9),
        nothing,
        nothing,
    )
    messages = [fields["message"] for _, fields in listener.events]
    assert sum("cannot be watched now" in message for message in messages) == 1
    assert sum("is there again" in message for message in messages) == 1
    assert listener.report.added == 4 and count_micrographs(lab) == 4


def test_folders_may_change_meanwhile(lab: Project, images: Path, tmp_path: Path, draw: Draw, look: Any) -> None:
    other = tmp_path / "other"
    draw(other / "b.png", 50)
    watch_folder(lab, other)
    nothing = lambda: None  # noqa: E731
    look(lab, nothing, nothing, lambda: (unwatch_folder(lab, other), watch_folder(lab, images)), nothing, nothing)
    assert count_micrographs(lab) == 4


def test_one_watcher_a_project(lab: Project, tmp_path: Path) -> None:
    with only_one(lab.folder / "watch.lock", "It runs."), pytest.raises(InputError, match="being watched already"):
        watch(lab)
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with only_one(tmp_path / "lock", "It runs."):
            inside.set()
            go_on.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert inside.wait(10)
    with pytest.raises(InputError, match=r"It runs\."), only_one(tmp_path / "lock", "It runs."):
        pass
    go_on.set()
    thread.join()
    with only_one(tmp_path / "lock", "It runs."):
        pass
