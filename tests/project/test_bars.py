"""The scale bars of a project: read once, resumable, and confirmed or rejected by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maemi.errors import InputError
from maemi.micrograph.burned_in.applying import as_picture
from maemi.micrograph.reading import read_pixels
from maemi.micrograph.record import PixelSizeSource
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write
from maemi.progress import Silent
from maemi.project.bars import confirm_scale_bar, read_scale_bars, reject_scale_bar
from maemi.project.micrographs import add_paths, list_micrographs, set_pixel_size
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph


class Listener(Silent):
    """Counts what it is told, and asks to stop after some."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.told: list[dict[str, Any]] = []
        self._stop_after = stop_after

    def event(self, kind: str, **fields: Any) -> None:
        self.told.append({"kind": kind, **fields})

    def stop_requested(self) -> bool:
        return len(self.told) >= self._stop_after


@pytest.fixture
def project(tmp_path: Path):
    """Two pictures with a bar and one without, none with metadata."""
    phantom = draw("particles", 4, rows=384, columns=512)
    write(phantom, tmp_path / "bar.tif", "fei")
    picture = Image.fromarray(as_picture(read_pixels(tmp_path / "bar.tif")))
    picture.save(tmp_path / "one.jpg", quality=85)
    picture.save(tmp_path / "two.jpg", quality=90)
    (tmp_path / "bar.tif").unlink()
    noise = np.random.default_rng(3).integers(0, 255, (96, 128), np.uint8)
    Image.fromarray(noise).save(tmp_path / "without.png")
    with Project.create(tmp_path / "project") as made:
        add_paths(made, [tmp_path])
        yield made


def test_read_once_and_kept(project):
    report = read_scale_bars(project, listener := Listener())
    assert (report.read, report.doubtful, report.none, report.failed) == (2, 0, 1, ())
    assert listener.told[-1]["done"] == listener.told[-1]["total"] == 3
    sizes = {row.name: row.pixel_size for row in list_micrographs(project)}
    assert sizes["without.png"] is None
    assert sizes["one.jpg"] and sizes["one.jpg"].source == PixelSizeSource.SCALE_BAR
    assert read_scale_bars(project) == type(report)()
    assert read_scale_bars(project, again=True).none == 1


def test_a_stopped_run_goes_on(project):
    first = read_scale_bars(project, Listener(stop_after=1))
    assert first.stopped
    second = read_scale_bars(project)
    assert first.read + first.none + second.read + second.none == 3


def test_a_typed_in_pixel_size_is_left_alone(project):
    ids = [row.id for row in list_micrographs(project)]
    set_pixel_size(project, ids, 5e-9, "Ada")
    assert read_scale_bars(project) == type(read_scale_bars(project))()
    assert {row.pixel_size.source for row in list_micrographs(project)} == {PixelSizeSource.TYPED_IN}


def test_a_doubtful_reading_waits_for_a_person(project):
    read_scale_bars(project)
    row = next(row for row in list_micrographs(project) if row.name == "one.jpg")
    with project.session() as session:
        record = session.get(Micrograph, row.id)
        record.info = {**record.info, "pixel_size_m": None, "pixel_size_source": None}
    confirm_scale_bar(project, row.id, "Ada", length_m=2 * row.info.scale_bar.length_m)
    (now,) = [one for one in list_micrographs(project) if one.id == row.id]
    assert now.pixel_size.mean_m == pytest.approx(2 * row.pixel_size.mean_m)
    assert now.pixel_size.source == PixelSizeSource.SCALE_BAR
    assert "Ada" in now.pixel_size.detail
    reject_scale_bar(project, row.id, "Grace")
    (now,) = [one for one in list_micrographs(project) if one.id == row.id]
    assert now.pixel_size is None
    assert now.info.scale_bar is None
    assert "rejected by Grace" in now.info.warnings[-1]
    with pytest.raises(InputError, match="no scale bar"):
        confirm_scale_bar(project, row.id, "Ada")
