"""Studies: the sample, the ratings, the sheet, the report."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from maemi.cli.main import main
from maemi.errors import InputError
from maemi.project.decisions import decide
from maemi.project.pair_filter import PairFilter
from maemi.project.project import Project
from maemi.study.drawing import draw_study
from maemi.study.report import html, report, write_report
from maemi.study.rows import CRITERIA, ItemRow, Marks
from maemi.study.sheet import read_sheet, write_sheet
from maemi.study.store import get_study, items_of, list_studies, rate, ratings_of


def rate_all(project: Project, name: str, expert: str, mark: dict[str, int]) -> None:
    """Marks by teacher."""
    study = get_study(project, name)
    for item in items_of(project, study.id, expert):
        rate(project, item.id, expert, Marks(mark[item.teacher], 4, 5))


def test_rare_groups_are_drawn_as_well_as_frequent_ones(project: Project) -> None:
    study = draw_study(project, "first", "ada", per_group=2, seed=3)
    assert [(one.class_name, one.teacher, one.population, one.drawn) for one in study.groups] == [
        ("powder", "gpt m1", 2, 2),
        ("tips", "gpt m1", 8, 2),
        ("tips", "measured m1", 2, 2),
    ]
    assert study.items == 6


def test_a_seed_draws_the_same_pairs_and_another_seed_others(project: Project) -> None:
    def drawn(name: str, seed: int) -> list[int]:
        study = draw_study(project, name, "ada", per_group=3, seed=seed)
        return [one.pair_id for one in items_of(project, study.id)]

    assert drawn("a", 1) == drawn("b", 1)
    assert any(drawn(f"c{seed}", seed) != drawn(f"d{seed}", 1) for seed in (2, 3, 4))


def test_what_is_rated_are_the_words_that_were_drawn(project: Project) -> None:
    study = draw_study(project, "words", "ada")
    item = items_of(project, study.id)[0]
    decide(project, item.pair_id, "edit", "ada", answer="Something else.")
    assert items_of(project, study.id)[0].answer == item.answer


def test_each_expert_has_an_order_of_their_own_and_keeps_it(project: Project) -> None:
    study = draw_study(project, "order", "ada", per_group=8)

    def order(expert: str) -> list[int]:
        return [one.id for one in items_of(project, study.id, expert)]

    assert order("ada") == order("ada")
    assert order("ada") != order("ben")
    assert sorted(order("ada")) == sorted(order("ben"))


def test_the_newest_marks_hold_and_no_rating_is_ever_changed(project: Project) -> None:
    study = draw_study(project, "again", "ada")
    item = items_of(project, study.id)[0]
    rate(project, item.id, "ada", Marks(1, 1, 1))
    rate(project, item.id, "ada", Marks(5, 4, 3, "seen again"))
    assert [(one.expert, one.marks) for one in ratings_of(project, study.id)] == [("ada", Marks(5, 4, 3, "seen again"))]
    assert get_study(project, "again").rated == {"ada": 1}
    with pytest.raises(DatabaseError, match="never changed"), project.session() as session:
        session.execute(text("UPDATE study_ratings SET accuracy = 5"))


@pytest.mark.parametrize("bad", [0, 6, True, 3.5, "4"])
def test_a_mark_outside_the_scale_is_refused(bad: int) -> None:
    with pytest.raises(InputError, match="no mark for accuracy"):
        Marks(bad, 3, 3)


def test_what_cannot_be_drawn_is_said(project: Project) -> None:
    draw_study(project, "taken", "ada")
    with pytest.raises(InputError, match="already: choose another name"):
        draw_study(project, " taken ", "ada")
    with pytest.raises(InputError, match="needs a name"):
        draw_study(project, " ", "ada")
    with pytest.raises(InputError, match="No rejected pair is meant"):
        draw_study(project, "none", "ada", wanted=PairFilter(state="rejected"))
    with pytest.raises(InputError, match="at least one"):
        draw_study(project, "zero", "ada", per_group=0)
    assert [one.name for one in list_studies(project)] == ["taken"]


def test_groups_count_by_the_pairs_that_they_stand_for(project: Project) -> None:
    draw_study(project, "weights", "ada", per_group=2)
    rate_all(project, "weights", "ada", {"gpt m1": 5, "measured m1": 2})
    found = report(project, "weights")
    every = found.lines[0]
    assert (every.class_name, every.teacher) == (None, None)
    # 10 of the 12 pairs are gpt's, though half of those that were drawn are not by one class of it.
    assert every.marks["accuracy"].value == pytest.approx((10 * 5 + 2 * 2) / 12)
    assert every.good.value == pytest.approx(10 / 12)
    by_teacher = {line.teacher: line for line in found.lines if line.class_name is None and line.teacher}
    assert by_teacher["measured m1"].marks["accuracy"].value == 2
    assert every.marks["accuracy"].low <= every.marks["accuracy"].value <= every.marks["accuracy"].high
    assert found.agreement == dict.fromkeys(CRITERIA)


def test_two_experts_have_an_agreement(project: Project) -> None:
    draw_study(project, "two", "ada", per_group=2)
    rate_all(project, "two", "ada", {"gpt m1": 5, "measured m1": 2})
    rate_all(project, "two", "ben", {"gpt m1": 5, "measured m1": 2})
    found = report(project, "two")
    accuracy = found.agreement["accuracy"]
    assert accuracy is not None
    assert accuracy.value == pytest.approx(1.0)
    assert found.agreement["relevance"] is None, "all marks are the same: no value, not a perfect one"
    assert "no value: all marks are the same" in html(found)


def test_a_report_is_whole_and_loads_nothing(project: Project, tmp_path: Path) -> None:
    draw_study(project, "<script>&", "ada", per_group=2)
    study = get_study(project, "<script>&")
    for item in items_of(project, study.id):
        rate(project, item.id, "ada", Marks(4, 4, 4, "=1+1"))
    files = write_report(report(project, study.id), tmp_path / "out")
    page = files[0].read_text("utf-8")
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert not {"src", "href"} & {name for name, _ in attrs}

    Tags().feed(page)
    assert "svg" in tags
    assert not {"script", "img", "link", "iframe"} & set(tags)
    ratings = list(csv.DictReader(files[2].read_text("utf-8").splitlines()))
    assert len(ratings) == 6
    assert {one["comment"] for one in ratings} == {"'=1+1"}, "no spreadsheet runs it"
    summary = list(csv.DictReader(files[1].read_text("utf-8").splitlines()))
    assert {one["quantity"] for one in summary} >= {*CRITERIA, "good_share"}
    with pytest.raises(InputError, match="is there already"):
        write_report(report(project, study.id), tmp_path / "out")


def test_a_sheet_goes_out_and_comes_back(project: Project, tmp_path: Path) -> None:
    study = draw_study(project, "sheet", "ada", per_group=2)
    sheet = tmp_path / "sheet.csv"
    assert write_sheet(project, study, "ben", sheet) == 6
    lines = sheet.read_text("utf-8-sig").splitlines()
    assert "gpt" not in sheet.read_text("utf-8"), "neither teacher nor class is told"
    lines[1] = lines[1].removesuffix('"","","",""') + '5,4,3,"well, nearly"'
    sheet.write_text("\n".join(lines) + "\n", "utf-8")
    assert read_sheet(project, study, "ben", sheet) == 1
    (found,) = ratings_of(project, study.id)
    assert (found.expert, found.marks) == ("ben", Marks(5, 4, 3, "well, nearly"))
    with pytest.raises(InputError, match="already"):
        write_sheet(project, study, "ben", sheet)
    assert write_sheet(project, study, "ben", tmp_path / "rest.csv") == 5


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9999,5,5,5", "line 3: '9999' is no item"),
        ("{item},6,5,5", "line 3: '6' is no mark"),
        ("{item},5,,5", "line 3: give a whole number"),
        ("{item},five,5,5", "line 3: give a whole number"),
    ],
)
def test_a_bad_sheet_changes_nothing_and_names_the_line(project: Project, tmp_path: Path, row: str, said: str) -> None:
    study = draw_study(project, "bad", "ada")
    items = items_of(project, study.id)
    sheet = tmp_path / "bad.csv"
    lines = ["item,accuracy,relevance,completeness", f"{items[0].id},5,5,5", row.format(item=items[1].id)]
    sheet.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(InputError, match=said):
        read_sheet(project, study, "ben", sheet)
    assert ratings_of(project, study.id) == []


def test_a_file_that_is_no_sheet_is_told(project: Project, tmp_path: Path) -> None:
    study = draw_study(project, "no", "ada")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as a sheet"):
        read_sheet(project, study, "ben", tmp_path / "x.csv")
    (tmp_path / "y.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="has no column item"):
        read_sheet(project, study, "ben", tmp_path / "y.csv")


def test_the_command_draws_lists_and_reports(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(project.folder)
    assert main(["study", "draw", where, "paper", "--per-group", "2", "--curator", "ada"]) == 0
    assert "paper: 6 pairs of 3 groups" in capsys.readouterr().out
    assert main(["study", "report", where, "paper"]) == 2
    assert "Nobody has rated" in capsys.readouterr().err
    rate_all(project, "paper", "ada", {"gpt m1": 5, "measured m1": 2})
    assert main(["study", "report", where, "paper", "--out", str(tmp_path / "r"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"][0]["accuracy"]["items"] == 6
    assert main(["study", "list", where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rated"] == {"ada": 6}
    assert main(["study", "report", where, "other"]) == 2
    assert "There is no study “other”" in capsys.readouterr().err


def test_an_item_has_what_is_shown_and_no_more() -> None:
    assert "doubt" not in ItemRow.__dataclass_fields__
