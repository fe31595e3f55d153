"""A pair's whole history, the pace of a curator, and the lab's guidelines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maemi.errors import InputError
from maemi.project.bulk import decide_many
from maemi.project.decisions import decide, undo
from maemi.project.findings import Checked, store_findings
from maemi.project.guidelines import list_guidelines, read_guidelines, write_guidelines
from maemi.project.pace import decision_times, last_decisions, pace_of
from maemi.project.pair_history import pair_history
from maemi.project.project import Project
from maemi.project.rows import Finding
from maemi.project.undoing import undo_last

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_history_says_who_when_and_why(project: Project, pair_ids: list[int]) -> None:
    pair = pair_ids[0]
    store_findings(project, [Checked(pair, "Question 0?", "Answer 0.", (Finding("vague", "Vague.", "warning"),))])
    decide(project, pair, "edit", "ada", answer="New.")
    undo(project, "ada")
    decide_many(project, pair_ids, "reject", "bob", "vague")
    rows = pair_history(project, pair)
    assert [(row.what, row.who) for row in rows] == [
        ("written", "measured"), ("checked", "check"), ("edit", "ada"), ("undo", "ada"), ("reject", "bob")
    ]  # fmt: skip
    assert rows[1].after == ("vague",) and rows[1].before == ()
    assert (rows[2].answer, rows[2].undone_by) == ("New.", "ada")
    assert rows[3].undoes == "edit"
    assert (rows[4].reason, rows[4].together, rows[4].undone_by) == ("vague", 4, None)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert rows[4].to_json() == {
        "at": rows[4].at.isoformat(), "who": "bob", "what": "reject", "reason": "vague", "together": 4
    }  # fmt: skip
    with pytest.raises(InputError, match="no pair 99"):
        pair_history(project, 99)


def test_findings_past_is_never_changed(project: Project, pair_ids: list[int]) -> None:
    store_findings(project, [Checked(pair_ids[0], "Question 0?", "Answer 0.", (Finding("vague", "V.", "info"),))])
    with pytest.raises(DBAPIError, match="never changed"), project.session() as session:
        session.execute(text("DELETE FROM finding_changes"))


def test_last_decisions_are_those_that_stand(project: Project, pair_ids: list[int]) -> None:
    for pair in pair_ids[:3]:
        decide(project, pair, "approve", "ada")
    decide(project, pair_ids[0], "reject", "ada")
    decide(project, pair_ids[3], "skip", "bob")
    undo(project, "ada")
    undo(project, "ada")
    decide_many(project, pair_ids[2:], "skip", "ada")
    assert [(last.verb, last.pair.id) for last in last_decisions(project, "ada")] == [
        ("approve", pair_ids[1]), ("approve", pair_ids[0])
    ]  # fmt: skip
    assert len(last_decisions(project, "ada", count=1)) == 1
    assert len(decision_times(project, "ada")) == 4, "undone ones took their time too; what was done in bulk did not"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([], None),
        ([10] * 4, None),
        ([10] * 30, 360.0),
        ([10] * 10 + [3000] + [10] * 10, 360.0),
        ([5] * 400 + [60] * 20, 60.0),
        ([-5, *[10] * 6], 360.0),
    ],
    ids=["none", "too few", "steady", "a pause", "only the last twenty minutes", "a clock set back"],
)
def test_pace_leaves_pauses_out(seconds: list[int], expected: float | None) -> None:
    times = [NOON]
    for gap in seconds:
        times.append(times[-1] + timedelta(seconds=gap))
    found = pace_of(times)
    assert found == (pytest.approx(expected, rel=0.01) if expected else None)


def test_every_version_of_the_guidelines_stays(project: Project) -> None:
    assert read_guidelines(project) is None
    first = write_guidelines(project, "# Rules\n", "ada", based_on=0)
    assert write_guidelines(project, "# Rules\n", "bob", based_on=first.id) == first, "nothing new, no new version"
    second = write_guidelines(project, "# Better rules\n", "bob", based_on=first.id)
    assert read_guidelines(project) == second and second.curator == "bob"
    assert list_guidelines(project) == [second, first]
    with pytest.raises(InputError, match="bob has changed the guidelines"):
        write_guidelines(project, "# Mine\n", "ada", based_on=first.id)
    with pytest.raises(InputError, match="shorten"):
        write_guidelines(project, "x" * 100_001, "ada")
    with pytest.raises(InputError, match="name"):
        write_guidelines(project, "x", " ")
    with pytest.raises(DBAPIError, match="never changed"), project.session() as session:
        session.execute(text("DELETE FROM guidelines"))


def test_undo_says_how_many(project: Project, pair_ids: list[int]) -> None:
    decide_many(project, pair_ids[:3], "skip", "ada")
    undone = undo_last(project, "ada")
    assert undone is not None and (undone.count, undone.verb, undone.pair.state) == (3, "skip", "pending")
