"""Decisions about many pairs in one go, and taking them back as one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from maemi.errors import InputError
from maemi.project import bulk
from maemi.project.bulk import decide_many
from maemi.project.decisions import decide, history, undo
from maemi.project.findings import Checked, store_findings
from maemi.project.pair_filter import PairFilter
from maemi.project.pair_listing import list_pair_ids
from maemi.project.pairs import count_pairs, get_pair
from maemi.project.project import Project
from maemi.project.rows import Finding
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.undoing import undo_last

WARNING = Finding("vague", "It would fit any micrograph.", "warning")


def counters(project: Project) -> list[tuple[int, ...]]:
    names = ("pending", "approved", "rejected", "skipped", "doubted")
    columns = [getattr(Micrograph, f"pairs_{name}") for name in names]
    with project.read_session() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(Micrograph.id))]


def recounted(project: Project) -> list[tuple[int, ...]]:
    """The same, counted from the pairs themselves."""
    with project.read_session() as session:
        ids = session.scalars(select(Micrograph.id).order_by(Micrograph.id)).all()
        found = session.execute(select(Pair.micrograph_id, Pair.state, Pair.doubt)).all()
    table: dict[int, dict[str, int]] = {
        each: dict.fromkeys(("pending", "approved", "rejected", "skipped", "doubted"), 0) for each in ids
    }
    for micrograph_id, state, doubt in found:
        table[micrograph_id][state] += 1
        table[micrograph_id]["doubted"] += doubt >= 0.5 and state == "pending"
    return [tuple(table[each].values()) for each in ids]


def test_many_are_decided_and_undone_as_one(project: Project, pair_ids: list[int]) -> None:
    store_findings(project, [Checked(pair_ids[1], "Question 1?", "Answer 1.", (WARNING,))])
    decide(project, pair_ids[0], "edit", "ada", answer="Edited.")
    before, at_first = [get_pair(project, each) for each in pair_ids], counters(project)
    report = decide_many(project, pair_ids, "reject", "ada", "vague")
    assert (report.decided, report.passed_over) == (4, 0)
    assert count_pairs(project)["rejected"] == 4
    assert counters(project) == recounted(project) != at_first
    assert get_pair(project, pair_ids[0]).answer == "Edited.", "the edited text is what was judged"
    assert len({history(project, each)[-1].batch for each in pair_ids}) == 1
    undone = undo_last(project, "ada")
    assert undone is not None and (undone.verb, undone.count) == ("reject", 4)
    assert [get_pair(project, each) for each in pair_ids] == before
    assert counters(project) == recounted(project) == at_first
    undone = undo_last(project, "ada")
    assert undone is not None and (undone.verb, undone.count, undone.pair.state) == ("edit", 1, "pending")
    assert undo_last(project, "ada") is None


def test_another_curators_later_judgement_stays(project: Project, pair_ids: list[int]) -> None:
    decide_many(project, pair_ids, "approve", "ada")
    decide(project, pair_ids[1], "reject", "bob", "vague")
    assert undo_last(project, "cleo") is None
    undone = undo_last(project, "ada")
    assert undone is not None and undone.count == 4
    assert [get_pair(project, each).state for each in pair_ids] == ["pending", "rejected", "pending", "pending"]
    assert undo(project, "bob") is not None
    assert count_pairs(project)["pending"] == 4
    assert counters(project) == recounted(project)


def test_an_edit_that_comes_back_has_its_text_again(project: Project, pair_ids: list[int]) -> None:
    decide_many(project, pair_ids[:2], "approve", "ada")
    decide(project, pair_ids[0], "edit", "bob", answer="Bob's.")
    undo_last(project, "ada")
    assert get_pair(project, pair_ids[0]).answer == "Bob's."
    undo(project, "bob")
    assert get_pair(project, pair_ids[0]).answer == "Answer 0."
    assert list_pair_ids(project, PairFilter(sort="answer")) == pair_ids, "sort keys follow the text"


def test_pairs_that_somebody_judged_meanwhile_are_passed_over(project: Project, pair_ids: list[int]) -> None:
    listed = list_pair_ids(project, PairFilter(state="pending"))
    decide(project, pair_ids[2], "reject", "bob")
    report = decide_many(project, [*listed, 999], "approve", "ada", still="pending")
    assert (report.decided, report.passed_over) == (3, 2)
    assert get_pair(project, pair_ids[2]).state == "rejected"


class Stopping:
    """Asks to stop after so many events."""

    def __init__(self, after: int) -> None:
        self.left = after

    def event(self, kind: str, **fields: Any) -> None:
        self.left -= 1

    def stop_requested(self) -> bool:
        return self.left <= 0


def test_a_stop_leaves_nothing_half_done(lab: Project, lab_pairs: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bulk, "in_chunks", lambda items, size=1: (items[at : at + size] for at in range(0, len(items), size))
    )
    report = decide_many(lab, lab_pairs, "approve", "ada", progress=Stopping(2))
    assert report.stopped and report.decided == 0
    assert count_pairs(lab)["pending"] == 4 and counters(lab) == recounted(lab)
    monkeypatch.setattr(bulk, "ATOMIC", 2)
    report = decide_many(lab, lab_pairs, "approve", "ada", progress=Stopping(3))
    assert report.stopped and report.decided == 2, "a whole transaction stays"
    undone = undo_last(lab, "ada")
    assert undone is not None and undone.count == 2


@pytest.mark.parametrize(("verb", "reason", "curator"), [
    ("edit", "", "ada"), ("undo", "", "ada"), ("approve", "vague", "ada"), ("reject", "just so", "ada"),
    ("skip", "", " "),
])  # fmt: skip
def test_what_is_no_decision_is_refused(
    lab: Project, lab_pairs: list[int], verb: str, reason: str, curator: str
) -> None:
    with pytest.raises(InputError):
        decide_many(lab, lab_pairs, verb, curator, reason)
    assert count_pairs(lab)["pending"] == 4


STEP = st.one_of(
    st.tuples(st.just("one"), st.integers(0, 3), st.sampled_from(["approve", "reject", "skip", "edit"])),
    st.tuples(
        st.just("many"), st.lists(st.integers(0, 3), unique=True), st.sampled_from(["approve", "reject", "skip"])
    ),
    st.tuples(st.just("undo"), st.none(), st.none()),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(st.tuples(st.sampled_from(["ada", "bob"]), STEP), max_size=12))
def test_counters_and_states_follow_whatever_is_done(lab: Project, lab_pairs: list[int], steps: list[Any]) -> None:
    """After any steps of two curators, undoing all of them leaves the pairs as they were."""
    for curator, (kind, what, verb) in steps:
        if kind == "one":
            decide(lab, lab_pairs[what], verb, curator, answer="New." if verb == "edit" else None)
        elif kind == "many":
            decide_many(lab, [lab_pairs[each] for each in what], verb, curator)
        else:
            undo_last(lab, curator)
        assert counters(lab) == recounted(lab)
    for curator in ("ada", "bob"):
        while undo_last(lab, curator):
            pass
    assert count_pairs(lab)["pending"] == 4 and counters(lab) == recounted(lab)
    assert all(get_pair(lab, each).answer == get_pair(lab, each).original_answer for each in lab_pairs)
