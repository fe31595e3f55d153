"""Pairs as a table: order, selection, decisions about many, their progress and their undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from maemi.project import bulk, pairs
from maemi.project.rows import NewPair
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.review.panel import ReviewPanel

Settle = Callable[[], None]
COUNT = 130


@pytest.fixture
def panel(qtbot: QtBot, tiny_project: Context, settle: Settle) -> ReviewPanel:
    assert tiny_project.project is not None
    tiny_project.curator = "Ana"
    tasks = ("count", "size")
    new = [NewPair(1 + n % 3, f"Question {n:03}?", f"{n} nm.", tasks[n % 2], "measured") for n in range(COUNT)]
    pairs.add_pairs(tiny_project.project, new)
    made = ReviewPanel(tiny_project)
    made.table_wanted.connect(lambda table, on: table.setVisible(on))
    qtbot.addWidget(made)
    made.resize(380, 760)
    made.show()
    settle()
    made.show_table()
    settle()
    return made


def counts(panel: ReviewPanel) -> dict[str, int]:
    project = panel._context.project
    assert project is not None
    return dict(pairs.count_pairs(project).items())


def select(panel: ReviewPanel, *rows: int) -> None:
    model, flags = panel.queue.pairs, QItemSelectionModel.SelectionFlag
    panel.table.view.clearSelection()
    for at in rows:
        panel.table.view.selectionModel().select(model.index(at, 0), flags.Select | flags.Rows)


def test_all_pairs_are_listed_and_rows_come_when_looked_at(panel: ReviewPanel, settle: Settle) -> None:
    assert panel.queue.pairs.rowCount() == COUNT and panel.queue.pairs.complete
    assert panel.table.words.text() == f"{COUNT} shown"
    panel.queue.go_to(COUNT - 1)
    settle()
    assert panel.queue.current is not None and panel.queue.current.question == f"Question {COUNT - 1:03}?"
    assert panel.table.view.currentIndex().row() == COUNT - 1


def test_a_heading_sorts_and_turns_round(panel: ReviewPanel, settle: Settle) -> None:
    header = panel.table.view.horizontalHeader()
    for expected in ("Question 000?", f"Question {COUNT - 1:03}?"):
        header.sectionClicked.emit(0)
        settle()
        row = panel.queue.pairs.row(0)
        assert row is not None and row.question == expected
    assert panel.filters.order.currentData() == "question"
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_selected_pairs_are_decided_after_a_question_and_undone_as_one(
    qtbot: QtBot, panel: ReviewPanel, settle: Settle
) -> None:
    select(panel, 1, 2, 3, 100)
    assert panel.table.words.text() == f"{COUNT} shown · 4 selected"
    qtbot.keyClick(panel.list, Qt.Key.Key_A)
    assert panel.table.bulk.question.text() == "Approve 4 selected pairs?"
    assert counts(panel)["approved"] == 0, "nothing without a yes"
    panel.table.bulk.cancel()
    panel.approve()
    panel.table.bulk.yes.click()
    settle()
    assert counts(panel) == {"pending": COUNT - 4, "approved": 4, "rejected": 0, "skipped": 0}
    assert "4 pairs are approved; Undo takes all of it back." in panel.notice.text()
    assert panel.queue.pairs.rowCount() == COUNT - 4
    panel.undo()
    settle()
    assert counts(panel)["pending"] == COUNT
    assert "4 pairs are as they were before" in panel.notice.text()


def test_everything_that_the_filter_shows_is_rejected_with_a_reason(panel: ReviewPanel, settle: Settle) -> None:
    panel.filters.more.setChecked(True)
    settle()
    task = panel.filters.facets["task"]
    assert [task.itemText(at) for at in range(task.count())] == ["Any task", "count (65)", "size (65)"]
    task.setCurrentIndex(task.findData("size"))
    settle()
    panel.decide_all("reject")
    assert panel.table.bulk.question.text() == "Reject 65 shown pairs as"
    panel.table.bulk.reason.setCurrentIndex(panel.table.bulk.reason.findData("vague"))
    panel.table.bulk.yes.click()
    settle()
    assert counts(panel)["rejected"] == 65
    project = panel._context.project
    assert project is not None
    assert {row.reason for row in pairs.list_pairs(project, state="rejected")} == {"vague"}
    assert panel.queue.current is None and panel.empty.isVisible(), "nothing of the filter is left"


def test_a_stop_leaves_the_pairs_as_they_were(
    panel: ReviewPanel, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tens(items: Any, size: int = 10) -> Any:
        return (items[at : at + size] for at in range(0, len(items), size))

    monkeypatch.setattr(bulk, "in_chunks", tens)
    # Stopped from within, after the first ten: whoever presses the button is not always that quick.
    monkeypatch.setattr(panel.queue.bulk.listener, "event", lambda *_told, **_fields: panel.queue.bulk.stop())
    panel.decide_all("skip")
    panel.table.bulk.yes.click()
    assert panel.table.bulk.face == "running"
    settle()
    assert counts(panel)["pending"] == COUNT
    assert panel.notice.text() == "Stopped: no pair was changed."
    assert panel.table.bulk.face == "choose"


def test_one_selected_pair_is_decided_at_once(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    panel.queue.go_to(5)
    settle()
    panel.approve()
    settle()
    assert counts(panel)["approved"] == 1 and panel.table.bulk.face == "choose"
    assert panel.queue.current is not None and panel.queue.current.question == "Question 006?"


def test_the_table_lies_below_the_picture(
    qtbot: QtBot, tiny_project: Context, window: MainWindow, settle: Settle
) -> None:
    assert tiny_project.project is not None
    pairs.add_pairs(tiny_project.project, [NewPair(1, "What?", "That.", "count", "measured")])
    tiny_project.pairs_changed.emit()
    settle()
    review = window.review
    assert isinstance(review, ReviewPanel)
    window.show_panel(review)
    review.show_table()
    assert review.table.isVisible() and window.browse.middle.isVisible() and not window.browse.gallery.isVisible()
    review.show_table()
    assert not review.table.isVisible() and window.browse.gallery.isVisible()
