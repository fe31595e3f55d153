"""A folder of phantoms holds what its truth.json says, and nobody else's files are touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from maemi.errors import InputError, MaemiError
from maemi.micrograph.reading import read_info
from maemi.phantom.classes import CLASSES
from maemi.phantom.drawing import draw
from maemi.phantom.sets import write_set

SMALL = {"rows": 64, "columns": 96}


class _StopsAfter:
    """Asks for a stop once so many are drawn."""

    def __init__(self, wanted: int) -> None:
        self.left = wanted

    def event(self, kind: str, **fields: Any) -> None:
        self.left -= 1

    def stop_requested(self) -> bool:
        return self.left <= 0


def test_all_classes_in_turn_and_their_truth(tmp_path: Path) -> None:
    records = write_set(tmp_path / "set", 12, 4, **SMALL)
    truth = json.loads((tmp_path / "set" / "truth.json").read_text("utf-8"))
    assert truth == json.loads(json.dumps(records))
    assert [record["class"] for record in truth] == [*CLASSES, *CLASSES[:2]]
    assert {record["vendor"] for record in truth} == {"fei", "zeiss"}
    for record in truth:
        info = read_info(tmp_path / "set" / record["file"])
        assert info.synthetic
        assert info.pixel_size is not None
        assert info.pixel_size.mean_m == pytest.approx(record["pixel_size_m"], rel=2e-5)
        again = draw(record["class"], record["seed"], record["rows"], record["columns"])
        assert again.facts == record["facts"]
        assert again.objects == record["objects"]


def test_one_class_only(tmp_path: Path) -> None:
    assert {record["class"] for record in write_set(tmp_path, 3, 1, "tips", **SMALL)} == {"tips"}


def test_an_earlier_set_is_replaced(tmp_path: Path) -> None:
    write_set(tmp_path, 4, 1, **SMALL)
    records = write_set(tmp_path, 2, 2, **SMALL)
    there = {entry.name for entry in tmp_path.iterdir()}
    assert there == {"truth.json", *(record["file"] for record in records)}


def test_what_a_killed_set_left_is_replaced(tmp_path: Path) -> None:
    write_set(tmp_path, 4, 1, **SMALL)
    (tmp_path / "truth.json").rename(tmp_path / ".truth.json.0fe3.part")
    records = write_set(tmp_path, 2, 1, **SMALL)
    assert {entry.name for entry in tmp_path.iterdir()} == {"truth.json", *(record["file"] for record in records)}


def test_a_real_micrograph_under_a_phantoms_name_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "phantom_0001_tips.tif"
    tifffile.imwrite(path, np.zeros((64, 64), np.uint8))
    with pytest.raises(InputError, match=path.name):
        write_set(tmp_path, 1, 1, **SMALL)
    assert path.exists()


@pytest.mark.parametrize("content", ["[]", "no json", '[{"file": "../thesis.tif"}, {"file": "thesis.tif"}]'])
def test_a_folder_of_others_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.tif").write_bytes(b"years of work")
    (folder / "truth.json").write_text(content)
    (tmp_path / "thesis.tif").write_bytes(b"years of work")
    with pytest.raises(InputError, match="not empty"):
        write_set(folder, 1, 1, **SMALL)
    assert (folder / "thesis.tif").read_bytes() == (tmp_path / "thesis.tif").read_bytes() == b"years of work"
    assert (folder / "truth.json").read_text() == content


def test_a_stopped_set_has_the_truth_of_what_is_there(tmp_path: Path) -> None:
    records = write_set(tmp_path, 10, 1, progress=_StopsAfter(3), **SMALL)
    assert 0 < len(records) < 10
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert {record["file"] for record in truth} | {"truth.json"} == {entry.name for entry in tmp_path.iterdir()}


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(MaemiError) as failed:
        write_set(tmp_path / "out", 1, 1, **SMALL)
    assert str(tmp_path / "out") in str(failed.value)


@pytest.mark.parametrize(("count", "seed", "name"), [(0, 1, None), (1, -1, None), (1, 1, "dust")])
def test_bad_wishes_are_refused(tmp_path: Path, count: int, seed: int, name: str | None) -> None:
    with pytest.raises(InputError):
        write_set(tmp_path / "new", count, seed, name, **SMALL)
    assert not (tmp_path / "new").exists()
