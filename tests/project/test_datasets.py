"""Whole exports: a folder with images, parts and a card, which comes back as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maemi.errors import InputError, MaemiError
from maemi.project.decisions import decide, history, undo
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.origin import set_licence, set_project_licence, set_specimen
from maemi.project.pairs import NewPair, add_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.split import Shares
from maemi.project.transfer.card import Told
from maemi.project.transfer.exporting import FORMATS, export
from maemi.project.transfer.how import How
from maemi.project.transfer.importing import import_pairs
from maemi.project.transfer.wanted import Wanted

MICROGRAPHS = 12
THIRDS = How(split_by="micrograph", shares=Shares(0.5, 0.25, 0.25))


@pytest.fixture
def rich(lab: Project, tmp_path: Path) -> Project:
    """Twelve micrographs of two folders, two pairs each; decisions, an edit, an undo, a second opinion."""
    for number in range(MICROGRAPHS):
        folder = tmp_path / "images" / f"specimen_{number % 2}"
        folder.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(number).integers(0, 255, (24, 32), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"sem_{number}.png")
    add_paths(lab, [tmp_path / "images"])
    new: list[NewPair] = []
    for row in list_micrographs(lab):
        new += [NewPair(row.id, f"What is {row.name}?", "Noise.", "basics", "openai", "gpt", "abc123", reasoning="so")]
        new += [NewPair(row.id, "And what else, “µ”?", f"Answer\nof {row.name}.", "caption", "measured", "v1")]
    ids = add_pairs(lab, new)
    for pair_id in ids[:-2]:
        decide(lab, pair_id, "approve", "ada")
    decide(lab, ids[0], "edit", "bob", answer="Edited noise.")
    decide(lab, ids[1], "reject", "bob", reason="vague")
    undo(lab, "bob")
    decide(lab, ids[2], "approve", "bob")
    return lab


@pytest.fixture
def fresh(tmp_path: Path, template: Path) -> Iterator[Project]:
    """A project without any micrograph."""
    copytree(template, tmp_path / "fresh")
    with Project.open(tmp_path / "fresh") as made:
        yield made


def what_matters(pair: PairRow) -> tuple[Any, ...]:
    return (
        *(pair.question, pair.answer, pair.original_question, pair.original_answer, pair.task, pair.teacher),
        *(pair.model, pair.template_hash, pair.reasoning, pair.state, pair.reason, pair.curator, pair.decided_at),
    )


def logs(project: Project) -> list[list[tuple[Any, ...]]]:
    """The decisions of each pair, without ids."""
    return [
        [(row.verb, row.curator, row.reason, row.question, row.answer, row.at, row.undoes is None) for row in rows]
        for rows in (
            history(project, pair.id)
            for pair in sorted(list_pairs(project), key=lambda pair: pair.question + pair.answer)
        )
    ]


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "openai"])
@pytest.mark.parametrize("images", ["png", "original"])
def test_a_folder_comes_back_whole_into_an_empty_project(
    rich: Project, fresh: Project, tmp_path: Path, kind: str, images: str
) -> None:
    out = tmp_path / "out"
    how = How(images=images, split_by="micrograph", shares=Shares(0.5, 0.25, 0.25))  # pyright: ignore[reportArgumentType]
    report = export(rich, out, kind, Wanted.in_state("all"), how)
    assert report.pairs == 24 and sum(report.parts.values()) == 24 and len(report.parts) == 3
    first = import_pairs(fresh, out)
    assert (first.added, first.known, first.problems, first.images_added) == (24, 0, (), 12)
    assert sorted(map(what_matters, list_pairs(fresh))) == sorted(map(what_matters, list_pairs(rich)))
    assert logs(fresh) == logs(rich), "every decision, also those taken back"
    again = import_pairs(fresh, out)
    assert (again.added, again.known, again.images_added) == (0, 24, 0)
    assert import_pairs(rich, out).known == 24
    counts = [(row.pairs_pending, row.pairs_approved) for row in list_micrographs(fresh)]
    assert sorted(counts) == sorted((row.pairs_pending, row.pairs_approved) for row in list_micrographs(rich))


def test_no_micrograph_is_in_two_parts_and_parts_stay_when_pairs_are_added(rich: Project, tmp_path: Path) -> None:
    def parts(out: Path) -> dict[str, str]:
        export(rich, out, "messages", Wanted.in_state("all"), THIRDS)
        found: dict[str, str] = {}
        for file in out.glob("*.jsonl"):
            for line in file.read_text("utf-8").splitlines():
                key = json.loads(line)["maemi"]["micrograph_sha256"]
                assert found.setdefault(key, file.stem) == file.stem
        return found

    before = parts(tmp_path / "one")
    assert set(before.values()) == {"train", "validation", "test"}
    add_pairs(rich, [NewPair(row.id, "More?", "Yes.", "t", "m") for row in list_micrographs(rich)])
    assert parts(tmp_path / "two") == before


def test_specimens_stay_together_by_name_or_else_by_folder(rich: Project, tmp_path: Path) -> None:
    set_specimen(rich, [row.id for row in list_micrographs(rich, limit=3)], "A12")
    how = How(split_by="specimen", shares=Shares(0.4, 0.3, 0.3))
    for seed in range(6):
        out = tmp_path / f"out{seed}"
        export(rich, out, "messages", Wanted.in_state("all"), How(split_by="specimen", shares=how.shares, seed=seed))
        names: dict[str, set[str]] = {}
        for file in out.glob("*.jsonl"):
            for line in file.read_text("utf-8").splitlines():
                names.setdefault(file.stem, set()).add(json.loads(line)["maemi"]["micrograph_name"])
        named = {row.name for row in list_micrographs(rich, limit=3)}
        assert sum(bool(named & each) for each in names.values()) == 1


def test_each_image_is_written_once_as_the_student_sees_it(rich: Project, tmp_path: Path) -> None:
    export(rich, tmp_path / "out", "llava", Wanted.in_state("all"), How(side=16))
    images = sorted((tmp_path / "out" / "images").iterdir())
    assert len(images) == MICROGRAPHS
    with Image.open(images[0]) as image:
        assert (image.mode, image.size) == ("L", (16, 12))


def test_nothing_is_replaced_without_being_asked(rich: Project, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("precious")
    for overwrite in (False, True):
        with pytest.raises(InputError, match="not overwritten"):
            export(rich, mine, "messages", how=How(overwrite=overwrite))
    assert (mine / "thesis.tex").read_text() == "precious"
    export(rich, tmp_path / "out", "messages")
    with pytest.raises(InputError, match="--overwrite"):
        export(rich, tmp_path / "out", "llava")
    export(rich, tmp_path / "out", "llava", how=How(overwrite=True))
    assert not (tmp_path / "out" / "train.jsonl").exists() and (tmp_path / "out" / "train.json").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_stopped_export_leaves_nothing(rich: Project, tmp_path: Path) -> None:
    class Stopping:
        def event(self, kind: str, **fields: Any) -> None: ...

        def stop_requested(self) -> bool:
            return True

    assert export(rich, tmp_path / "out", "parquet", progress=Stopping()).stopped
    assert {path.name for path in tmp_path.iterdir()} == {"lab", "images"}


def test_a_full_disk_is_one_sentence(rich: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, _data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(MaemiError, match="is full: free some space"):
        export(rich, tmp_path / "out", "messages")
    assert {path.name for path in tmp_path.iterdir()} == {"lab", "images"}


def test_the_card_tells_what_it_is(rich: Project, tmp_path: Path) -> None:
    set_project_licence(rich, "CC BY 4.0")
    told = Told(lambda key: "Ask `nicely`." if key == "abc123" else None, {"number": "a wrong number"}, "version 2")
    export(
        rich,
        tmp_path / "out",
        "messages",
        Wanted.in_state("all"),
        How(split_by="micrograph", reviewers="pseudonyms"),
        told=told,
    )
    text = (tmp_path / "out" / "README.md").read_text("utf-8")
    for words in ("24 pairs", "| openai | gpt | 12 |", "Ask `nicely`.", "license: cc-by-4.0", "curator 1", "version 2"):
        assert words in text, words
    assert "ada" not in text and str(tmp_path) not in text, "neither names nor paths of this machine"
    assert "ada" not in (tmp_path / "out" / "train.jsonl").read_text("utf-8")
    set_licence(rich, [1], "ask Prof. X")
    export(rich, tmp_path / "two", "messages", Wanted.in_state("all"))
    assert "license: other" in (tmp_path / "two" / "README.md").read_text("utf-8")


def test_openai_hears_of_its_limits(rich: Project, tmp_path: Path) -> None:
    report = export(rich, tmp_path / "tune.jsonl", "openai", Wanted.in_state("approved", 1))
    assert any("at least 10" in warning for warning in report.warnings)


@pytest.mark.parametrize("text", ["80/10", "1/2/3/4", "x", "0/50/50", "-1/1/1", "nan/nan/nan"])
def test_shares_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="shares"):
        Shares.parse(text)
    assert Shares.parse("80/20") == Shares(0.8, 0.2) and str(Shares.parse("0.8,0.1,0.1")) == "80/10/10"
