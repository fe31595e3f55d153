"""The log of decisions: append-only, undone by inverses, and never lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maemi.errors import InputError
from maemi.project.consent import give
from maemi.project.decisions import REJECT_REASONS, STATE_AFTER, decide, history, undo
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, PairRow, add_pairs, count_pairs, get_pair, list_pairs, next_pending
from maemi.project.project import Project


def test_each_verb_gives_its_state(project: Project, pair_ids: list[int]) -> None:
    first, second, third, fourth = pair_ids
    assert decide(project, first, "approve", "ada").state == "approved"
    rejected = decide(project, second, "reject", "ada", reason="wrong number")
    assert (rejected.state, rejected.reason, rejected.curator) == ("rejected", "wrong number", "ada")
    edited = decide(project, third, "edit", "ada", answer="42 nm.")
    assert (edited.state, edited.answer, edited.original_answer) == ("approved", "42 nm.", "Answer 2.")
    assert edited.question == edited.original_question
    assert decide(project, fourth, "skip", "ada").state == "skipped"
    assert count_pairs(project) == {"pending": 0, "approved": 2, "rejected": 1, "skipped": 1}
    totals = [
        (row.pairs_pending, row.pairs_approved, row.pairs_rejected, row.pairs_skipped)
        for row in list_micrographs(project)
    ]
    assert totals == [(0, 1, 0, 1), (0, 0, 1, 0), (0, 1, 0, 0)]


def test_undo_restores_exactly_and_walks_back(project: Project, pair_ids: list[int]) -> None:
    pair = pair_ids[0]
    states = [get_pair(project, pair)]
    states.append(decide(project, pair, "edit", "ada", question="New?", answer="New."))
    states.append(decide(project, pair, "reject", "ada", reason="vague"))
    states.append(decide(project, pair, "approve", "ada"))
    assert states[-1].answer == "New.", "what was approved is the edited text"
    for expected in reversed(states[:-1]):
        assert undo(project, "ada") == expected
    assert undo(project, "ada") is None
    assert len(history(project, pair)) == 6
    assert count_pairs(project)["pending"] == 4


def test_undo_goes_on_after_a_restart(address: str, project: Project, pair_ids: list[int]) -> None:
    for pair in pair_ids[:3]:
        decide(project, pair, "approve", "ada")
    undone = undo(project, "ada")
    assert undone is not None and undone.id == pair_ids[2]
    project.close()
    with Project.open(address) as again:
        undone = undo(again, "ada")
        assert undone is not None and (undone.id, undone.state) == (pair_ids[1], "pending")


def test_undo_is_each_curators_own(project: Project, pair_ids: list[int]) -> None:
    pair = pair_ids[0]
    decide(project, pair, "edit", "ada", answer="Ada's.")
    decide(project, pair, "approve", "bob")
    assert undo(project, "cleo") is None
    undone = undo(project, "ada")
    assert undone is not None
    assert (undone.state, undone.curator, undone.answer) == ("approved", "bob", "Ada's."), "bob approved that text"
    undone = undo(project, "bob")
    assert undone is not None and (undone.state, undone.answer, undone.curator) == ("pending", "Answer 0.", None)


def test_the_log_says_who_when_what_and_why(project: Project, pair_ids: list[int]) -> None:
    decide(project, pair_ids[0], "reject", "ada", reason="vague")
    undo(project, "ada")
    first, second = history(project, pair_ids[0])
    assert (first.verb, first.reason, first.curator, first.undoes) == ("reject", "vague", "ada", None)
    assert (second.verb, second.undoes) == ("undo", first.id)
    assert second.at >= first.at and first.at.utcoffset() is not None


@pytest.mark.parametrize("table", ["decisions", "egress", "consents"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_log(
    project: Project, pair_ids: list[int], table: str, statement: str
) -> None:
    decide(project, pair_ids[0], "approve", "ada")
    with project.session() as session:
        session.execute(
            text("INSERT INTO egress (host, bytes_sent, purpose, at) VALUES ('h', 1, 'p', '2026-01-01 00:00:00')")
        )
    give(project, "h", "ada")
    with pytest.raises(DBAPIError, match="never changed"), project.session() as session:
        session.execute(text(statement.format(table)))
    assert len(history(project, pair_ids[0])) == 1


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("maybe", {}),
        ("undo", {}),
        ("edit", {}),
        ("edit", {"answer": "  "}),
        ("approve", {"answer": "New."}),
        ("approve", {"reason": "vague"}),
        ("reject", {"reason": "just so"}),
        ("approve", {"curator": " "}),
    ],
)
def test_what_is_no_decision_is_refused(lab: Project, lab_pairs: list[int], verb: str, fields: dict[str, str]) -> None:
    with pytest.raises(InputError):
        decide(lab, lab_pairs[0], verb, **{"curator": "ada", **fields})
    assert not any(history(lab, pair_id) for pair_id in lab_pairs)


def test_an_unknown_pair_is_one_sentence(project: Project) -> None:
    with pytest.raises(InputError, match="no pair 7"):
        decide(project, 7, "approve", "ada")


def test_next_goes_on_and_begins_again(project: Project, pair_ids: list[int]) -> None:
    def at(pair: PairRow | None) -> int | None:
        return pair.id if pair else None

    assert at(next_pending(project)) == pair_ids[0]
    assert at(next_pending(project, after=pair_ids[0])) == pair_ids[1]
    assert at(next_pending(project, after=pair_ids[-1])) == pair_ids[0]
    for pair in pair_ids:
        decide(project, pair, "skip", "ada")
    assert next_pending(project) is None


CURATOR = """
import json, sys
from maemi.project.project import Project
from maemi.project.decisions import decide
from maemi.project.pairs import list_pairs
address, curator, verb = sys.argv[1:]
with Project.open(address) as project:
    ids = [pair.id for pair in list_pairs(project)]
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        for pair in ids:
            decide(project, pair, verb, curator)
            print(pair, flush=True)
