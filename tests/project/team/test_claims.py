"""Curators who work at the same time do not meet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from maemi.errors import InputError
from maemi.project.decisions import decide, history, undo
from maemi.project.pairs import get_pair
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.pair import Pair
from maemi.project.tables.team import Claim
from maemi.project.team.claims import (
    TakenError,
    claim,
    claim_next,
    count_left,
    hold,
    list_claims,
    not_for,
    release,
    renew,
)
from maemi.project.team.judging import decide_claimed


def claimed(project: Project, curator: str, count: int = 1, without: tuple[int, ...] = ()) -> list[int]:
    return [pair.id for pair in claim_next(project, curator, count, without=without)]


def let_claims_end(project: Project, curator: str) -> None:
    with project.session() as session:
        values = {"expires_at": now() - timedelta(seconds=1)}
        session.execute(
            update(Claim).where(Claim.curator == curator).values(values),
            execution_options={"synchronize_session": False},
        )


def test_curators_get_different_pairs(project: Project, pairs: list[int]) -> None:
    assert claimed(project, "ada", 2) == pairs[:2]
    assert claimed(project, "bob", 3) == pairs[2:5]
    assert claimed(project, "ada", 2) == pairs[:2], "one's own claims stay"
    assert claimed(project, "ada", 9, without=tuple(pairs[:2])) == pairs[5:]
    assert claimed(project, "cleo") == []
    assert count_left(project, "cleo") == 0 and count_left(project, "bob") == 3
    release(project, "bob", [pairs[3]])
    assert claimed(project, "cleo", 5) == [pairs[3]]
    release(project, "ada")
    assert {each.pair_id: each.curator for each in list_claims(project)} == {
        pairs[2]: "bob",
        pairs[3]: "cleo",
        pairs[4]: "bob",
    }


def test_pairs_of_a_filter_come_in_its_order(project: Project, pairs: list[int]) -> None:
    among = select(Pair.id).where(Pair.id.in_(pairs[1:4])).order_by(Pair.id.desc())
    assert [pair.id for pair in claim_next(project, "ada", 2, among)] == [pairs[3], pairs[2]]
    assert [pair.id for pair in claim_next(project, "bob", 2, among)] == [pairs[1]]


def test_what_is_with_another_is_not_judged(project: Project, pairs: list[int]) -> None:
    [first] = claimed(project, "ada")
    with pytest.raises(TakenError, match=f"Pair {first} is with ada now"):
        decide(project, first, "approve", "bob")
    assert not history(project, first)
    assert decide(project, first, "approve", "ada").state == "approved"
    assert list_claims(project) == [], "a decision gives the claim back"
    assert decide(project, first, "reject", "bob").state == "rejected", "afterwards anybody may judge it anew"


def test_claims_end_by_themselves_and_are_renewed(project: Project, pairs: list[int]) -> None:
    [first] = claimed(project, "ada")
    before = list_claims(project)[0].expires_at
    assert renew(project, "ada") == 1 and list_claims(project)[0].expires_at > before
    let_claims_end(project, "ada")
    assert list_claims(project) == [] and renew(project, "ada") == 0
    assert claimed(project, "bob") == [first]
    with pytest.raises(TakenError, match="is with bob now"):
        decide_claimed(project, first, "approve", "ada")
    decide_claimed(project, first, "reject", "bob")
    with pytest.raises(TakenError, match=f"Pair {first} was judged by bob meanwhile"):
        decide_claimed(project, first, "approve", "ada")
    assert [line.curator for line in history(project, first)] == ["bob"]


def test_the_same_decision_twice_is_one(project: Project, pairs: list[int]) -> None:
    """Where the connection broke before the answer came, the window decides again."""
    first, second = claimed(project, "ada", 2)
    for _ in range(2):
        assert decide_claimed(project, first, "edit", "ada", answer="Mine.").answer == "Mine."
        assert decide_claimed(project, second, "reject", "ada", reason="vague").state == "rejected"
    assert len(history(project, first)) == len(history(project, second)) == 1
    with pytest.raises(TakenError, match="meanwhile"):
        decide_claimed(project, first, "edit", "ada", answer="Other.")


def test_a_pair_is_claimed_again_after_undo(project: Project, pairs: list[int]) -> None:
    [first] = claimed(project, "ada")
    decide_claimed(project, first, "approve", "ada")
    undone = undo(project, "ada")
    assert undone is not None and undone.id == first
    assert claim(project, first, "ada")
    assert not claim(project, first, "bob")
    assert claimed(project, "bob") == [pairs[1]]


def test_curators_in_the_same_moment_never_meet(project: Project, new_team: Callable[..., list[int]]) -> None:
    ids = new_team(pairs=60)
    gate = threading.Barrier(4)

    def work(curator: str) -> list[int]:
        done: list[int] = []
        gate.wait(30)
        while some := claim_next(project, curator, 3):
            for pair in some:
                decide_claimed(project, pair.id, "approve", curator)
                done.append(pair.id)
        return done

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, ["ada", "bob", "cleo", "dan"]))
    assert sorted(each for some in found for each in some) == ids, "each pair once"
    assert all(len(history(project, each)) == 1 for each in ids)


def test_a_team_needs_names(project: Project, pairs: list[int]) -> None:
    with pytest.raises(InputError, match="needs a name"):
        claim_next(project, "  ")


def test_what_is_up_is_held_and_the_rest_given_back(project: Project, twice: list[int]) -> None:
    assert hold(project, twice[0], "ada") and hold(project, twice[0], "ada")
    assert not hold(project, twice[0], "bob")
    assert hold(project, twice[1], "bob") and not_for(project, "cleo") == {twice[0], twice[1]}
    assert hold(project, twice[2], "ada")
    assert [(each.pair_id, each.curator) for each in list_claims(project)] == [(twice[1], "bob"), (twice[2], "ada")]
    decide_claimed(project, twice[0], "approve", "cleo")
    assert not hold(project, twice[0], "cleo"), "nobody judges twice"
    assert twice[0] in not_for(project, "cleo") and twice[0] not in not_for(project, "ada")
    assert hold(project, twice[0], "bob")
    assert decide_claimed(project, twice[0], "approve", "bob").state == "approved"
    assert hold(project, twice[0], "ada"), "what is judged may be looked at"


def test_one_persons_project_knows_no_claims(project: Project, pair_ids: list[int]) -> None:
    """Before `begin`, nothing is claimed by deciding, and nobody becomes a member."""
    assert hold(project, pair_ids[0], "ada") and hold(project, pair_ids[0], "bob") and not not_for(project, "ada")
    decide(project, pair_ids[0], "approve", "ada")
    decide(project, pair_ids[0], "reject", "bob")
    assert get_pair(project, pair_ids[0]).state == "rejected" and list_claims(project) == []
