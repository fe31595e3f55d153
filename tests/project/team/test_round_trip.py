"""What two curators said of a pair comes through a file and into another project: state, texts, log and agreement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from maemi.project.bulk import decide_many
from maemi.project.decisions import decide, history, undo
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.tables.pair import Pair
from maemi.project.team.agreement import agreement
from maemi.project.team.disagreements import list_disagreements, settle
from maemi.project.team.founding import begin
from maemi.project.transfer.exporting import export
from maemi.project.transfer.importing import import_pairs
from maemi.project.transfer.joining import import_project
from maemi.project.transfer.logged import Logged, log_from_text, log_to_text
from maemi.project.transfer.wanted import Wanted
from maemi.project.undoing import undo_last

WAYS = ("messages", "parquet", "project")
NAMES = ("ada", "bob", "cleo")


def fill(project: Project, images: Path, pairs: int) -> list[int]:
    """A team's project whose pairs all go to two curators."""
    begin(project, "ada", 1.0)
    add_paths(project, [images])
    ids = [row.id for row in list_micrographs(project)]
    texts = [(ids[each % 3], f"Question {each}?", f"Answer {each}.") for each in range(pairs)]
    return add_pairs(project, [NewPair(*text, "basics", "measured") for text in texts])


def carry(project: Project, into: Project, images: Path, way: str, folder: Path) -> None:
    if way == "project":
        import_project(into, project.folder)
        return
    add_paths(into, [images])
    export(project, folder / "out", way, Wanted.in_state("all"))
    report = import_pairs(into, folder / "out")
    assert (report.problems, report.added) == ((), len(list_pairs(project)))


def judged(project: Project) -> dict[str, object]:
    """Of each pair of which there is a log: all of it without ids, and what it made of the pair."""
    with project.read_session() as session:
        opinions = {pair.id: pair.opinions for pair in session.query(Pair)}
    found: dict[str, object] = {}
    for pair in list_pairs(project):
        lines = history(project, pair.id)
        places = {line.id: place for place, line in enumerate(lines)}
        log = [
            (
                *(line.verb, line.curator, line.at, line.reason, line.question, line.answer, line.batch, line.settles),
                None if line.undoes is None else places[line.undoes],
            )
            for line in lines
        ]
        stands = (pair.state, pair.reason, pair.question, pair.answer, pair.curator, pair.decided_at)
        found[pair.original_question] = log, stands, opinions[pair.id] if log else ""
    return found


def counted(project: Project) -> list[tuple[int, int, int, int, int]]:
    rows = sorted(list_micrographs(project), key=lambda row: row.name)
    return [
        (row.pairs_pending, row.pairs_approved, row.pairs_rejected, row.pairs_skipped, row.pairs_doubted)
        for row in rows
    ]


def agreed(project: Project) -> dict[str, object]:
    """The figures, but for pairs that nobody has judged: those are drawn anew in each project."""
    found = agreement(project).to_json()
    del found["pairs"]["wanted"]
    return found


@pytest.fixture
def team(tmp_path: Path, template: Path, images: Path) -> Iterator[Project]:
    copytree(template, tmp_path / "team")
    with Project.open(tmp_path / "team") as made:
        fill(made, images, 8)
        yield made


@pytest.mark.parametrize("way", WAYS)
def test_each_stage_comes_through(way: str, team: Project, lab: Project, images: Path, tmp_path: Path) -> None:
    agreed_on, disputed, settled, reopened, once, taken_back, edited, untouched = [pair.id for pair in list_pairs(team)]
    for pair in (agreed_on, disputed, settled, reopened, once):
        decide(team, pair, "approve", "ada")
    decide(team, edited, "edit", "ada", answer="Other  words.")
    decide(team, edited, "edit", "bob", answer="Other words.")
    decide(team, agreed_on, "approve", "bob")
    decide(team, disputed, "reject", "bob", reason="vague")
    decide(team, settled, "edit", "bob", answer="Bob's words.")
    decide(team, reopened, "skip", "bob")
    decide(team, taken_back, "approve", "cleo")
    undo(team, "cleo")
    settle(team, settled, "edit", "ada", answer="The settler's words.")
    settle(team, reopened, "reject", "ada")
    undo(team, "ada")

    carry(team, lab, images, way, tmp_path)
    assert judged(lab) == judged(team)
    assert agreed(lab) == agreed(team)
    assert agreement(lab).overall.kappa is not None
    assert counted(lab) == counted(team)
    [one] = list_disagreements(lab, settled=True)
    assert (one.settled_by, one.pair.answer, len(one.opinions)) == ("ada", "The settler's words.", 2)
    assert [each.pair.original_question for each in list_disagreements(lab)] == ["Question 1?", "Question 3?"]
    with lab.read_session() as session:
        waits = {pair.question: pair.opinions for pair in session.query(Pair)}
    assert (waits["Question 4?"], waits["Question 5?"], waits["Question 7?"]) == ("second", "wanted", "")
    assert untouched == 8, "whom that goes to is for the draw of the project it comes into"


