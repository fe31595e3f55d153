"""Review over a real project: keys, what is on disk when, undo across restarts, filters, failures."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from maemi.project import decisions, pairs
from maemi.project.rows import Finding, NewPair
from maemi_gui.context import Context
from maemi_gui.review.panel import ReviewPanel

Settle = Callable[[], None]
ANSWER = "The mean diameter is 120 nm; 34 % of the area is covered."


@pytest.fixture
def with_pairs(tiny_project: Context) -> Context:
    assert tiny_project.project is not None
    tiny_project.curator = "Ana"
    finding = Finding("number", "The diameter is three times the measured one.", "error", "41 nm", 21, 27)
    pairs.add_pairs(
        tiny_project.project,
        [
            NewPair(1 + n % 3, f"Question {n}?", ANSWER, "size and distribution", "measured", findings=(finding,))
            for n in range(9)
        ],
    )
    return tiny_project


@pytest.fixture
def panel(qtbot: QtBot, with_pairs: Context, settle: Settle) -> ReviewPanel:
    return shown(qtbot, with_pairs, settle)


def shown(qtbot: QtBot, context: Context, settle: Settle) -> ReviewPanel:
    made = ReviewPanel(context)
    made.resize(380, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    settle()
    return made


def state(panel: ReviewPanel, pair_id: int) -> str:
    project = panel._context.project
    assert project is not None
    return pairs.get_pair(project, pair_id).state


def current(panel: ReviewPanel) -> int:
    assert panel.queue.current is not None
    return panel.queue.current.id


@pytest.mark.parametrize(
    ("key", "after"), [(Qt.Key.Key_A, "approved"), (Qt.Key.Key_Space, "skipped")], ids=["A", "Space"]
)
def test_a_key_decides_and_shows_the_next(
    qtbot: QtBot, panel: ReviewPanel, settle: Settle, key: Qt.Key, after: str
) -> None:
    first = current(panel)
    qtbot.keyClick(panel.list, key)
    settle()
    assert state(panel, first) == after
    assert current(panel) == first + 1
    assert panel.queue.counts["pending"] == 8


def test_the_decision_is_on_disk_before_the_next_pair_shows(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    project = panel._context.project
    assert project is not None
    database = next(project.folder.glob("*.sqlite"))
    seen: list[int] = []

    def look(_pair: object) -> None:
        # A second connection sees only what is committed.
        with sqlite3.connect(database) as reader:
            seen.append(reader.execute("select count(*) from decisions").fetchone()[0])

    panel.queue.shown.connect(look)
    for expected in (1, 2, 3):
        panel.approve()
        settle()
        assert seen[-1] == expected


def test_reject_asks_for_a_reason_by_number(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    qtbot.keyClick(panel.list, Qt.Key.Key_X)
    assert panel.bar.face == "reject"
    qtbot.keyClick(panel.bar.reasons.list, Qt.Key.Key_3)
    settle()
    project = panel._context.project
    assert project is not None
    row = pairs.get_pair(project, first)
    assert (row.state, row.reason) == ("rejected", decisions.REJECT_REASONS[2][0])
    assert panel.bar.face == "decide"


def test_escape_leaves_the_reasons_without_a_decision(qtbot: QtBot, panel: ReviewPanel) -> None:
    first = current(panel)
    qtbot.keyClick(panel.list, Qt.Key.Key_X)
    qtbot.keyClick(panel.bar.reasons.list, Qt.Key.Key_Escape)
    assert panel.bar.face == "decide"
    assert state(panel, first) == "pending"


def test_edit_in_place_saves_with_ctrl_enter(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    qtbot.keyClick(panel.list, Qt.Key.Key_E)
    panel.card.answer_edit.setPlainText("The mean diameter is 41 nm.")
    qtbot.keyClick(panel.card.answer_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    project = panel._context.project
    assert project is not None
    row = pairs.get_pair(project, first)
    assert (row.state, row.answer, row.original_answer) == ("approved", "The mean diameter is 41 nm.", ANSWER)


def test_keys_are_letters_while_typing(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    qtbot.keyClick(panel.list, Qt.Key.Key_E)
    panel.card.answer_edit.clear()
    qtbot.keyClicks(panel.card.answer_edit, "a x e ")
    qtbot.keyClick(panel.card.answer_edit, Qt.Key.Key_Backspace)
    settle()
    assert panel.card.answer_edit.toPlainText() == "a x e"
    assert state(panel, first) == "pending"
    qtbot.keyClick(panel.card.answer_edit, Qt.Key.Key_Escape)
    assert not panel.card.editing
    assert panel.queue.current is not None
    assert panel.queue.current.answer == ANSWER


def test_keys_are_silent_in_a_text_field_elsewhere_in_the_window(
    qtbot: QtBot, with_pairs: Context, settle: Settle
) -> None:
    from PySide6.QtWidgets import QLineEdit

    window, field = QWidget(), QLineEdit()
    panel = ReviewPanel(with_pairs)
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(panel)
    qtbot.addWidget(window)
    window.show()
    settle()
    first = current(panel)
    field.setFocus()
    qtbot.keyClicks(field, "axe ")
    settle()
    assert (field.text(), state(panel, first)) == ("axe ", "pending")


def test_a_key_decides_nothing_while_the_panel_is_hidden(qtbot: QtBot, with_pairs: Context, settle: Settle) -> None:
    """In a menu an action's key would act in the whole window, whatever panel is up."""
    from PySide6.QtWidgets import QMainWindow, QPushButton, QStackedWidget

    window, pages, other = QMainWindow(), QStackedWidget(), QPushButton("elsewhere")
    panel = ReviewPanel(with_pairs)
    for page in (panel, other):
        pages.addWidget(page)
    window.setCentralWidget(pages)
    menu = window.menuBar().addMenu("Review")
    menu.addActions([action for action in panel.actions() if action.objectName() != "review.generate"])
    qtbot.addWidget(window)
    window.show()
    settle()
    first = current(panel)
    pages.setCurrentWidget(other)
    other.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Backspace):
        qtbot.keyClick(other, key)
    settle()
    assert state(panel, first) == "pending"
    pages.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: panel.actions()[0].isEnabled())
    qtbot.keyClick(panel.list, Qt.Key.Key_A)
    settle()
    assert state(panel, first) == "approved"


