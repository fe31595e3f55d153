"""The prompts in the window: written with a live preview, saved as versions; tasks in the dialog of generating."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from maemi.generate.prompts.library import get_prompt, history
from maemi_gui.context import Context
from maemi_gui.prompts.dialog import PromptsDialog
from maemi_gui.review.asking_form import AskingForm
from maemi_gui.review.generate_plan import Plan


def forget(dialog: PromptsDialog) -> None:
    """Closed at the end of a test, it would ask whether to throw the text away, and wait for ever."""
    dialog.forget()


@pytest.fixture
def dialog(qtbot: QtBot, tiny_project: Context) -> PromptsDialog:
    made = PromptsDialog(tiny_project)
    qtbot.addWidget(made, before_close_func=forget)
    made.show()
    qtbot.waitUntil(lambda: made.list.count() == 8)
    made.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: "every question below" in made.preview.toPlainText(), timeout=20_000)
    return made


def write(qtbot: QtBot, dialog: PromptsDialog, text: str) -> None:
    dialog.summary.clear()
    dialog.trouble.clear()
    dialog.editor.setPlainText(text)
    qtbot.waitUntil(lambda: bool(dialog.summary.text() or dialog.trouble.text()))


def test_a_mistake_is_marked_at_its_line_and_not_saved(qtbot: QtBot, dialog: PromptsDialog) -> None:
    write(qtbot, dialog, "one\n{{ questions }}\n{{ nothing }}")
    assert "nothing" in dialog.trouble.text()
    assert [mark.cursor.blockNumber() for mark in dialog.editor.extraSelections()] == [2]
    assert not dialog.save_button.isEnabled()


def test_a_text_is_previewed_saved_and_gone_back_from(
    qtbot: QtBot, dialog: PromptsDialog, tiny_project: Context
) -> None:
    project = tiny_project.project
    assert project is not None
    write(qtbot, dialog, "Say it briefly: {{ questions|length }} answers.")
    assert "Say it briefly" in dialog.preview.toPlainText()
    assert "tokens" in dialog.summary.text()
    dialog.note.setText("shorter")
    with qtbot.waitSignal(dialog.changed):
        dialog.save()
    assert get_prompt(project, "questions").text.startswith("Say it briefly")
    qtbot.waitUntil(lambda: dialog.history.list.count() == 2)
    dialog.history.list.setCurrentRow(1)
    assert "+Say it briefly" in dialog.history.diff.toPlainText()
    with qtbot.waitSignal(dialog.changed):
        dialog.history.restore.click()
    assert not get_prompt(project, "questions").is_changed
    assert [one.note for one in history(project, "questions")][1] == "shorter"


def test_a_copy_stands_below_what_it_was_made_of(qtbot: QtBot, dialog: PromptsDialog) -> None:
    dialog.copy("mine")
    qtbot.waitUntil(lambda: dialog.list.count() == 9)
    current = dialog.list.currentItem()
    assert current is not None and current.text().strip() == "mine"
    dialog.copy("Not a name!")
    qtbot.waitUntil(lambda: "no name" in dialog.trouble.text())


def test_what_was_written_is_not_thrown_away_unasked(
    qtbot: QtBot, dialog: PromptsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(qtbot, dialog, "{{ questions }} mine")
    asked: list[str] = []

    def question(_parent: object, title: str, *_more: object) -> QMessageBox.StandardButton:
        asked.append(title)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    dialog.list.setCurrentRow(3)
    dialog.reject()
    assert len(asked) == 2
    assert dialog.isVisible() and dialog.list.currentRow() == 1
    assert dialog.editor.toPlainText() == "{{ questions }} mine"


def test_tasks_and_settings_reach_the_command(qtbot: QtBot, tiny_project: Context) -> None:
    form = AskingForm(tiny_project)
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: len(form.tasks) == 7)
    assert form.argv() == ("--task", "questions")
    form.tasks["open"].setChecked(True)
    form.tasks["questions"].setChecked(False)
    form.temperature.setValue(0.7)
    form.measured.setChecked(False)
    form.give_class.setChecked(False)
    form.examples.setValue(2)
    words = form.argv()
    assert words[:2] == ("--task", "open")
    assert {"--no-give-class", "--temperature", "--examples"} <= set(words)
    assert words[words.index("--facts") + 1] == "metadata"
    plan = Plan("p", teacher="openai", model="m", base_url="http://127.0.0.1:1/v1", asking=words)
    assert "--no-give-class" in plan.argv()
    form.tasks["open"].setChecked(False)
    assert form.argv()[:2] == ("--task", "questions"), "a run without a task is none"
