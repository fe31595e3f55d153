"""A project taken into another: what one lacks comes along, nothing that is there changes, and twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from maemi.errors import InputError
from maemi.micrograph.correction import Correction
from maemi.micrograph.shapes import Shape
from maemi.project.classes import store_classes, stored_classes
from maemi.project.conversations import add_message, list_conversations, new_conversation
from maemi.project.corrections import add_correction, list_corrections, undo_correction
from maemi.project.decisions import decide, history, undo
from maemi.project.micrographs import add_paths, list_micrographs, set_class, set_pixel_size
from maemi.project.pairs import NewPair, add_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.regions import add_region, list_regions
from maemi.project.transfer.joining import import_project

SQUARE = Shape("rectangle", ((1.0, 1.0), (9.0, 9.0)))


@pytest.fixture
def theirs(tmp_path: Path, template: Path, images: Path) -> Iterator[Project]:
    """A colleague's project about the same three micrographs."""
    copytree(template, tmp_path / "theirs")
    with Project.open(tmp_path / "theirs") as made:
        add_paths(made, [images])
        ids = [row.id for row in list_micrographs(made)]
        add_pairs(made, [NewPair(ids[0], "Question 0?", "Answer 0.", "basics", "measured")])
        add_pairs(made, [NewPair(ids[1], "Question 1?", "Answer 1.", "basics", "measured")])
        add_pairs(made, [NewPair(ids[2], "Only there?", "Yes.", "basics", "openai", "gpt", "abc", reasoning="so")])
        decide(made, 1, "edit", "eve", answer="Edited there.")
        decide(made, 2, "reject", "eve", reason="vague")
        decide(made, 3, "approve", "eve")
        undo(made, "eve")
        set_class(made, ids, "particles")
        set_pixel_size(made, ids[:1], 1e-9, "eve")
        store_classes(made, ["wires", "particles"])
        add_region(made, ids[0], SQUARE, "eve", label="A")
        add_correction(made, ids[0], "particles", Correction("remove", ((1.0, 2.0),)), "eve")
        add_correction(made, ids[0], "particles", Correction("remove", ((3.0, 4.0),)), "eve")
        undo_correction(made, ids[0], "particles", "eve")
        add_message(made, new_conversation(made, ids[0], "embedded"), "user", "What is it?")
        yield made


def test_what_is_lacking_comes_along_and_twice_adds_nothing(
    lab: Project, lab_pairs: list[int], theirs: Project
) -> None:
    decide(lab, lab_pairs[1], "approve", "ada")
    set_class(lab, [2], "wires")
    add_region(lab, 1, Shape("rectangle", ((0.0, 0.0), (3.0, 3.0))), "ada", label="A")
    report = import_project(lab, theirs.folder, conversations=True)
    assert (report.micrographs_added, report.micrographs_known, report.files_missing) == (0, 3, 0)
    assert (report.pairs_added, report.pairs_known, report.decided, report.differing) == (1, 2, 1, 1)
    assert (report.corrections_added, report.regions_added, report.conversations_added) == (3, 1, 1)
    pairs = {pair.original_question: pair for pair in list_pairs(lab)}
    assert len(pairs) == 5
    assert (pairs["Question 0?"].answer, pairs["Question 0?"].curator) == ("Edited there.", "eve")
    assert (pairs["Question 1?"].state, pairs["Question 1?"].curator) == ("approved", "ada"), "decided here: left alone"
    new = pairs["Only there?"]
    assert (new.state, new.model, new.reasoning) == ("pending", "gpt", "so")
    assert [row.verb for row in history(lab, new.id)] == ["approve", "undo"]
    rows = list_micrographs(lab)
    assert [row.class_name for row in rows] == ["particles", "wires", "particles"]
    assert rows[0].pixel_size is not None and rows[0].pixel_size.row_m == 1e-9
    assert (rows[0].pairs_pending, rows[0].pairs_approved) == (1, 1)
    assert stored_classes(lab) == ("wires", "particles")
    assert {region.label for region in list_regions(lab, 1)} == {"A", "A (2)"}
    assert len(list_corrections(lab, 1, "particles")) == 1
    assert len(list_conversations(lab, 1)) == 1
    again = import_project(lab, theirs.folder, conversations=True)
    assert (again.pairs_added, again.decided, again.corrections_added, again.regions_added) == (0, 0, 0, 0)
    assert (again.micrographs_added, again.conversations_added, len(list_pairs(lab))) == (0, 0, 5)


def test_into_an_empty_project_with_the_other_open_and_files_gone(lab: Project, theirs: Project, images: Path) -> None:
    (images / "sem_1.png").unlink()
    report = import_project(lab, theirs.folder)
    assert (report.micrographs_added, report.files_missing, report.pairs_added) == (3, 1, 3)
    assert report.conversations_added == 0, "only where they are asked for"
    assert [row.missing for row in list_micrographs(lab)] == [False, True, False]
    states = sorted((pair.question, pair.state, pair.answer) for pair in list_pairs(theirs))
    assert sorted((pair.question, pair.state, pair.answer) for pair in list_pairs(lab)) == states
    assert not [path for path in theirs.folder.iterdir() if path.name == "backups"], "the other is not touched"


def test_a_path_with_another_content_is_told(lab: Project, lab_pairs: list[int], theirs: Project, images: Path) -> None:
    with theirs.session() as session:
        from maemi.project.tables.micrograph import Micrograph

        session.get_one(Micrograph, 3).content_hash = "f" * 64
    report = import_project(lab, theirs.folder)
    assert report.pairs_added == 0 and len(report.problems) == 1 and "another content" in report.problems[0]


def test_what_is_no_other_project(lab: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the project itself"):
        import_project(lab, lab.folder)
    with pytest.raises(InputError, match="not a MAEMI project"):
        import_project(lab, tmp_path)
