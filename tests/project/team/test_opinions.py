"""Second opinions: blind, and what follows from two of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maemi.errors import InputError
from maemi.project.decisions import decide, history, undo
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import count_pairs, get_pair, list_pairs
from maemi.project.project import Project
from maemi.project.tables.pair import Pair
from maemi.project.team.agreement import agreement
from maemi.project.team.claims import claim_next
from maemi.project.team.disagreements import adopt, count_disagreements, list_disagreements, settle
from maemi.project.team.drawing import is_drawn
from maemi.project.team.founding import begin, change
from maemi.project.team.judging import decide_claimed, visible_history
from maemi.project.team.members import set_role
from maemi.project.team.settings import TeamSettings, team_of


def opinions(project: Project) -> list[str]:
    with project.read_session() as session:
        return [pair.opinions for pair in session.query(Pair).order_by(Pair.id)]


def test_the_second_does_not_see_the_first(project: Project, twice: list[int]) -> None:
    pair = twice[0]
    after = decide_claimed(project, pair, "edit", "ada", answer="Ada's words.")
    assert (after.state, after.answer, after.curator) == ("pending", "Answer 0.", None)
    assert claim_next(project, "ada")[0].id == twice[1], "nobody is asked twice"
    [shown] = claim_next(project, "bob")
    assert (shown.id, shown.answer, shown.original_answer) == (pair, "Answer 0.", "Answer 0.")
    assert visible_history(project, pair, "bob") == []
    assert [line.answer for line in visible_history(project, pair, "ada")] == ["Ada's words."]
    assert "Ada's words." not in str(shown.to_json())
    assert len(history(project, pair)) == 1, "the log has it all along"


def test_agreement_gives_the_state(project: Project, twice: list[int]) -> None:
    decide(project, twice[0], "edit", "ada", answer="The same  words.")
    assert decide(project, twice[0], "edit", "bob", answer="The same words.").answer == "The same words."
    decide(project, twice[1], "reject", "ada", reason="vague")
    both = decide(project, twice[1], "reject", "bob", reason="wrong number")
    assert (both.state, both.reason, both.curator) == ("rejected", "wrong number", "bob")
    assert opinions(project)[:3] == ["agreed", "agreed", "wanted"]
    assert count_pairs(project) == {"pending": 4, "approved": 1, "rejected": 1, "skipped": 0}
    assert sum(row.pairs_approved for row in list_micrographs(project)) == 1
    assert [line.curator for line in visible_history(project, twice[0], "cleo")] == ["ada", "bob"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("approve", None), ("reject", None)),
        (("approve", None), ("edit", "Other.")),
        (("edit", "One."), ("edit", "Two.")),
        (("approve", None), ("skip", None)),
    ],
)
def test_disagreement_is_left_to_a_settler(
    project: Project, twice: list[int], first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    pair = twice[0]
    decide(project, pair, first[0], "ada", answer=first[1])
    assert decide(project, pair, second[0], "bob", answer=second[1]).state == "pending"
    assert pair not in [each.id for each in claim_next(project, "cleo", 9)]
    [found] = list_disagreements(project)
    assert (found.pair.id, found.settled_by) == (pair, None) and count_disagreements(project) == 1
    assert [(each.curator, each.verb, each.answer) for each in found.opinions] == [
        ("ada", *first),
        ("bob", *second),
    ]
    assert [line.curator for line in visible_history(project, pair, "bob")] == ["bob"], "only settlers see both"
    assert len(visible_history(project, pair, "ada")) == 2


def test_settling_needs_the_role_and_says_who(project: Project, twice: list[int]) -> None:
    pair = twice[0]
    decide(project, pair, "edit", "bob", question="New?", answer="New.")
    decide(project, pair, "reject", "cleo", reason="vague")
    with pytest.raises(InputError, match="'bob' may not settle disagreements: that takes the role settler or owner"):
        settle(project, pair, "approve", "bob")
    decide(project, twice[1], "approve", "dan")
    set_role(project, "dan", "settler", by="ada")
    with pytest.raises(InputError, match=r"no opinion of 'ada' about pair .*; there are those of bob, cleo"):
        adopt(project, pair, "ada", "dan")
    settled = adopt(project, pair, "bob", "dan")
    assert (settled.state, settled.question, settled.answer, settled.curator) == ("approved", "New?", "New.", "dan")
    [found] = list_disagreements(project, settled=True)
    assert (found.settled_by, [each.curator for each in found.opinions]) == ("dan", ["bob", "cleo"])
    assert list_disagreements(project) == []
    with pytest.raises(InputError, match=r"no open disagreement .* it was settled by dan"):
        settle(project, pair, "reject", "dan")
    undone = undo(project, "dan")
    assert undone is not None and undone.state == "pending" and count_disagreements(project) == 1
    assert settle(project, pair, "reject", "ada", reason="other").state == "rejected"
    assert [line.verb for line in history(project, pair)] == ["edit", "reject", "edit", "undo", "reject"]


def test_an_opinion_may_be_taken_back(project: Project, twice: list[int]) -> None:
    pair = twice[0]
    decide(project, pair, "approve", "ada")
    decide(project, pair, "reject", "bob")
    undo(project, "bob")
    assert opinions(project)[0] == "second" and count_disagreements(project) == 0
    assert decide(project, pair, "approve", "bob").state == "approved"
    undo(project, "ada")
    undo(project, "bob")
    assert opinions(project)[0] == "wanted" and get_pair(project, pair).state == "pending"


def test_the_draw_is_the_same_whenever_it_is_made() -> None:
    small, large = TeamSettings(0.05, seed=7), TeamSettings(0.2, seed=7)
    drawn = {pair for pair in range(20_000) if is_drawn(small, pair)}
    assert 0.045 < len(drawn) / 20_000 < 0.055
    assert drawn < {pair for pair in range(20_000) if is_drawn(large, pair)}, "a larger share adds to it"
    assert drawn != {pair for pair in range(20_000) if is_drawn(TeamSettings(0.05, seed=8), pair)}


def test_begin_draws_among_what_is_there(project: Project, pair_ids: list[int]) -> None:
    assert team_of(project) is None
    decide(project, pair_ids[0], "approve", "zoe")
    begin(project, "ada", share=1.0)
    assert opinions(project) == ["", "wanted", "wanted", "wanted"], "what was judged stays judged"
    kept = team_of(project)
    assert begin(project, "bob", share=0.5) == kept, "a team begins once"


def test_another_share_is_drawn_among_what_nobody_judged(project: Project, new_team: Callable[..., list[int]]) -> None:
    first, second, *_ = new_team(share=1.0)
    decide(project, first, "approve", "bob")
    decide(project, second, "approve", "bob")
    decide(project, second, "reject", "cleo")
    with pytest.raises(InputError, match="'bob' may not change what the team"):
        change(project, "bob", share=0.0)
    for share in (-0.1, 1.5):
        with pytest.raises(InputError, match="from 0 to 1"):
            change(project, "ada", share=share)
    with pytest.raises(InputError, match="up to 24 hours"):
        change(project, "ada", claim_minutes=0)
    assert change(project, "ada", share=0.0).share == 0.0
    assert opinions(project) == ["", "disputed", "", "", "", ""]
    assert get_pair(project, first).state == "approved", "its only opinion counts now"
    assert change(project, "ada", claim_minutes=30).share == 0.0
    change(project, "ada", share=1.0)
    assert opinions(project) == ["", "disputed", "wanted", "wanted", "wanted", "wanted"]


def test_agreement_over_all_and_by_group(project: Project, twice: list[int]) -> None:
    for number, pair in enumerate(twice[:5]):
        decide(project, pair, "approve", "ada")
        decide(project, pair, "approve" if number % 2 == 0 else "reject", "bob")
    decide(project, twice[5], "approve", "ada")
    found = agreement(project)
    assert found.counts == {"wanted": 0, "second": 1, "agreed": 3, "disputed": 2, "settled": 0}
    assert found.overall.pairs == 5 and found.overall.agreement is not None
    assert found.overall.agreement.value == pytest.approx(0.6)
    assert found.said == {("approved", "approved"): 3, ("approved", "rejected"): 2}
    [(two, of_two)] = found.of_two.items()
    assert two == ("ada", "bob") and of_two.kappa is not None and of_two.kappa.value == pytest.approx(0.0)
    assert set(found.by_teacher) == {"measured"} and set(found.by_class) == {"without a class"}
    settle(project, twice[1], "approve", "ada")
    assert agreement(project).overall == found.overall, "what was settled later changes nothing"
    assert found.to_json()["of_two"][0]["curators"] == ["ada", "bob"]


def test_pairs_of_a_team_without_second_opinions_are_as_ever(project: Project, pairs: list[int]) -> None:
    assert decide(project, pairs[0], "approve", "ada").state == "approved"
    assert [pair.state for pair in list_pairs(project)] == ["approved", *["pending"] * 5]
    assert agreement(project).overall.pairs == 0
