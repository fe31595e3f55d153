"""The measured teacher: true numbers in plain sentences, silence where nothing is known, the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from maemi.errors import InputError
from maemi.generate.checking.reading.scanning import numbers_of
from maemi.generate.measured import quantified
from maemi.generate.measured.amounts import mean_size
from maemi.generate.measured.captions import opening
from maemi.generate.measured.teaching import ANSWERS, MeasuredTeacher
from maemi.generate.measurer import Measurer
from maemi.generate.questions import load_questions
from maemi.generate.run import GenerateOptions, asked_of, generate
from maemi.generate.subject import Subject
from maemi.generate.writing import Desk, write_about
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.micrograph.record import PixelSize, PixelSizeSource
from maemi.micrograph.units import format_length
from maemi.phantom.drawing import draw
from maemi.progress import Silent
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import list_pairs
from maemi.project.project import Project
from maemi.project.rows import MicrographRow

ROW = MicrographRow(
    id=1,
    path=Path("/lab/one.tif"),
    name="one.tif",
    info=None,
    error=None,
    class_name="particles",
    pixel_size=PixelSize(2e-9, 2e-9, PixelSizeSource.METADATA),
    added_at=datetime(2026, 11, 28, tzinfo=UTC),
    content_hash="ab" * 32,
)
ONE_AT_A_TIME = GenerateOptions(concurrency=1)


def answers(project: Project, class_name: str) -> dict[str, str]:
    rows = {row.class_name: row.id for row in list_micrographs(project)}
    return {pair.question: pair.answer for pair in list_pairs(project, micrograph_id=rows[class_name])}


def test_every_micrograph_gets_a_caption_and_a_class(project: Project) -> None:
    report = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    assert (report.done, report.failed, report.spent_usd) == (3, [], 0.0)
    pairs = list_pairs(project)
    assert report.written == len(pairs)
    for row in list_micrographs(project):
        tasks = [pair.task for pair in pairs if pair.micrograph_id == row.id]
        assert tasks.count("caption") == 1
        assert tasks.count("classification") == 1
        assert tasks.count("vqa") >= 5


def test_a_phantom_is_called_one(project: Project) -> None:
    generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    for pair in list_pairs(project):
        assert pair.synthetic
        if pair.task == "caption":
            assert "phantom" in pair.answer
        assert "taken by SEM" not in pair.answer


def test_the_pitch_of_a_pattern_is_the_drawn_one(project: Project) -> None:
    generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    truth = draw("patterned_surface", 1002, 240, 320).facts["pitch_m"]
    told = [
        number.value
        for answer in answers(project, "patterned_surface").values()
        for number in numbers_of(answer)
        if number.dimension == "length" and any(word in answer for word in ("pitch", "period", "repeats"))
    ]
    assert any(value == pytest.approx(truth, rel=0.03) for value in told)


def test_its_own_numbers_raise_no_finding(project: Project) -> None:
    generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    wrong = [finding for pair in list_pairs(project) for finding in pair.findings if finding.severity != "info"]
    assert wrong == []


def test_the_same_seed_writes_the_same(project: Project, tmp_path: Path, phantom_files: list[Path]) -> None:
    generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    with Project.create(tmp_path / "other") as other:
        add_paths(other, list(reversed(phantom_files)))
        generate(other, MeasuredTeacher(), ONE_AT_A_TIME)
        fields = {(pair.micrograph_path.name, pair.question) for pair in list_pairs(other)}
    unclassed = {(pair.micrograph_path.name, pair.question) for pair in list_pairs(project)}
    # Without a class other words are used for the objects, but what does not name them is asked in the same words.
    shared = {(name, question) for name, question in unclassed & fields if "field" in question or "voltage" in question}
    assert shared


def test_a_second_run_writes_nothing(project: Project) -> None:
    first = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    again = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    assert (again.written, again.known) == (0, 3)
    assert len(list_pairs(project)) == first.written


def test_a_newer_teacher_does_not_repeat_what_an_older_one_answered(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    monkeypatch.setattr(MeasuredTeacher, "model", "measured-next")
    again = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    assert (again.written, again.failed) == (0, [])
    assert len(list_pairs(project)) == first.written


def test_what_a_correction_leaves_as_it_was_is_not_written_again(project: Project) -> None:
    row = next(row for row in list_micrographs(project) if row.class_name == "particles")
    with Measurer(project) as measurer:
        found = measurer.submit(row).result()
    assert found is not None and found.count is not None
    desk = Desk(project, Silent().stop_requested)
    asked = asked_of(row, Subject(row, found), load_questions(), 0, MeasuredTeacher())
    before = write_about(Subject(row, found), asked, MeasuredTeacher(), 1, desk)
    fixed = replace(found, count=found.count + 1, corrected=1)
    after = write_about(Subject(row, fixed), asked, MeasuredTeacher(), 1, desk)
    assert 0 < len(after.written) < len(before.written) / 2


def test_nothing_is_made_up_about_a_bare_picture(tmp_path: Path) -> None:
    """A PNG without metadata and without structure: no size, no voltage, no count."""
    noise = np.random.default_rng(1).normal(128, 20, (200, 300)).clip(0, 255).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    with Project.create(tmp_path / "project") as project:
        add_paths(project, [tmp_path / "noise.png"])
        generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
        pairs = list_pairs(project)
        assert pairs
        for pair in pairs:
            assert numbers_of(pair.answer) == [], pair.answer
            assert "phantom" not in pair.answer


def test_a_file_that_breaks_after_adding_does_not_stop_the_others(tmp_path: Path, phantom_files: list[Path]) -> None:
    copies = [tmp_path / file.name for file in phantom_files]
    for file, copy in zip(phantom_files, copies, strict=True):
        copy.write_bytes(file.read_bytes())
    with Project.create(tmp_path / "project") as project:
        add_paths(project, copies)
        copies[0].write_bytes(b"no longer a micrograph")
        report = generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
        assert report.done == 2
        assert len(report.failed) == 1
        assert copies[0].name in report.failed[0]["micrograph"]


def test_own_questions_in_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("# about wear\nIs there any wear?\n\nHow many {objects} are worn?\n", "utf-8")
    assert [question.wordings[0] for question in load_questions(file)] == [
        "Is there any wear?",
        "How many {objects} are worn?",
    ]
    file.write_text("What is the period of the pattern?\n", "utf-8")
    assert [question.id for question in load_questions(file)] == ["pitch"]
    file.write_text("\n", "utf-8")
    with pytest.raises(InputError, match="holds no question"):
        load_questions(file)
    (tmp_path / "broken.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"broken\.json"):
        load_questions(tmp_path / "broken.json")


def test_the_field_follows_from_pixel_size_and_scan(project: Project) -> None:
    generate(project, MeasuredTeacher(), ONE_AT_A_TIME)
    facts = draw("tips", 1002, 240, 320).facts
    told = " ".join(answers(project, "tips").values())
    assert format_length(facts["field_width_m"]) in told


@pytest.mark.parametrize(
    ("class_name", "end"),
    [
        ("biological", "of a biological specimen."),
        ("films_coated_surface", "of a film or coated surface."),
        ("tips", "of tips."),
        ("own_class", "of own class."),
        (None, "micrograph."),
    ],
)
def test_a_caption_names_the_class_as_a_noun_phrase(project: Project, class_name: str | None, end: str) -> None:
    row = replace(list_micrographs(project)[0], class_name=class_name, info=None)
    assert opening(Subject(row, None), Random(1)).endswith(end)


def subject_with(**quantities: Quantity) -> Subject:
    found = Measurement(
        "particles",
        count=20,
        mean_size_px=10.0,
        mean_size_m=20e-9,
        sizes_px=tuple(float(size) for size in range(5, 25)),
        confidence=0.9,
        quantities=tuple(quantities.values()),
    )
    return Subject(ROW, found)


def test_a_mean_has_the_figures_that_its_interval_bears() -> None:
    sharp = subject_with(mean=Quantity("mean_size", 20.123e-9, "m", 20.05e-9, 20.2e-9))
    rough = subject_with(mean=Quantity("mean_size", 20.123e-9, "m", 14e-9, 26e-9))
    for seed in range(6):
        assert "20.12 nm" in str(mean_size(sharp, Random(seed)))
        assert "20 nm" in str(mean_size(rough, Random(seed)))
        told = str(quantified.certainty(rough, Random(seed)))
        assert "14 nm" in told and "26 nm" in told


def test_questions_that_need_a_quantity_are_asked_only_where_it_was_measured() -> None:
    questions = load_questions()
    bare = {one.id for one in asked_of(ROW, Subject(ROW, None), questions, 0, MeasuredTeacher())}
    apart = subject_with(near=Quantity("mean_nearest", 50e-9, "m", 48e-9, 52e-9))
    known = {one.id for one in asked_of(ROW, apart, questions, 0, MeasuredTeacher())}
    assert known - bare == {"neighbours"}
    texts = {one.id: one.text for one in asked_of(ROW, Subject(ROW, None), questions, 0, MeasuredTeacher())}
    assert all(one.text == texts.get(one.id, one.text) for one in asked_of(ROW, apart, questions, 0, MeasuredTeacher()))


def test_every_question_that_needs_a_quantity_has_an_answer() -> None:
    for question in load_questions():
        assert not question.needs or question.id in ANSWERS, question.id


def test_the_words_vary_and_the_numbers_stay() -> None:
    apart = subject_with(near=Quantity("mean_nearest", 50.2e-9, "m", 48e-9, 52e-9))
    said = {str(quantified.neighbours(apart, Random(seed))) for seed in range(20)}
    assert len(said) >= 2
    assert all(number.value == pytest.approx(50.2e-9) for text in said for number in numbers_of(text))


def test_a_corrected_measurement_is_asked_about_anew() -> None:
    teacher = MeasuredTeacher()
    plain = subject_with()
    assert plain.measurement is not None
    fixed = Subject(ROW, replace(plain.measurement, count=19, corrected=1))
    again = Subject(ROW, replace(plain.measurement, count=21))
    assert teacher.request(plain, []).key == teacher.request(again, []).key != teacher.request(fixed, []).key
