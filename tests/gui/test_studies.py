"""Expert studies in the window: drawn, rated by keys, taken up again, reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from maemi.project.decisions import decide
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project
from maemi.study.drawing import draw_study
from maemi.study.rows import Marks
from maemi.study.store import get_study, ratings_of
from maemi_gui.context import Context
from maemi_gui.study.new_study import NewStudyDialog
from maemi_gui.study.window import StudyWindow


@pytest.fixture
def project(tiny_project: Context) -> Project:
    """Three micrographs, an approved pair each by a teacher whose name must not show."""
    made = tiny_project.project
    assert made is not None
    pairs = [
        NewPair(row.id, f"What is in {row.id}?", f"A disc, {row.id}.", "vqa", "secret-teacher", "m")
        for row in list_micrographs(made)
    ]
    for each in add_pairs(made, pairs):
        decide(made, each, "approve", "ada")
    return made


def opened(context: Context, qtbot: QtBot) -> StudyWindow:
    shown = StudyWindow(context)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_without_a_study_it_says_what_to_do(tiny_project: Context, qtbot: QtBot) -> None:
    shown = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: not tiny_project.background.busy)
    assert shown.pages.currentIndex() == 0
    assert not shown.report_button.isVisible()


def test_drawing_one_opens_it(tiny_project: Context, project: Project, qtbot: QtBot) -> None:
    shown = opened(tiny_project, qtbot)
    dialog = NewStudyDialog(tiny_project, shown)
    dialog.drawn.connect(shown.reload)
    assert not dialog.draw_button.isEnabled(), "a study needs a name"
    dialog.name.setText("first")
    dialog.draw()
    qtbot.waitUntil(lambda: shown.desk is not None)
    assert shown.place.text() == "0 of 3 rated"
    again = NewStudyDialog(tiny_project, shown)
    again.name.setText("first")
    again.draw()
    qtbot.waitUntil(lambda: "already" in again.problem.text())
    assert again.draw_button.isEnabled()


def test_keys_rate_and_the_next_shows_once_it_is_kept(tiny_project: Context, project: Project, qtbot: QtBot) -> None:
    study = draw_study(project, "keys", "ada")
    shown = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: shown.desk is not None)
    shown.setFocus()
    assert "secret" not in shown.question.text() + shown.answer.text() + shown.told.text()
    for key in (Qt.Key.Key_4, Qt.Key.Key_5):
        qtbot.keyClick(shown, key)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert shown.at == 0, "one mark is missing"
    assert not shown.keep_button.isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_3)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.at == 1)
    (kept,) = ratings_of(project, study.id)
    assert (kept.expert, kept.marks) == (tiny_project.curator, Marks(4, 5, 3))
    qtbot.keyClick(shown, Qt.Key.Key_Backspace)
    assert shown.at == 0
    assert shown.form.marks() == Marks(4, 5, 3)


def test_digits_go_into_the_comment_while_it_is_written(tiny_project: Context, project: Project, qtbot: QtBot) -> None:
    draw_study(project, "comment", "ada")
    shown = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: shown.desk is not None)
    shown.form.comment.setFocus()
    qtbot.keyClicks(shown.form.comment, "12 nm off")
    assert shown.form.comment.text() == "12 nm off"
    assert not shown.form.complete


def test_it_goes_on_where_it_was_and_reports(
    tiny_project: Context, project: Project, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_study(project, "whole", "ada")
    first = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: first.desk is not None)
    for mark in (5, 5, 4):
        first.form.press(mark)
    first.keep()
    qtbot.waitUntil(lambda: first.at == 1)
    first.close()
    second = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: second.desk is not None)
    assert second.at == 1
    for place in (2, 3):
        for mark in (5, 5, 4):
            second.form.press(mark)
        second.keep()
        qtbot.waitUntil(lambda place=place: second.at == place)
    assert "have your marks" in second.question.text()
    assert get_study(project, "whole").rated == {tiny_project.curator: 3}
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    second.write_report(tmp_path / "report")
    qtbot.waitUntil(lambda: bool(shown))
    assert Path(shown[0]).is_file()
    second.write_report(tmp_path / "report")
    qtbot.waitUntil(lambda: "there already" in second.told.text())


def test_marks_that_cannot_be_kept_stay_and_are_told(
    tiny_project: Context, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maemi.errors import MaemiError
    from maemi_gui.study import reading

    draw_study(project, "full", "ada")
    shown = opened(tiny_project, qtbot)
    qtbot.waitUntil(lambda: shown.desk is not None)

    def refuse(*_args: object) -> None:
        raise MaemiError("The disk is full.")

    monkeypatch.setattr(reading, "keep", refuse)
    for mark in (1, 2, 3):
        shown.form.press(mark)
    shown.keep()
    qtbot.waitUntil(lambda: shown.told.text() == "The disk is full.")
    assert shown.at == 0
    assert shown.form.marks() == Marks(1, 2, 3)
    assert shown.keep_button.isEnabled()