def test_twice_adds_nothing_and_no_open_pair_counts_as_differing(team: Project, lab: Project) -> None:
    for pair in list_pairs(team)[:2]:
        decide(team, pair.id, "approve", "ada")
        decide(team, pair.id, "reject", "bob")
    settle(team, 1, "approve", "ada")
    import_project(lab, team.folder)
    before = judged(lab)
    again = import_project(lab, team.folder)
    assert (again.pairs_added, again.decided, again.differing, judged(lab)) == (0, 0, 0, before)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_decided_in_one_go_is_undone_in_one_go(
    way: str, lab: Project, images: Path, tmp_path: Path, template: Path
) -> None:
    copytree(template, tmp_path / "one")
    with Project.open(tmp_path / "one") as one:
        add_paths(one, [images])
        micrograph = list_micrographs(one)[0].id
        ids = add_pairs(one, [NewPair(micrograph, f"{each}?", "So.", "basics", "measured") for each in range(3)])
        decide_many(one, ids, "approve", "ada")
        carry(one, lab, images, way, tmp_path)
        assert judged(lab) == judged(one)
    undone = undo_last(lab, "ada")
    assert undone is not None and undone.count == 3
    assert {pair.state for pair in list_pairs(lab)} == {"pending"}


STEPS = st.tuples(
    st.integers(0, 3),
    st.sampled_from(NAMES),
    st.sampled_from(("approve", "approve", "edit", "reject", "skip", "undo", "settle")),
    st.sampled_from(("One.", "Two.", "Answer 0.")),
)


# Not shrunk: each try makes two projects, and a failure would take minutes to tell.
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=6, max_size=16), way=st.sampled_from(("messages", "project")))
def test_whatever_was_said(
    steps: list[tuple[int, str, str, str]], way: str, template: Path, images: Path, tmp_path: Path
) -> None:
    with TemporaryDirectory(dir=tmp_path) as place:
        folder = Path(place)
        copytree(template, folder / "from")
        copytree(template, folder / "to")
        with Project.open(folder / "from") as team, Project.open(folder / "to") as lab:
            ids = fill(team, images, 4)
            for number, name, verb, answer in steps:
                if verb == "undo":
                    undo(team, name)
                elif verb != "settle":
                    decide(team, ids[number], verb, name, answer=answer if verb == "edit" else None)
                elif ids[number] in {each.pair.id for each in list_disagreements(team)}:
                    settle(team, ids[number], "edit", "ada", answer=answer)
            carry(team, lab, images, way, folder)
            assert judged(lab) == judged(team)
            assert agreed(lab) == agreed(team)
            assert counted(lab) == counted(team)


LINES = st.builds(
    Logged,
    verb=st.sampled_from(("approve", "reject", "edit", "skip")),
    curator=st.text("abc é", min_size=1).map(str.strip).filter(bool),
    at=st.datetimes(timezones=st.just(UTC)),
    reason=st.sampled_from(("", "vague")),
    question=st.none() | st.text(min_size=1),
    answer=st.none() | st.text(min_size=1),
    batch=st.none() | st.integers(0, 2**63 - 1),
    settles=st.booleans(),
)


@given(st.lists(LINES, max_size=8))
def test_a_log_as_text_is_the_same_log(log: list[Logged]) -> None:
    assert log_from_text(log_to_text(log)) == tuple(log)


@pytest.mark.parametrize("wrong", [{"batch": "7"}, {"batch": True}, {"batch": -1}, {"batch": 2**63}, {"settles": 1}])
def test_a_line_that_says_nonsense_is_refused(wrong: dict[str, object]) -> None:
    line = {"verb": "approve", "curator": "eve", "at": datetime.now(UTC).isoformat(), **wrong}
    with pytest.raises(ValueError, match=r"'(batch|settles)' of one of its decisions"):
        log_from_text(json.dumps([line]))


def test_opinions_of_a_file_are_words_that_are_known(team: Project, lab: Project, images: Path, tmp_path: Path) -> None:
    decide(team, 1, "approve", "ada")
    add_paths(lab, [images])
    export(team, tmp_path / "out", "messages", Wanted.in_state("all"))
    [file] = [each for each in (tmp_path / "out").rglob("*.jsonl") if '"second"' in each.read_text("utf-8")]
    file.write_text(file.read_text("utf-8").replace('"opinions": "second"', '"opinions": "third"'), "utf-8")
    report = import_pairs(lab, tmp_path / "out")
    assert "'third' does not say how far its second opinion is" in report.problems[0][1]