"""


def curator(address: str, name: str, verb: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CURATOR), address, name, verb],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_no_decision_is_lost_when_two_processes_decide_and_are_killed(
    address: str, project: Project, pair_ids: list[int]
) -> None:
    processes = {name: curator(address, name, verb) for name, verb in (("ada", "approve"), ("bob", "reject"))}
    for process in processes.values():
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes.values():
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    taken: dict[str, list[int]] = {}
    outs = {name: process.stdout for name, process in processes.items() if process.stdout is not None}
    heads = {name: "".join(out.readline() for _ in range(5)) for name, out in outs.items()}
    for name, process in processes.items():
        assert process.stdin is not None and process.stdout is not None
        os.kill(process.pid, signal.SIGKILL)
        out = heads[name] + process.stdout.read()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        # The last line may be torn by the kill; what was printed whole was returned as taken.
        taken[name] = [int(line) for line in out.split("\n")[:-1]]
    with Project.open(address) as again:
        log = [line for pair in pair_ids for line in history(again, pair)]
        for name, pairs in taken.items():
            kept = [line.pair_id for line in sorted(log, key=lambda line: line.id) if line.curator == name]
            assert kept[: len(pairs)] == pairs, "a decision that was returned as taken is there"
            assert len(pairs) >= 5 and len(kept) - len(pairs) <= 1, "at most the one under way is there too"
        for pair in pair_ids:
            last = history(again, pair)[-1]
            assert get_pair(again, pair).state == STATE_AFTER[last.verb]
        assert sum(count_pairs(again).values()) == len(pair_ids)


class Model:
    """What a pair's state must be: the latest decision that was not undone, found the slow and plain way."""

    def __init__(self) -> None:
        self.log: list[tuple[str, int, str, str | None]] = []
        self.undone: set[int] = set()

    def state(self, pair: int) -> tuple[str, str | None]:
        for number in range(len(self.log) - 1, -1, -1):
            _, judged, verb, answer = self.log[number]
            if judged == pair and number not in self.undone:
                return STATE_AFTER[verb], answer
        return "pending", None


class Curating(RuleBasedStateMachine):
    """Any order of decisions and undoings of two curators, with restarts in between."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(mkdtemp(prefix="maemi-curating-"))
        Image.new("L", (16, 16), 90).save(self.folder / "one.png")
        self.project = Project.create(self.folder / "lab")
        add_paths(self.project, [self.folder / "one.png"])
        [micrograph] = list_micrographs(self.project)
        new = [NewPair(micrograph.id, f"Q{number}?", f"A{number}.", "basics", "measured") for number in range(3)]
        self.pairs = add_pairs(self.project, new)
        self.model = Model()

    @rule(
        who=st.sampled_from(["ada", "bob"]),
        which=st.integers(0, 2),
        verb=st.sampled_from(sorted(STATE_AFTER)),
        answer=st.sampled_from(["One.", "Two."]),
    )
    def judge(self, who: str, which: int, verb: str, answer: str) -> None:
        pair = self.pairs[which]
        text_judged = answer if verb == "edit" else self.model.state(pair)[1]
        decide(self.project, pair, verb, who, answer=answer if verb == "edit" else None)
        self.model.log.append((who, pair, verb, text_judged))

    @rule(who=st.sampled_from(["ada", "bob"]))
    def take_back(self, who: str) -> None:
        own = [n for n, line in enumerate(self.model.log) if line[0] == who and n not in self.model.undone]
        undone = undo(self.project, who)
        assert (undone is None) == (not own)
        if own:
            self.model.undone.add(own[-1])
            assert undone is not None and undone.id == self.model.log[own[-1]][1]

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "lab")

    @invariant()
    def store_and_model_agree(self) -> None:
        rows = list_pairs(self.project)
        for row in rows:
            state, answer = self.model.state(row.id)
            assert (row.state, row.answer) == (state, row.original_answer if answer is None else answer)
        [micrograph] = list_micrographs(self.project)
        counted = {state: sum(row.state == state for row in rows) for state in count_pairs(self.project)}
        assert count_pairs(self.project) == counted
        assert micrograph.pairs_pending == counted["pending"]
        assert micrograph.pairs_approved == counted["approved"]

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.project.close()
            rmtree(self.folder)


Curating.TestCase.settings = settings(
    max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestCurating = Curating.TestCase


def test_reasons_are_words_with_explanations() -> None:
    words = [word for word, _ in REJECT_REASONS]
    assert len(words) == len(set(words)) == 7
    assert json.dumps(REJECT_REASONS)
