"""Conversations, measurements, the status and the split."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from maemi.errors import InputError
from maemi.jobs.folder import RunFolder
from maemi.project.conversations import add_message, list_conversations, messages, new_conversation
from maemi.project.measurements import get_measurement, store_measurement
from maemi.project.pairs import NewPair, add_pairs, count_pairs, get_pair, list_pairs
from maemi.project.project import Project
from maemi.project.rows import Finding
from maemi.project.split import content_keys, split
from maemi.project.status import status


def test_a_conversation_is_kept_in_order(lab: Project, lab_pairs: list[int]) -> None:
    first = new_conversation(lab, 1, "embedded")
    second = new_conversation(lab, 1, "openai:gpt")
    add_message(lab, first, "system", "Facts.")
    add_message(lab, first, "user", "How large are they?")
    add_message(lab, first, "assistant", "About 40 nm.", model="embedded")
    assert [(turn.role, turn.text) for turn in messages(lab, first)] == [
        ("system", "Facts."),
        ("user", "How large are they?"),
        ("assistant", "About 40 nm."),
    ]
    listed = list_conversations(lab, 1)
    assert [(talk.id, talk.title) for talk in listed] == [(second, ""), (first, "How large are they?")]
    assert list_conversations(lab, 2) == []


def test_conversations_need_a_micrograph_and_a_role(lab: Project) -> None:
    with pytest.raises(InputError, match="no micrograph 9"):
        new_conversation(lab, 9, "embedded")
    with pytest.raises(InputError, match="no conversation 9"):
        add_message(lab, 9, "user", "Hello?")
    with pytest.raises(InputError, match="cannot speak"):
        add_message(lab, 9, "crowd", "Hello?")


def test_a_measurement_is_kept_until_the_file_changes(project: Project, pair_ids: list[int]) -> None:
    assert get_measurement(project, 1, "particles") is None
    store_measurement(project, 1, "particles", {"count": 3, "mean_size_m": None})
    store_measurement(project, 1, "particles", {"count": 4, "mean_size_m": 1e-9})
    assert get_measurement(project, 1, "particles") == {"count": 4, "mean_size_m": 1e-9}
    assert get_measurement(project, 1, "fibres") is None
    with project.session() as session:
        session.execute(text("UPDATE micrographs SET content_hash = 'changed' WHERE id = 1"))
    assert get_measurement(project, 1, "particles") is None
    with pytest.raises(InputError, match="no micrograph 99"):
        store_measurement(project, 99, "particles", {})


def test_pairs_keep_their_findings_and_are_searched(project: Project, pair_ids: list[int]) -> None:
    finding = Finding("number", "It says 40 nm.", "error", "52 nm", 3, 8)
    [pair_id] = add_pairs(
        project,
        [NewPair(2, "How large?", "They are 40 % of IT.", "size", "openai", "gpt", "h", "k", (finding,), "since")],
    )
    pair = get_pair(project, pair_id)
    assert pair.findings == (finding,)
    assert (pair.model, pair.template_hash, pair.request_key, pair.reasoning) == ("gpt", "h", "k", "since")
    assert [row.id for row in list_pairs(project, search="40 % of it")] == [pair_id]
    assert [row.id for row in list_pairs(project, search="40%")] == []
    assert [row.id for row in list_pairs(project, micrograph_id=2)] == [pair_ids[1], pair_id]
    assert [row.id for row in list_pairs(project, state="pending", offset=1, limit=2)] == pair_ids[1:3]
    assert list_pairs(project, state="approved") == []


def test_pairs_of_an_unknown_micrograph_are_refused_all_together(lab: Project, lab_pairs: list[int]) -> None:
    with pytest.raises(InputError, match="no micrograph 77"):
        add_pairs(lab, [NewPair(1, "Q?", "A.", "t", "m"), NewPair(77, "Q?", "A.", "t", "m")])
    assert count_pairs(lab)["pending"] == len(lab_pairs)


def test_status_counts_what_there_is(lab: Project, lab_pairs: list[int]) -> None:
    RunFolder.create(lab.runs_dir, "train", {})
    found = status(lab)
    assert (found["micrographs"], found["pairs"]["pending"], found["runs"], found["spent_usd"]) == (3, 4, 1, 0.0)
    assert found["address"] == lab.address


@settings(deadline=None)
@given(st.sets(st.integers(1, 10_000), max_size=60), st.integers(0, 2**31), st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9]))
def test_split_parts_every_micrograph_once(ids: set[int], seed: int, held_out: float) -> None:
    train, held = split(ids, seed, held_out)
    assert sorted(train + held) == sorted(ids)
    assert (train, held) == split(sorted(ids, reverse=True), seed, held_out)
    if len(ids) > 1 and held_out:
        assert train and held


@settings(deadline=None)
@given(st.integers(0, 1000))
def test_split_is_stable_when_micrographs_are_added(seed: int) -> None:
    before = split(range(1, 101), seed)
    after = split(range(1, 201), seed)
    assert set(before[0]) <= set(after[0]) and set(before[1]) <= set(after[1])


def test_split_goes_by_content(lab: Project, lab_pairs: list[int]) -> None:
    keys = content_keys(lab, [1, 3])
    assert set(keys) == {1, 3} and all(len(key) == 64 for key in keys.values())
    assert split([1, 3], 1, keys=keys) == split([1, 3], 1, keys=keys)
    with pytest.raises(InputError, match="held-out share"):
        split([1], 1, 1.0)
