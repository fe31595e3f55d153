"""Adding through worker processes: one pass a file, one file lost at most, and it goes on after being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.taking_in import HereAndNow, hash_file, take_in
from maemi.project import adding
from maemi.project.micrographs import add_paths, count_micrographs, list_micrographs
from maemi.project.project import Project
from maemi.project.thumbnails import thumbnail_cache

Draw = Callable[..., Path]


@pytest.mark.workers
def test_workers_find_what_reading_here_finds(lab: Project, images: Path, tmp_path: Path) -> None:
    (images / "text.tif").write_text("this is no picture")
    report = add_paths(lab, [images])
    assert (report.added, len(report.refused)) == (3, 1)
    with Project.create(tmp_path / "other") as other:
        add_paths(other, [images], reader=HereAndNow())
        here, there = list_micrographs(other), list_micrographs(lab)
    for one, two in zip(here, there, strict=True):
        assert (one.name, one.info, one.content_hash, one.error) == (two.name, two.info, two.content_hash, two.error)


def test_one_pass_gives_hash_info_and_thumbnail(images: Path) -> None:
    found = take_in(images / "sem_0.png", 64)
    assert found.content_hash == hash_file(images / "sem_0.png")
    assert found.info is not None and found.info["shape"] == [24, 32] and found.error is None
    assert found.png.startswith(b"\x89PNG")


def test_thumbnails_are_there_when_the_add_is_done(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    cache = thumbnail_cache(lab)
    assert all(cache.find(row.content_hash) for row in list_micrographs(lab))


def test_a_file_that_grows_meanwhile_is_left_for_later(
    lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def growing(path: Path) -> str:
        found = hash_file(path)
        with path.open("ab") as file:
            file.write(b"more")
        return found

    monkeypatch.setattr("maemi.micrograph.taking_in.hash_file", growing)
    report = add_paths(lab, [images / "sem_0.png"])
    assert "being written at this moment" in report.refused[0][1]
    assert count_micrographs(lab) == 0


def test_a_vanished_file_is_refused_and_not_remembered(lab: Project, images: Path) -> None:
    class Late(HereAndNow):
        def take_in(self, path: Path, side: int = 256):
            path.unlink()
            return super().take_in(path, side)

    report = add_paths(lab, [images / "sem_0.png"], reader=Late())
    assert "cannot be read" in report.refused[0][1] and count_micrographs(lab) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_file_that_kills_its_decoder_costs_one_micrograph(
    lab: Project, images: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import pathlib, os\n"
        "real = pathlib.Path.open\n"
        "def opened(self, *args, **kwargs):\n"
        "    if self.name == 'sem_1.png': os.kill(os.getpid(), 11)\n"
        "    return real(self, *args, **kwargs)\n"
        "pathlib.Path.open = opened\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    with_pool = DecoderPool(2)
    try:
        report = add_paths(lab, [images], reader=with_pool)
    finally:
        with_pool.close()
    assert report.added == 2
    [(path, sentence)] = report.refused
    assert path.name == "sem_1.png" and "made its decoder crash" in sentence
    assert [row.name for row in list_micrographs(lab, state="unreadable")] == ["sem_1.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_and_called_again_it_goes_on(lab: Project, tmp_path: Path, draw: Draw) -> None:
    for seed in range(300):
        draw(tmp_path / "many" / f"img_{seed}.png", seed)
    command = [sys.executable, "-m", "maemi", "add", str(lab.folder), str(tmp_path / "many")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while count_micrographs(lab) == 0 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = count_micrographs(lab)
    assert kept > 0
    read: list[Path] = []

    class Counting(HereAndNow):
        def take_in(self, path: Path, side: int = 256):
            read.append(path)
            return super().take_in(path, side)

    report = add_paths(lab, [tmp_path / "many"], reader=Counting())
    assert (report.added, report.known, len(read)) == (300 - kept, kept, 300 - kept)
    assert count_micrographs(lab) == 300


def test_little_is_asked_for_ahead(lab: Project, tmp_path: Path, draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import Future

    monkeypatch.setattr(adding, "AHEAD", 2)
    monkeypatch.setattr(adding, "workers", lambda: 1)
    for seed in range(12):
        draw(tmp_path / "many" / f"img_{seed}.png", seed)
    waiting: list[tuple[Future, Path]] = []
    most = 0

    class Slow(HereAndNow):
        def take_in(self, path: Path, side: int = 256):
            nonlocal most
            future: Future = _Lazy(lambda: waiting.remove(item))
            item = (future, path)
            waiting.append(item)
            most = max(most, len(waiting))
            future.set_result_later(take_in(path, side))
            return future

    assert add_paths(lab, [tmp_path / "many"], reader=Slow()).added == 12
    assert most <= 3


from concurrent.futures import Future as _Future  # noqa: E402


class _Lazy(_Future):
    """A future that is done only once its result is asked for."""

    def __init__(self, asked: Callable[[], None]) -> None:
        super().__init__()
        self._asked = asked

    def set_result_later(self, result: object) -> None:
        self._later = result

    def result(self, timeout: float | None = None) -> object:
        self._asked()
        return self._later
