"""The index: only what is new is encoded, a killed run goes on, a bad file is told of."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maemi.jobs.folder import RunFolder
from maemi.project.embeddings import NewEmbedding, duplicate_ids, store_embeddings, to_embed
from maemi.project.micrographs import add_paths
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.similar import indexing
from maemi.similar.asking import more_like, more_like_file
from maemi.similar.collection import load_collection
from maemi.similar.encoder import encoder_version
from maemi.similar.indexing import build_index


class Heard:
    """A listener that can ask the work to stop after some progress."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._stop_after = stop_after

    def event(self, kind: str, **fields: Any) -> None:
        self.events.append((kind, fields))

    def stop_requested(self) -> bool:
        return self._stop_after is not None and len(self.events) >= self._stop_after


def test_only_what_is_new_is_encoded(indexed: Project, files: list[Path], tmp_path: Path) -> None:
    first = load_collection(indexed).places
    assert np.isfinite(first).all() and np.abs(first).max() <= 1
    assert build_index(indexed).indexed == 0
    assert np.array_equal(first, load_collection(indexed).places), "the same map every time"
    copy = tmp_path / "copy.png"
    copy.write_bytes(files[0].read_bytes() + b"\0")  # the same pixels in another content
    add_paths(indexed, [copy])
    again = build_index(indexed, workers=1)
    assert (again.indexed, again.known, again.duplicate_groups) == (1, 9, 1)
    assert duplicate_ids(indexed) == {1, 10}


def test_more_like_one_and_like_a_file(indexed: Project, files: list[Path]) -> None:
    collection = load_collection(indexed)
    matches = more_like(collection, 4, 5)
    assert len(matches) == 5 and 4 not in [match.id for match in matches]
    assert [match.similarity for match in matches] == sorted((m.similarity for m in matches), reverse=True)
    nearest = more_like_file(collection, files[3], 1)[0]
    assert nearest.id == 4 and nearest.similarity > 0.999


def test_a_file_that_is_gone_is_told_of(lab: Project, tmp_path: Path) -> None:
    with lab.session() as session:
        record = session.get(Micrograph, 1)
        assert record is not None
        record.path = str(tmp_path / "gone.png")
    heard = Heard()
    report = build_index(lab, heard, workers=1)
    assert report.indexed == 8
    assert len(report.refused) == 1 and "gone.png" in report.refused[0][1]
    assert any(kind == "warning" for kind, _ in heard.events)


def test_stopping_keeps_what_there_is(lab: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH_FILES", 1)
    report = build_index(lab, Heard(stop_after=3), workers=1)
    assert report.stopped and 0 < report.indexed < 9
    rest = build_index(lab, workers=1)
    assert rest.known == report.indexed and rest.indexed == 9 - report.indexed


def test_a_killed_run_goes_on(lab: Project, tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "runs", "index", {}, ["index", lab.address])
    slow = (
        "import sys; from maemi.similar import indexing; indexing.BATCH_FILES = 1; "
        "from maemi.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    argv = [sys.executable, "-c", slow, "index", lab.address, "--workers", "1", "--run-folder", str(folder.path)]
    process = subprocess.Popen(argv)
    try:
        deadline = time.monotonic() + 60
        while to_embed(lab, encoder_version())[1] < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    known = to_embed(lab, encoder_version())[1]
    assert 2 <= known <= 9
    report = build_index(lab, workers=1)
    assert (report.known, report.indexed) == (known, 9 - known)
    assert len(load_collection(lab).ids) == 9


def test_a_colleagues_vector_stays(lab: Project) -> None:
    waiting, _ = to_embed(lab, encoder_version())
    mine = NewEmbedding(waiting[0].content_hash, b"\0\x3c" * 64, b"\x80" * 1024)
    store_embeddings(lab, encoder_version(), [mine])
    store_embeddings(lab, encoder_version(), [NewEmbedding(mine.content_hash, b"\0\0" * 64, mine.sketch)])
    assert load_collection(lab).vectors[0, 0] == pytest.approx(1 / 8)