def test_space_presses_a_button_that_has_the_focus(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    panel.bar.buttons["approve"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.bar.buttons["approve"], Qt.Key.Key_Space)
    settle()
    assert state(panel, first) == "approved"


@pytest.mark.parametrize("modifier_key", ["Backspace", "Ctrl+Z"])
def test_undo_works_across_restarts_and_per_curator(
    qtbot: QtBot, panel: ReviewPanel, settle: Settle, modifier_key: str
) -> None:
    first = current(panel)
    panel.approve()
    settle()
    project = panel._context.project
    assert project is not None
    decisions.decide(project, first + 4, "skip", "Ben")
    again = shown(qtbot, panel._context, settle)  # as after a restart: nothing is remembered but the project
    panel.hide()
    if modifier_key == "Backspace":
        qtbot.keyClick(again.list, Qt.Key.Key_Backspace)
    else:
        qtbot.keyClick(again.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert state(again, first) == "pending"
    assert state(again, first + 4) == "skipped"
    assert current(again) == first
    again.undo()
    settle()
    assert "no decision to undo" in again.notice.text()


def test_a_failed_write_says_so_and_keeps_the_pair(
    panel: ReviewPanel, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maemi.errors import MaemiError

    def full(*_args: object, **_more: object) -> None:
        raise MaemiError("The disk of the project is full; free some space and decide again.")

    first = current(panel)
    with monkeypatch.context() as patch:
        patch.setattr(decisions, "decide", full)
        panel.approve()
        settle()
    assert "full" in panel.notice.text()
    assert (current(panel), state(panel, first)) == (first, "pending")
    panel.approve()
    settle()
    assert (current(panel), state(panel, first)) == (first + 1, "approved")
    assert panel.notice.text() == ""


def test_two_quick_keys_decide_no_pair_unseen(panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    panel.approve()
    panel.approve()  # the first is still being written: this one must not fall on a pair nobody saw
    settle()
    assert (state(panel, first), state(panel, first + 1)) == ("approved", "pending")


def test_filters(panel: ReviewPanel, settle: Settle) -> None:
    panel.approve()
    settle()
    panel.filters.state.setCurrentIndex(panel.filters.state.findData("approved"))
    settle()
    assert panel.queue.pairs.rowCount() == 1
    panel.filters.state.setCurrentIndex(panel.filters.state.findData("pending"))
    project = panel._context.project
    assert project is not None
    from maemi.project.micrographs import get_micrograph

    panel.set_micrograph(get_micrograph(project, 2))
    panel.filters.scope.setCurrentIndex(1)
    settle()
    assert panel.queue.pairs.rowCount() == 3
    assert panel.queue.current is not None
    assert panel.queue.current.micrograph_id == 2


def test_showing_a_pair_asks_for_its_micrograph(panel: ReviewPanel, settle: Settle) -> None:
    wanted: list[int] = []
    panel.micrograph_wanted.connect(wanted.append)
    panel.approve()
    settle()
    assert panel.queue.current is not None
    assert wanted == [panel.queue.current.micrograph_id]


def test_findings_are_marked_and_told(panel: ReviewPanel) -> None:
    assert ">120 nm</a>" in panel.card.answer.text()
    assert any("three times" in line for line in panel.card.findings.texts())


def test_a_hostile_answer_is_shown_letter_by_letter(qtbot: QtBot, with_pairs: Context, settle: Settle) -> None:
    assert with_pairs.project is not None
    evil = '<img src="file:///etc/passwd"><b>bold</b>'
    (pair_id,) = pairs.add_pairs(with_pairs.project, [NewPair(1, evil, evil, "basics", "x")])
    panel = shown(qtbot, with_pairs, settle)
    panel.queue.go_to(panel.queue.pairs.place(pair_id))
    assert "<img" not in panel.card.answer.text()
    assert "&lt;img" in panel.card.question.text()


def test_history_tells_who_when_and_why(panel: ReviewPanel, settle: Settle) -> None:
    first = current(panel)
    panel.queue.decide("reject", "vague")
    settle()
    panel.undo()
    settle()
    assert current(panel) == first
    panel.card.history.button.click()
    settle()
    lines = panel.card.history.texts()
    assert "took back “rejected”" in lines[0]
    assert "Ana · rejected: vague — taken back by Ana" in lines[1]
    assert lines[2].endswith("measured · wrote it")


def test_new_pairs_appear_without_moving_the_reader(panel: ReviewPanel, settle: Settle) -> None:
    panel.queue.go_to(4)
    here = current(panel)
    project = panel._context.project
    assert project is not None
    pairs.add_pairs(project, [NewPair(1, "New?", "Yes.", "basics", "measured")])
    panel._context.pairs_changed.emit()
    settle()
    assert current(panel) == here
    assert panel.queue.pairs.rowCount() == 10
    assert panel.queue.counts["pending"] == 10


def test_an_empty_project_says_what_to_do(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    panel = shown(qtbot, tiny_project, settle)
    assert panel._pages.currentWidget() is panel.empty
    assert panel._way_out.text() == "Generate pairs…"
    assert not panel.bar.buttons["approve"].isEnabled()


def test_the_end_of_the_queue_says_so(panel: ReviewPanel, settle: Settle) -> None:
    for _ in range(9):
        panel.approve()
        settle()
    assert panel.queue.current is None
    assert panel._pages.currentWidget() is panel.empty


def test_a_decision_feels_immediate_in_a_long_queue(qtbot: QtBot, with_pairs: Context, settle: Settle) -> None:
    assert with_pairs.project is not None
    many = [NewPair(1 + n % 3, f"Long {n}?", ANSWER, "basics", "measured") for n in range(3000)]
    pairs.add_pairs(with_pairs.project, many)
    panel = shown(qtbot, with_pairs, settle)
    waits: list[float] = []
    for _ in range(60):  # beyond the first page
        begun = time.perf_counter()
        with qtbot.waitSignal(panel.queue.shown):
            panel.approve()
        waits.append(time.perf_counter() - begun)
        assert panel.queue.current is not None
    settle()
    assert sorted(waits)[len(waits) // 2] < 0.1
    assert panel.queue.counts["approved"] == 60


def test_every_control_has_a_name_and_nothing_is_cut(panel: ReviewPanel) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTabBar

    for kind in (QAbstractButton, QComboBox, type(panel.list)):
        for widget in panel.findChildren(kind):
            if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QLineEdit | QTabBar):
                continue  # parts of Qt's own widgets
            assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
    for button in panel.bar.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert button.printed_key()


def test_the_curator_of_the_settings_signs(panel: ReviewPanel, settle: Settle, settings: QSettings) -> None:
    first = current(panel)
    panel._context.curator = "Dr. Chen"
    panel.approve()
    settle()
    project = panel._context.project
    assert project is not None
    assert decisions.history(project, first)[0].curator == "Dr. Chen"


def test_closing_the_project_empties_the_panel(panel: ReviewPanel, settle: Settle, tmp_path: Path) -> None:
    panel._context.set_project(None)
    settle()
    assert panel.queue.current is None
    assert panel.empty.isVisible()


def test_while_another_program_writes_the_pair_stays_and_a_sentence_says_why(
    qtbot: QtBot, panel: ReviewPanel, settle: Settle
) -> None:
    project = panel._context.project
    assert project is not None
    first = current(panel)
    other = sqlite3.connect(project.folder / "maemi.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        qtbot.keyClick(panel.list, Qt.Key.Key_A)
        qtbot.waitUntil(lambda: panel.notice.text().startswith("Waiting to write"))
        assert current(panel) == first
    finally:
        other.execute("ROLLBACK")
        other.close()
    settle()
    assert state(panel, first) == "approved"
    assert panel.notice.text() == "" and current(panel) == first + 1
