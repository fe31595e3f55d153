"""Money is set aside before sending, never beyond the budget, and a done request is never sent twice."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
from sqlalchemy import text

from maemi.errors import MaemiError
from maemi.project.ledger import (
    BudgetError,
    InFlightError,
    Paid,
    fail,
    is_done,
    release_stale,
    reserve,
    reserved_usd,
    settle,
    settle_in,
    spent_usd,
)
from maemi.project.pairs import NewPair, count_pairs, insert
from maemi.project.project import Project


def test_a_done_request_is_not_sent_again(project: Project) -> None:
    assert reserve(project, "k", "openai", "gpt", 0.5, 1.0) is not None
    assert not is_done(project, "k")
    assert (spent_usd(project), reserved_usd(project)) == (0.0, 0.5)
    settle(project, "k", 0.2, 100, 20)
    assert is_done(project, "k")
    assert (spent_usd(project), reserved_usd(project)) == (0.2, 0.0)
    assert reserve(project, "k", "openai", "gpt", 0.5, 1.0) is None


def test_a_failed_request_may_be_sent_again_and_its_cost_counts(project: Project) -> None:
    reserve(project, "k", "openai", "gpt", 0.5, 1.0)
    fail(project, "k", "no JSON", cost_usd=0.1)
    assert not is_done(project, "k")
    assert reserve(project, "k", "openai", "gpt", 0.5, 1.0) is not None
    settle(project, "k", 0.2)
    assert spent_usd(project) == pytest.approx(0.3)


def test_the_budget_counts_what_is_spent_and_what_is_reserved(project: Project) -> None:
    reserve(project, "a", "openai", "gpt", 0.4, 1.0)
    settle(project, "a", 0.4)
    reserve(project, "b", "openai", "gpt", 0.3, 1.0)
    reserve(project, "c", "openai", "gpt", 0.3, 1.0)
    with pytest.raises(BudgetError, match=r"budget of 1\.00 USD is used up"):
        reserve(project, "d", "openai", "gpt", 0.01, 1.0)
    fail(project, "b")
    assert reserve(project, "d", "openai", "gpt", 0.3, 1.0) is not None
    assert reserve(project, "e", "openai", "gpt", 50.0, None) is not None, "no limit was set"


def test_settling_what_was_never_reserved_is_a_sentence(project: Project) -> None:
    with pytest.raises(MaemiError, match="never reserved"):
        settle(project, "k", 0.2)


def test_pairs_and_their_cost_are_kept_together(project: Project, pair_ids: list[int]) -> None:
    reserve(project, "k", "openai", "gpt", 0.5, 1.0)
    new = [NewPair(1, "Q?", "A\0 \ud83d.", "basics", "openai", request_key="k")]
    with pytest.raises(ZeroDivisionError), project.session() as session:
        insert(session, new)
        settle_in(session, "k", Paid(0.2))
        raise ZeroDivisionError
    assert count_pairs(project)["pending"] == len(pair_ids) and not is_done(project, "k")
    with project.session() as session:
        insert(session, new)
        settle_in(session, "k", Paid(0.2))
    assert count_pairs(project)["pending"] == len(pair_ids) + 1 and is_done(project, "k")


RESERVING = """
import sys
from maemi.project.project import Project
from maemi.project.ledger import BudgetError, reserve
with Project.open(sys.argv[1]) as project:
    print("ready", flush=True)
    sys.stdin.readline()
    taken = 0
    for number in range(30):
        try:
            reserve(project, f"{sys.argv[2]}-{number}", "openai", "gpt", 0.1, 2.0)
            taken += 1
        except BudgetError:
            pass
    print(taken, flush=True)
    sys.stdin.readline()
"""


def test_two_processes_never_go_beyond_the_budget_and_what_the_dead_had_set_aside_stays_charged(
    address: str, project: Project
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(RESERVING), address, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    pipes = [(process.stdin, process.stdout) for process in processes if process.stdin and process.stdout]
    for _, out in pipes:
        assert out.readline() == "ready\n"
    for into, _ in pipes:
        into.write("\n")
        into.flush()
    taken = [int(out.readline()) for _, out in pipes]
    assert sum(taken) == 20
    assert reserved_usd(project) == pytest.approx(2.0)
    assert release_stale(project) == 0, "both still live"
    name = "one" if taken[0] else "two"
    with pytest.raises(InFlightError):
        reserve(project, f"{name}-0", "openai", "gpt", 0.1, None)
    for process in processes:
        process.kill()
        process.communicate()
    assert release_stale(project) == 20
    assert (reserved_usd(project), spent_usd(project)) == (0.0, 2.0), "each may have been sent and paid for"
    with pytest.raises(BudgetError):
        reserve(project, f"{name}-0", "openai", "gpt", 0.1, 2.0)
    assert reserve(project, f"{name}-0", "openai", "gpt", 0.1, 2.1) is not None


def test_reservations_of_another_machine_are_kept_for_hours(project: Project) -> None:
    reserve(project, "k", "openai", "gpt", 0.5, 1.0)
    with project.session() as session:
        session.execute(text("UPDATE requests SET owner = 'other-host 1 1.0'"))
    assert release_stale(project) == 0
    with project.session() as session:
        session.execute(text("UPDATE requests SET at = '2020-01-01 00:00:00'"))
    assert release_stale(project) == 1
