"""Each export, read by the program that it is made for."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from maemi.project.decisions import decide
from maemi.project.project import Project
from maemi.project.split import Shares
from maemi.project.transfer.exporting import FORMATS, export
from maemi.project.transfer.how import How
from maemi.project.transfer.wanted import Wanted

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")


@pytest.fixture
def judged(lab: Project, lab_pairs: list[int]) -> Project:
    """Four pairs about three micrographs, two of them decided."""
    decide(lab, lab_pairs[0], "approve", "ada")
    decide(lab, lab_pairs[1], "reject", "bob", reason="vague")
    return lab


@pytest.fixture
def datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Hugging Face's `datasets`, with a cache of the test."""
    found = pytest.importorskip("datasets", reason="datasets is not installed: 'maemi[dev]' brings it")
    monkeypatch.setattr(found.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    found.disable_progress_bars()
    yield found


def written(project: Project, out: Path, kind: str) -> Path:
    """Split such that each part has something."""
    for seed in range(20):
        how = How(split_by="micrograph", shares=Shares(0.5, 0.5), seed=seed, overwrite=True)
        report = export(project, out, kind, Wanted.in_state("all"), how)
        assert report.pairs == 4
        if set(report.parts) == {"train", "validation"}:
            return out
    raise AssertionError("three micrographs never fell into two parts")


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "coco"])
def test_datasets_reads_the_folder_by_its_card(judged: Project, tmp_path: Path, datasets: Any, kind: str) -> None:
    found = datasets.load_dataset(str(written(judged, tmp_path / "out", kind)))
    assert set(found) == {"train", "validation"}
    assert found["train"].num_rows + found["validation"].num_rows == 4


def test_datasets_decodes_the_images_of_a_table(judged: Project, tmp_path: Path, datasets: Any) -> None:
    out = written(judged, tmp_path / "out", "parquet")
    files = {"train": str(out / "data" / "train-00000-of-00001.parquet")}
    rows = datasets.load_dataset("parquet", data_files=files)["train"]
    assert isinstance(rows.features["image"], datasets.Image)
    assert rows[0]["image"].size == (32, 24) and rows[0]["question"].startswith("Question")
    assert {row["state"] for row in rows} <= {"approved", "rejected", "pending"}


def test_trl_takes_the_messages(judged: Project, tmp_path: Path, datasets: Any) -> None:
    data_utils = pytest.importorskip("trl.data_utils", reason="trl is not installed: 'maemi[dev]' brings it")
    out = written(judged, tmp_path / "out", "messages")
    rows = datasets.load_dataset("json", data_files=str(out / "train.jsonl"))["train"]
    rows = rows.map(lambda row: {"images": [str(out / name) for name in row["images"]]})
    rows = rows.cast_column("images", datasets.List(datasets.Image()))
    row = rows[0]
    assert data_utils.is_conversational(row)
    filled = data_utils.prepare_multimodal_messages(row["messages"], row["images"])
    assert filled[0]["content"][0]["image"].size == (32, 24)
    assert filled[0]["content"][1]["text"].startswith("Question")
    assert filled[1]["content"][0]["text"].startswith("Answer")


def test_pycocotools_reads_the_captions(judged: Project, tmp_path: Path) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed: 'maemi[dev]' brings it")
    out = written(judged, tmp_path / "out", "coco")
    with contextlib.redirect_stdout(io.StringIO()):
        found = coco.COCO(str(out / "captions_train.json"))
        [first, *_] = found.loadAnns(found.getAnnIds(imgIds=found.getImgIds()[:1]))
    assert first["caption"].startswith("Answer")
    image = found.loadImgs(first["image_id"])[0]
    assert (out / image["file_name"]).is_file() and (image["width"], image["height"]) == (32, 24)


def test_llama_factory_finds_its_files(judged: Project, tmp_path: Path) -> None:
    out = written(judged, tmp_path / "out", "sharegpt")
    info = json.loads((out / "dataset_info.json").read_text("utf-8"))
    assert set(info) == {"maemi_train", "maemi_validation"}
    entry = info["maemi_train"]
    rows = json.loads((out / entry["file_name"]).read_text("utf-8"))
    assert entry["formatting"] == "sharegpt"
    for row in rows:
        turns = row[entry["columns"]["messages"]]
        assert [turn["from"] for turn in turns] == ["human", "gpt"]
        assert turns[0]["value"].count("<image>") == len(row[entry["columns"]["images"]]) == 1
        assert (out / row["images"][0]).is_file()


def test_the_hub_reads_the_card(judged: Project, tmp_path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed: 'maemi[local]' brings it")
    card = hub.DatasetCard.load(written(judged, tmp_path / "out", "messages") / "README.md")
    assert card.data.task_categories == ["image-text-to-text", "visual-question-answering"]
    assert card.data.configs[0]["data_files"][0] == {"split": "train", "path": "train.jsonl"}
    assert card.data.size_categories == ["n<1K"] and card.data.language == ["en"]
