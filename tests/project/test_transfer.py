"""Pairs leave in six formats and come back as they were; nothing is overwritten; errors name their line."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from maemi.errors import InputError, MaemiError
from maemi.project.decisions import REJECT_REASONS, decide, history
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs, count_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.transfer.exporting import FORMATS, export, export_pairs
from maemi.project.transfer.importing import ImportReport, import_pairs
from maemi.project.transfer.wanted import Wanted

SUFFIX = {"messages": "jsonl", "openai": "jsonl", "parquet": "parquet"}


def file_of(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.{SUFFIX.get(kind, 'json')}"


def what_matters(pair: PairRow) -> tuple[Any, ...]:
    """A pair without the ids and times of its project."""
    return (
        pair.micrograph_path,
        pair.question,
        pair.answer,
        pair.original_question,
        pair.original_answer,
        pair.task,
        pair.teacher,
        pair.model,
        pair.state,
        pair.reason,
        pair.curator,
        pair.decided_at,
    )


@pytest.fixture
def decided(lab: Project, lab_pairs: list[int]) -> list[int]:
    """`lab` with one approved, one edited, one rejected and one pending pair."""
    decide(lab, lab_pairs[0], "approve", "ada")
    decide(lab, lab_pairs[1], "edit", "bob", question="Edited?", answer="Edited µm.")
    decide(lab, lab_pairs[2], "reject", "ada", reason="vague")
    return lab_pairs


@pytest.fixture
def other(tmp_path: Path, template: Path, images: Path) -> Project:
    """Another project with the same micrographs."""
    copytree(template, tmp_path / "other")
    made = Project.open(tmp_path / "other")
    add_paths(made, [images])
    return made


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "openai"])
def test_a_round_trip_brings_back_all(
    lab: Project, other: Project, decided: list[int], tmp_path: Path, kind: str
) -> None:
    out = file_of(tmp_path, kind)
    assert export_pairs(lab, out, kind, "all") == 4
    assert import_pairs(other, out) == ImportReport(4, 0, ())
    assert [what_matters(pair) for pair in list_pairs(other)] == [what_matters(pair) for pair in list_pairs(lab)]
    assert import_pairs(other, out) == ImportReport(0, 4, ())
    assert import_pairs(lab, out) == ImportReport(0, 4, ()), "what the project has is left alone"
    assert count_pairs(other) == count_pairs(lab)
    other.close()


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_honours_the_state(
    lab: Project, other: Project, decided: list[int], tmp_path: Path, kind: str
) -> None:
    for state, expected in (("rejected", 1), ("skipped", 0), ("approved", 2), (None, 4)):
        out = file_of(tmp_path / str(state), kind)
        out.parent.mkdir()
        assert export_pairs(lab, out, kind, state) == expected
        before = len(list_pairs(other))
        import_pairs(other, out)
        assert len(list_pairs(other)) - before == (1 if state is None else expected)
    other.close()


def test_an_export_overwrites_nothing(lab: Project, decided: list[int], tmp_path: Path) -> None:
    out = tmp_path / "pairs.jsonl"
    out.write_text("mine")
    with pytest.raises(InputError, match="not overwritten"):
        export_pairs(lab, out, "messages")
    assert out.read_text() == "mine"
    with pytest.raises(InputError, match="no format"):
        export_pairs(lab, tmp_path / "x", "xml")
    with pytest.raises(InputError, match="no state"):
        export_pairs(lab, tmp_path / "x", "llava", "good")
    with pytest.raises(MaemiError, match="does not exist"):
        export_pairs(lab, tmp_path / "missing" / "x.json", "llava")
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_pairs_without_their_image_are_left_out_and_told(
    lab: Project, decided: list[int], images: Path, tmp_path: Path
) -> None:
    (images / "sem_0.png").write_bytes(b"")
    report = export(lab, tmp_path / "out.jsonl", "openai", Wanted.in_state("all"))
    assert report.pairs == 2
    [(sentence, count)] = report.left_out
    assert "sem_0.png" in sentence and count == 2
    for image in images.iterdir():
        image.unlink()
    with pytest.raises(MaemiError, match="nothing was"):
        export(lab, tmp_path / "none.jsonl", "openai", Wanted.in_state("all"))
    assert not list(tmp_path.glob("*none.jsonl*"))


def test_openai_lines_carry_a_real_png_and_nothing_else(
    lab: Project, other: Project, decided: list[int], tmp_path: Path
) -> None:
    out = tmp_path / "tune.jsonl"
    assert export_pairs(lab, out, "openai") == 2
    entries = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert all(set(entry) == {"messages"} for entry in entries)
    user, assistant = entries[1]["messages"]
    assert assistant == {"role": "assistant", "content": "Edited µm."}
    assert user["content"][0] == {"type": "text", "text": "Edited?"}
    header, _, data = user["content"][1]["image_url"]["url"].partition(",")
    assert header == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert (image.format, image.size) == ("PNG", (32, 24))
    assert import_pairs(other, out) == ImportReport(2, 0, ())
    assert [(pair.question, pair.state, pair.micrograph_path.name) for pair in list_pairs(other)] == [
        ("Question 0?", "pending", "sem_0.png"),
        ("Edited?", "pending", "sem_1.png"),
    ]
    assert import_pairs(lab, out) == ImportReport(0, 2, ()), "edited text is recognised too"
    other.close()


def test_shapes_are_what_others_read(lab: Project, decided: list[int], images: Path, tmp_path: Path) -> None:
    for kind in ("messages", "llava", "sharegpt"):
        export_pairs(lab, file_of(tmp_path, kind), kind)
    first = json.loads((tmp_path / "messages.jsonl").read_text("utf-8").splitlines()[0])
    assert first["messages"] == [
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Question 0?"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Answer 0."}]},
    ]
    assert first["images"] == ["images/sem_0.png"], "relative, since it lies below the file's folder"
    turns = [{"from": "human", "value": "<image>\nQuestion 0?"}, {"from": "gpt", "value": "Answer 0."}]
    llava = json.loads((tmp_path / "llava.json").read_text("utf-8"))[0]
    assert (llava["image"], llava["conversations"]) == ("images/sem_0.png", turns)
    sharegpt = json.loads((tmp_path / "sharegpt.json").read_text("utf-8"))[0]
    assert (sharegpt["images"], sharegpt["conversations"]) == (["images/sem_0.png"], turns)


def test_coco_captions_name_their_images(lab: Project, decided: list[int], tmp_path: Path) -> None:
    export_pairs(lab, tmp_path / "captions.json", "coco")
    document = json.loads((tmp_path / "captions.json").read_text("utf-8"))
    assert {image["id"] for image in document["images"]} == {item["image_id"] for item in document["annotations"]}
    assert document["annotations"][0]["caption"] == "Answer 0."
    assert document["images"][0] == {"id": 1, "file_name": "images/sem_0.png", "height": 24, "width": 32}


def test_csv_is_read_with_its_line_numbers(lab: Project, images: Path, tmp_path: Path) -> None:
    add_paths(lab, [images])
    table = tmp_path / "pairs.csv"
    table.write_text(
        "micrograph,question,answer\n"
        f'{images / "sem_0.png"},"What, in two\nlines?",Wires.\n'
        "images/sem_1.png,What?,Particles.\n"
        "sem_2.png,What?,\n"
        "lost.png,What?,Nothing.\n"
        "sem_2.png\n"
        "sem_2.png,What?,Pores.\n",
        encoding="utf-8-sig",
    )
    report = import_pairs(lab, table)
    assert report.added == 3
    assert [line for line, _ in report.problems] == [5, 6, 7]
    assert "lost.png" in report.problems[1][1] and report.problems[0][1].startswith("pairs.csv, 5: ")
    assert {pair.state for pair in list_pairs(lab)} == {"pending"}
    assert list_pairs(lab)[0].question == "What, in two\nlines?"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_of_other_separators(lab: Project, images: Path, tmp_path: Path, separator: str) -> None:
    add_paths(lab, [images])
    lines = [["micrograph", "question", "answer", "state"], ["sem_0.png", "What, then?", "Wires.", "approved"]]
    (tmp_path / "pairs.csv").write_text("\n".join(separator.join(line) for line in lines))
    assert import_pairs(lab, tmp_path / "pairs.csv").added == 1
    [pair] = list_pairs(lab)
    assert (pair.state, pair.curator, history(lab, pair.id)[0].verb) == ("approved", "import", "approve")


def test_a_malformed_line_is_told_and_the_rest_goes_on(
    lab: Project, other: Project, decided: list[int], tmp_path: Path
) -> None:
    out = tmp_path / "pairs.jsonl"
    export_pairs(lab, out, "messages", "all")
    lines = out.read_text("utf-8").splitlines()
    bad = ["{torn", "[1]", '{"messages": []}', '{"other": 1}', '{"messages": [7]}', ""]
    odd = json.loads(lines[3])
    odd["maemi"]["state"] = "splendid"
    out.write_text("\n".join([lines[0], *bad, lines[1], json.dumps(odd), lines[2]]), encoding="utf-8")
    report = import_pairs(other, out)
    assert report.added == 3
    assert [line for line, _ in report.problems] == [2, 3, 4, 5, 6, 9]
    assert all(sentence.endswith(".") for _, sentence in report.problems)
    other.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{torn"),
        ("a.json", b'{"neither": 1}'),
        ("a.json", b"7"),
        ("a.parquet", b"PAR1 but not really"),
        ("a.csv", b"question,answer\na,b\n"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"micrograph,question,answer\na,b," + b"x" * 200_000),
        ("a.json", b"[" * 100_000),
        ("a.txt", b"x"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(lab: Project, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"a\.\w+"):
        import_pairs(lab, tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        import_pairs(lab, tmp_path / "missing.csv")


def test_turns_of_other_programs(lab: Project, images: Path, tmp_path: Path) -> None:
    add_paths(lab, [images])
    conversation = [
        {"from": "system", "value": "You see micrographs."},
        {"from": "human", "value": "What is it?\n<image>"},
        {"from": "gpt", "value": "Wires."},
        {"from": "human", "value": "How many?"},
        {"from": "gpt", "value": "Seven."},
    ]
    entry = {"id": "x", "image": "sem_0.png", "conversations": conversation}
    (tmp_path / "llava.json").write_text(json.dumps([entry]))
    assert import_pairs(lab, tmp_path / "llava.json").added == 2
    assert [(pair.question, pair.answer) for pair in list_pairs(lab)] == [
        ("What is it?", "Wires."),
        ("How many?", "Seven."),
    ]


words = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()) and "\0" not in text)
verdicts = st.sampled_from(["pending", "approve", "edit", "skip", *[f"reject:{word}" for word, _ in REJECT_REASONS]])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(st.tuples(st.integers(0, 1), words, words, verdicts, words), max_size=6, unique_by=lambda p: p[:3]),
    kind=st.sampled_from([kind for kind in FORMATS if kind != "openai"]),
)
def test_any_text_survives_the_round_trip(
    empty: Callable[[Path], Project], pairs: list[tuple[int, str, str, str, str]], kind: str
) -> None:
    folder = Path(mkdtemp(prefix="maemi-transfer-"))
    one, two = empty(folder / "one"), empty(folder / "two")
    ids = [row.id for row in list_micrographs(one)]
    new = [NewPair(ids[number], question, answer, "t", "m") for number, question, answer, *_ in pairs]
    for pair_id, (*_, verdict, edited) in zip(add_pairs(one, new), pairs, strict=True):
        if verdict != "pending":
            verb, _, reason = verdict.partition(":")
            decide(one, pair_id, verb, "ada", reason, answer=edited if verb == "edit" else None)
    out = file_of(folder, kind)
    export_pairs(one, out, kind, None)
    report = import_pairs(two, out)
    assert report.problems == () and report.added + report.known == len(pairs)
    before = [what_matters(pair)[1:] for pair in list_pairs(one)]
    after = [what_matters(pair)[1:] for pair in list_pairs(two)]
    # Two pairs whose edited and original texts coincide are one to an import; all others come back as they were.
    assert [row for row in before if row in after] == after
    assert report.known == 0 or len(after) < len(before)
    one.close()
    two.close()
    rmtree(folder)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Project]:
    """Open a fresh copy of a project with two micrographs at a path."""
    root = tmp_path_factory.mktemp("template")
    for grey in (10, 200):
        Image.new("L", (16, 16), grey).save(root / f"grey_{grey}.png")
    with Project.create(root / "lab") as project:
        add_paths(project, [root])

    def copy(path: Path) -> Project:
        copytree(root / "lab", path)
        return Project.open(path)

    return copy
