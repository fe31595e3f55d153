"""Filters, orders and the search of pairs: the same on both kinds of database."""

from __future__ import annotations

from typing import Any

import pytest

from maemi.errors import InputError
from maemi.project.classes import label
from maemi.project.decisions import decide
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pair_filter import NO_CLASS, PAIR_SORTS, PairFilter
from maemi.project.pair_listing import count_wanted, each_wanted, first_pairs, get_pairs, list_pair_ids, pair_facets
from maemi.project.pair_words import literals, phrases
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project
from maemi.project.rows import Finding

VAGUE, UNIT = Finding("vague", "Vague.", "warning"), Finding("unit", "Impossible.", "error")


@pytest.fixture
def pairs(project: Project, images: Any) -> list[int]:
    add_paths(project, [images])
    first, second, third = (row.id for row in list_micrographs(project))
    label(project, {first: "fibres", second: "particles"})
    ids = add_pairs(
        project,
        [
            NewPair(first, "How wide are the fibres?", "The mean width is 84.5 nm.", "size", "measured", "6"),
            NewPair(second, "How many particles?", "42 particles; grey_200 is their tone.", "count", "openai", "gpt"),
            NewPair(third, "What does it show?", "A MEANDERING crack.", "caption", "openai", "vlm", findings=(VAGUE,)),
            NewPair(first, "Is it dense?", "No.", "caption", "measured", "6", findings=(VAGUE, UNIT)),
        ],
    )
    decide(project, ids[1], "approve", "ada")
    decide(project, ids[3], "edit", "bob", answer="Yes, wide open.")
    return ids


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"state": "pending"}, [0, 2]),
        ({"task": "caption"}, [2, 3]),
        ({"teacher": "openai", "model": "gpt"}, [1]),
        ({"class_name": "fibres"}, [0, 3]),
        ({"class_name": NO_CLASS}, [2]),
        ({"curator": "bob"}, [3]),
        ({"findings": "warning"}, [2]),
        ({"search": "mean"}, [0, 2]),
        ({"search": "MEAN width"}, [0]),
        ({"search": '"width mean"'}, []),
        ({"search": '"mean wid'}, [0]),
        ({"search": "wide"}, [0, 3]),
        ({"search": "ide"}, []),
        ({"search": "84.5"}, [0]),
        ({"search": "grey_200"}, [1]),
        ({"search": "grey 200", "state": "pending"}, []),
        ({"search": "no"}, [3]),
        ({"search": "?"}, [0, 1, 2, 3]),
        ({"search": "  "}, [0, 1, 2, 3]),
        ({"search": "crack & | ! : * ( ' \" OR NEAR"}, []),
        ({"state": "approved", "sort": "added", "descending": True}, [3, 1]),
        ({"sort": "doubt"}, [2, 3, 1, 0]),
        ({"sort": "certainty"}, [0, 1, 3, 2]),
        ({"sort": "question"}, [1, 0, 3, 2]),
        ({"sort": "answer"}, [1, 2, 0, 3]),
        ({"sort": "answer", "descending": True}, [3, 0, 2, 1]),
        ({"sort": "class"}, [2, 0, 3, 1]),
        ({"sort": "class", "descending": True}, [1, 3, 0, 2]),
        ({"sort": "curator"}, [0, 2, 1, 3]),
        ({"sort": "curator", "descending": True}, [3, 1, 2, 0]),
        ({"sort": "decided", "descending": True}, [3, 1, 2, 0]),
        ({"sort": "state"}, [1, 3, 0, 2]),
    ],
)
def test_a_filter_means_these_in_this_order(
    project: Project, pairs: list[int], wanted: dict[str, Any], expected: list[int]
) -> None:
    asked = PairFilter(**wanted)
    ids = [pairs[at] for at in expected]
    assert list_pair_ids(project, asked) == ids
    assert count_wanted(project, asked) == len(ids)
    assert [row.id for row in first_pairs(project, asked, offset=1, limit=2)] == ids[1:3]
    assert [row.id for row in each_wanted(project, asked)] == ids


@pytest.mark.parametrize("sort", PAIR_SORTS)
def test_the_other_way_round_is_the_reverse(project: Project, pairs: list[int], sort: Any) -> None:
    asked = [list_pair_ids(project, PairFilter(sort=sort, descending=way)) for way in (False, True)]
    assert asked[0] == asked[1][::-1] and sorted(asked[0]) == pairs


def test_rows_come_in_the_order_of_the_ids(project: Project, pairs: list[int]) -> None:
    asked = [pairs[2], 999, pairs[0]]
    assert [row.id for row in get_pairs(project, asked)] == [pairs[2], pairs[0]]
    assert list_pair_ids(project, PairFilter(), after=pairs[1]) == pairs[2:]


def test_facets_count_all_pairs(project: Project, pairs: list[int]) -> None:
    assert pair_facets(project) == {
        "task": {"caption": 2, "size": 1, "count": 1},
        "teacher": {"measured": 2, "openai": 2},
        "model": {"6": 2, "gpt": 1, "vlm": 1},
        "class": {"fibres": 2, "particles": 1, "": 1},
        "curator": {"ada": 1, "bob": 1},
    }


def test_an_unknown_order_is_one_sentence(project: Project) -> None:
    with pytest.raises(InputError, match="cannot be sorted by 'luck'"):
        list_pair_ids(project, PairFilter(sort="luck"))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mean width", []),
        ("84.5 40%", ["84.5", "40%"]),
        ("grey_200, (large)", ["grey_200"]),
        ('"84.5 nm" & %', []),
    ],
)
def test_signs_that_hold_words_together_are_kept(line: str, expected: list[str]) -> None:
    assert literals(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('grey_200 "mean diam', [["grey", "200"], ["mean", "diam"]]),
        ('"" µm 3.5', [["µm"], ["3", "5"]]),
        ("--", []),
    ],
)
def test_a_search_line_is_runs_of_words(line: str, expected: list[list[str]]) -> None:
    assert phrases(line) == expected
