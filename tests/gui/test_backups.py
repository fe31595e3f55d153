"""Backups in the window: taken, listed against now, brought back, offered where a project does not open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from maemi.project.backups.kept_files import backups_in
from maemi.project.backups.policy import read_policy
from maemi.project.backups.taking import take
from maemi.project.pairs import NewPair, add_pairs, count_pairs
from maemi.project.project import Project
from maemi_gui.backups import automatic
from maemi_gui.backups.automatic import AutomaticBackups
from maemi_gui.backups.broken import can_be_brought_back
from maemi_gui.backups.dialog import BackupsDialog
from maemi_gui.context import Context
from maemi_gui.opening import Opening
from maemi_gui.welcome import WelcomePage

Settle = Callable[[], None]


def cells(dialog: BackupsDialog, row: int = 0) -> list[str]:
    item = dialog.tree.topLevelItem(row)
    assert item is not None
    return [item.text(column) for column in range(6)]


def test_back_up_change_and_bring_back(
    tiny_project: Context, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tiny_project.project
    assert project is not None
    dialog = BackupsDialog(tiny_project, project.address)
    qtbot.addWidget(dialog)
    settle()
    assert dialog.said.text() == "There is no backup yet." and not dialog.restore_button.isEnabled()
    dialog.back_up()
    settle()
    assert cells(dialog)[1:5] == ["by hand", "0", "0", "the same"]
    add_pairs(project, [NewPair(1, "What?", "A disc.", "vqa", "measured")])
    dialog.refresh()
    settle()
    assert cells(dialog)[4] == "+1 pairs, +0 decisions"
    asked: list[str] = []

    def answer(_parent: object, _title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text)
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    with qtbot.waitSignal(dialog.restored, timeout=20_000):
        dialog.restore()
    settle()
    assert tiny_project.project is None and "backed up first" in asked[0]
    assert dialog.said.text().startswith("Restored: 0 pairs")
    with Project.open(project.address) as again:
        assert sum(count_pairs(again).values()) == 0
    assert cells(dialog)[1] == "before restore"


def test_a_restore_beside_another_window_is_refused(
    tiny_project: Context, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tiny_project.project
    assert project is not None
    take(project.address)
    dialog = BackupsDialog(tiny_project, project.address)
    qtbot.addWidget(dialog)
    settle()
    monkeypatch.setattr(QMessageBox, "question", lambda *_words: QMessageBox.StandardButton.Yes)
    with Project.open(project.address) as other:
        count_pairs(other)
        with qtbot.waitSignal(dialog.restored, timeout=20_000):
            dialog.restore()
        settle()
        assert "open elsewhere" in dialog.said.text()


def test_settings_of_backups_are_kept(
    tiny_project: Context, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = tiny_project.project
    assert project is not None
    dialog = BackupsDialog(tiny_project, project.address)
    qtbot.addWidget(dialog)
    settle()
    assert dialog.automatic.isChecked() and dialog.own_button.isHidden()
    dialog.automatic.click()
    monkeypatch.setattr("maemi_gui.backups.dialog.QFileDialog.getExistingDirectory", lambda *_words: str(tmp_path))
    settle()
    dialog.place_button.click()
    settle()
    policy = read_policy(project.folder)
    assert (policy.automatic, policy.folder) == (False, str(tmp_path))
    assert not dialog.automatic.isChecked() and not dialog.own_button.isHidden()


def test_a_project_that_does_not_open_is_offered_its_backup(
    context: Context, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    Project.create(tmp_path / "lab").close()
    assert take(tmp_path / "lab") is not None
    assert not can_be_brought_back(str(tmp_path / "lab")), "it opens"
    assert not can_be_brought_back(str(tmp_path / "nowhere"))
    (tmp_path / "lab" / "maemi.sqlite").write_bytes(b"no database" * 500)
    window = WelcomePage()
    qtbot.addWidget(window)
    opening = Opening(context, window)
    with qtbot.waitSignal(opening.broken, timeout=10_000) as offered:
        opening.open_project(tmp_path / "lab")
    address, sentence = offered.args or ("", "")
    dialog = BackupsDialog(context, address, trouble=sentence)
    qtbot.addWidget(dialog)
    settle()
    assert "damaged" in dialog.trouble.text() and not dialog.now_button.isEnabled()
    assert dialog.restore_button.isEnabled() and cells(dialog)[4] == "–"


def test_automatic_ones_begin_by_themselves(tiny_project: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(automatic, "begin", begun.append)
    backups = AutomaticBackups(tiny_project, tiny_project)
    project = tiny_project.project
    tiny_project.project_changed.emit()
    assert begun == [] and project is not None
    backups.back_up()
    assert begun == [project.address]
    tiny_project.set_project(None)
    assert len(begun) == 1, "nothing was written since"
    tiny_project.set_project(Project.open(project.address))
    tiny_project.pairs_changed.emit()
    backups.close()
    assert begun == [project.address] * 2


def test_the_process_behind_it_takes_one_where_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    Project.create(tmp_path / "lab").close()
    automatic.begin(str(tmp_path / "lab"))
    assert automatic._started[-1].wait(60) == 0
    assert [backup.why for backup in backups_in(tmp_path / "lab" / "backups")] == ["automatic"]
