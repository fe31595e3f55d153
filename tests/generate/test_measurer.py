"""A micrograph whose worker process dies takes no other one with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from maemi.errors import MaemiError
from maemi.generate import measurer
from maemi.generate.measurer import Measurer
from maemi.measure.result import Measurement
from maemi.micrograph.correction import ByKind
from maemi.micrograph.record import PixelSize
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.project import Project


def dies_on_the_first(path: Path, _size: PixelSize | None, _kind: str, _corrections: ByKind) -> Measurement:
    """Stands in for `measure_path` in a worker: one file takes the process down, as want of memory does."""
    if path.name == "a.tif":
        os.kill(os.getpid(), signal.SIGKILL)
    return Measurement("particles", count=3)


@pytest.mark.skipif(os.name == "nt", reason="the signal is not there")
def test_the_next_one_gets_new_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed, name in enumerate(("a.tif", "b.tif")):
        write(draw("particles", seed, 64, 96), tmp_path / name)
    monkeypatch.setattr(measurer, "measure_path", dies_on_the_first)
    with Project.create(tmp_path / "lab") as project:
        add_paths(project, [tmp_path / "a.tif", tmp_path / "b.tif"])
        first, second = list_micrographs(project)
        with Measurer(project, workers=2) as measuring:
            with pytest.raises(MaemiError, match=r"a\.tif could not be measured"):
                measuring.submit(first).result(timeout=120)
            found = measuring.submit(second).result(timeout=120)
    assert found is not None and found.count == 3
