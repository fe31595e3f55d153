"""Review in a team: what others have is not shown, what is up is claimed, second opinions are blind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from maemi.project import decisions, pairs
from maemi.project.rows import NewPair
from maemi.project.team.claims import claim_next, list_claims
from maemi.project.team.founding import begin
from maemi_gui.context import Context
from maemi_gui.review.panel import ReviewPanel

Settle = Callable[[], None]


@pytest.fixture
def team(tiny_project: Context) -> Context:
    project = tiny_project.project
    assert project is not None
    tiny_project.curator = "ana"
    begin(project, "ana", share=1.0)
    pairs.add_pairs(project, [NewPair(1 + n % 3, f"Question {n}?", "Answer.", "basics", "measured") for n in range(4)])
    return tiny_project


def shown(qtbot: QtBot, context: Context, settle: Settle) -> ReviewPanel:
    made = ReviewPanel(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    settle()
    return made


def up(panel: ReviewPanel) -> int | None:
    return panel.queue.current.id if panel.queue.current else None


def test_what_another_has_is_passed_over_and_what_is_up_is_claimed(qtbot: QtBot, team: Context, settle: Settle) -> None:
    assert team.project is not None
    claim_next(team.project, "bob")
    panel = shown(qtbot, team, settle)
    assert up(panel) == 2
    assert {each.pair_id: each.curator for each in list_claims(team.project)} == {1: "bob", 2: "ana"}
    panel.queue.go_to(1)
    settle()
    assert {each.pair_id: each.curator for each in list_claims(team.project)} == {1: "bob", 3: "ana"}


def test_what_another_took_meanwhile_leaves_the_queue(qtbot: QtBot, team: Context, settle: Settle) -> None:
    assert team.project is not None
    panel = shown(qtbot, team, settle)
    claim_next(team.project, "bob", 1)  # the second pair: the first is up here
    panel.queue.go_to(1)
    settle()
    assert up(panel) == 3 and panel.queue.pairs.place(2) == -1


def test_a_first_opinion_leaves_the_queue_and_is_not_seen_by_the_second(
    qtbot: QtBot, team: Context, settle: Settle
) -> None:
    assert team.project is not None
    panel = shown(qtbot, team, settle)
    panel.queue.decide("edit", answer="Ana's words.")
    settle()
    assert up(panel) == 2 and pairs.get_pair(team.project, 1).state == "pending"
    panel.queue.reload(keep=False)
    settle()
    assert up(panel) == 2, "nobody is asked twice"
    team.curator = "bob"
    panel.queue.reload(keep=False)
    settle()
    assert up(panel) == 1 and panel.queue.current is not None and panel.queue.current.answer == "Answer."
    panel.queue.decide("approve")
    settle()
    assert [line.verb for line in decisions.history(team.project, 1)] == ["edit", "approve"]
