"""Findings in review: marked and lit, replaced by the measured value, followed while writing, sorted by."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from maemi.generate.checking.everything import check_pairs
from maemi.project import decisions, pairs
from maemi.project.micrographs import set_pixel_size
from maemi.project.rows import NewPair, PairRow
from maemi_gui.context import Context
from maemi_gui.review.panel import ReviewPanel
from maemi_gui.review.replacing import Draft, replaceable, replaced

Settle = Callable[[], None]


@pytest.fixture
def checked(tiny_project: Context) -> Context:
    """Pair 1: two wrong numbers; pair 2: a refusal; pair 3: nothing wrong."""
    project = tiny_project.project
    assert project is not None
    tiny_project.curator = "Ana"
    nm = 5.0
    set_pixel_size(project, [1], nm * 1e-9, "Ana")
    answers = (
        f"The pixel size is {3 * nm:.3f} nm. To repeat: one pixel is {4 * nm:.3f} nm.",
        "I am sorry, I cannot view images.",
        f"The pixel size is {nm:.3f} nm.",
    )
    pairs.add_pairs(project, [NewPair(1, "What is the pixel size?", answer, "vqa", "openai") for answer in answers])
    check_pairs(project)
    return tiny_project


@pytest.fixture
def panel(qtbot: QtBot, checked: Context, settle: Settle) -> ReviewPanel:
    made = ReviewPanel(checked)
    made.resize(380, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    settle()
    return made


def stored(panel: ReviewPanel, pair_id: int) -> PairRow:
    project = panel._context.project
    assert project is not None
    return pairs.get_pair(project, pair_id)


def right(panel: ReviewPanel) -> str:
    return stored(panel, 3).answer.removeprefix("The pixel size is ").removesuffix(".")


def test_m_puts_one_measured_value_in_after_the_other(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    assert panel.card.findings.button.isVisible()
    assert panel.card.findings.button.printed_key() == "M"
    before = stored(panel, 1).answer
    qtbot.keyClick(panel.list, Qt.Key.Key_M)
    settle()
    assert panel.card.replacing.left == 1
    assert panel.bar.buttons["approve"].text() == "Approve edit"
    assert stored(panel, 1).answer == before, "nothing is stored before it is approved"
    qtbot.keyClick(panel.list, Qt.Key.Key_M)
    settle()
    assert panel.card.replacing.left == 0
    assert not panel.card.findings.button.isVisible()
    qtbot.keyClick(panel.list, Qt.Key.Key_A)
    settle()
    row = stored(panel, 1)
    assert (row.state, row.findings, row.doubt) == ("approved", (), 0)
    assert row.original_answer == before
    assert [one.verb for one in decisions.history(panel._context.project, 1)] == ["edit"]  # type: ignore[arg-type]


def test_shift_m_puts_all_in_and_undo_takes_them_back(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert (panel.card.replacing.left, panel.card.findings.isVisible()) == (0, False)
    qtbot.keyClick(panel.list, Qt.Key.Key_Backspace)
    settle()
    assert panel.card.replacing.left == 2
    assert not panel.card.replacing.changed
    assert stored(panel, 1).state == "pending"
    qtbot.keyClick(panel.list, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.list, Qt.Key.Key_A)
    settle()
    assert stored(panel, 1).state == "approved"
    qtbot.keyClick(panel.list, Qt.Key.Key_Backspace)
    settle()
    back = stored(panel, 1)
    assert (back.state, len(back.findings)) == ("pending", 2)


def test_m_is_silent_while_typing(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    panel.edit()
    settle()
    qtbot.keyClick(panel.card.answer_edit, Qt.Key.Key_M)
    assert panel.card.answer_edit.toPlainText().lower().endswith("m")
    assert not panel.card.replacing.changed


def test_without_anything_to_replace_a_sentence_says_so(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    panel.queue.go_to(1)
    settle()
    qtbot.keyClick(panel.list, Qt.Key.Key_M)
    assert "No number" in panel.notice.text()


def test_findings_follow_what_is_written(qtbot: QtBot, panel: ReviewPanel, settle: Settle) -> None:
    panel.edit()
    settle()
    assert len(panel.card.findings.texts()) == 2
    panel.card.answer_edit.setPlainText("The pixel size is 123 µm. It is made of gold.")
    qtbot.waitUntil(lambda: any("gold" in line for line in panel.card.findings.texts()), timeout=5_000)
    assert len(panel.card.answer_edit.extraSelections()) == 2
    panel.card.answer_edit.setPlainText("It is round and smooth at its rim.")
    qtbot.waitUntil(lambda: not panel.card.findings.isVisible(), timeout=5_000)


def test_looking_at_a_line_lights_its_words_up(panel: ReviewPanel) -> None:
    dim = panel.card.answer.text()
    panel.card._look_at(1)
    assert panel.card.answer.text() != dim
    panel.card._hovered("")
    assert panel.card.answer.text() == dim
    panel.card._hovered("finding:0")
    assert panel.card.answer.text() != dim


def test_the_most_doubtful_come_first(panel: ReviewPanel, settle: Settle) -> None:
    panel.filters.order.setCurrentIndex(panel.filters.order.findData("doubt"))
    settle()
    order = [panel.queue.pairs.row(at).id for at in range(panel.queue.pairs.rowCount())]  # type: ignore[union-attr]
    assert order[-1] == 3
    panel.filters.order.setCurrentIndex(panel.filters.order.findData("certainty"))
    settle()
    assert panel.queue.pairs.row(0).id == 3  # type: ignore[union-attr]


def test_the_queue_is_filtered_by_kind(panel: ReviewPanel, settle: Settle) -> None:
    panel.filters.findings.setCurrentIndex(panel.filters.findings.findData("refusal"))
    settle()
    assert panel.queue.pairs.rowCount() == 1
    panel.reject()
    panel.bar.reasons.confirmed.emit("vague")
    settle()
    assert panel.queue.current is None
    assert panel.empty.isVisible()


def test_a_replaced_place_moves_those_behind_it() -> None:
    from maemi.project.rows import Finding

    text = "It is 300 nm, or 4 µm, wide."
    first = Finding("number", "", "error", "25 nm", 6, 12, replacement="25 nm")
    second = Finding("number", "", "error", "25 nm", 17, 21, replacement="0.025 µm")
    whole = Finding("vague", "", "warning", None, 0, len(text))
    draft = replaced(Draft(text, (whole, first, second)), first)
    assert draft.answer == "It is 25 nm, or 4 µm, wide."
    (left,) = replaceable(draft.findings)
    assert draft.answer[left.start : left.end] == "4 µm"
    assert draft.findings[0].end == len(draft.answer)
