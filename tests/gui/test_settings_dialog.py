"""Settings: what is kept where, and that a key is kept nowhere but in the keyring."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from maemi.errors import MaemiError
from maemi_gui.context import Context
from maemi_gui.settings.dialog import SettingsDialog
from maemi_gui.widgets.servers import is_local_only, load_servers

Settle = Callable[[], None]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    kept: dict[str, str] = {}

    def write(url: str, key: str | None) -> None:
        if key is None:
            kept.pop(url, None)
        else:
            kept[url] = key

    monkeypatch.setattr("maemi_gui.settings.servers_page.write_key", write)
    monkeypatch.setattr("maemi_gui.settings.servers_page.read_key", kept.get)
    return kept


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, keys: dict[str, str]) -> SettingsDialog:
    made = SettingsDialog(context)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(dialog: SettingsDialog, name: str, url: str, model: str = "m", key: str = "") -> None:
    page = dialog.servers
    page.add()
    page.name.setText(name)
    page.base_url.setText(url)
    page.model.setText(model)
    page.key.setText(key)
    page.save()


def test_a_server_is_kept_and_its_key_only_in_the_keyring(
    dialog: SettingsDialog, context: Context, keys: dict[str, str], settle: Settle
) -> None:
    fill(dialog, "Lab", "https://lab.example/v1/", key="sk-secret")
    settle()
    (server,) = load_servers(context.settings)
    assert (server.name, server.base_url, server.model) == ("Lab", "https://lab.example/v1", "m")
    assert keys == {"https://lab.example/v1": "sk-secret"}
    context.settings.sync()
    assert "sk-secret" not in Path(context.settings.fileName()).read_text()
    assert dialog.servers.key.text() == ""
    assert "type to replace" in dialog.servers.key.placeholderText()


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("Lab", "lab.example", "no server address"),
        ("Lab", "https://me:sk-1@lab.example/v1", "holds a password"),
        ("", "https://lab.example/v1", "name"),
    ],
)
def test_a_wrong_server_is_one_sentence(
    dialog: SettingsDialog, context: Context, name: str, url: str, words: str
) -> None:
    fill(dialog, name, url)
    assert words in dialog.servers.notice.text()
    assert load_servers(context.settings) == []


def test_two_servers_of_one_name_are_refused(dialog: SettingsDialog, context: Context, settle: Settle) -> None:
    fill(dialog, "Lab", "https://lab.example/v1")
    settle()
    fill(dialog, "Lab", "https://other.example/v1")
    assert "already" in dialog.servers.notice.text()
    assert len(load_servers(context.settings)) == 1


def test_removing_a_server_removes_its_key(
    dialog: SettingsDialog, context: Context, keys: dict[str, str], settle: Settle
) -> None:
    fill(dialog, "Lab", "https://lab.example/v1", key="sk-secret")
    settle()
    dialog.servers.remove()
    settle()
    assert load_servers(context.settings) == []
    assert keys == {}


def test_a_keyring_that_refuses_says_so(
    dialog: SettingsDialog, context: Context, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_url: str, _key: str | None) -> None:
        raise MaemiError("The system keyring is locked; unlock it.")

    monkeypatch.setattr("maemi_gui.settings.servers_page.write_key", refuse)
    fill(dialog, "Lab", "https://lab.example/v1", key="sk-secret")
    settle()
    assert "locked" in dialog.servers.notice.text()


def test_curator_theme_and_local_only_hold_at_once(
    qtbot: QtBot, dialog: SettingsDialog, context: Context, qapp: QApplication
) -> None:
    general = dialog.general
    general.curator.setText("  Dr. Chen ")
    general.curator.editingFinished.emit()
    assert context.curator == "Dr. Chen"
    with qtbot.waitSignal(dialog.servers_changed):
        general.local_only.click()
    assert is_local_only(context.settings)
    from maemi_gui import theme

    general.theme.setCurrentIndex(general.theme.findData("dark"))
    assert theme.is_dark()
    assert context.settings.value("theme") == "dark"
    general.theme.setCurrentIndex(general.theme.findData("light"))
    assert not theme.is_dark()
    general.theme.setCurrentIndex(general.theme.findData("system"))


def test_thumbnails_are_counted_and_cleared(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    assert tiny_project.project is not None
    folder = tiny_project.project.folder / "thumbnails"
    shutil.rmtree(folder)  # adding has made some
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x" * 2000)
    dialog = SettingsDialog(tiny_project)
    qtbot.addWidget(dialog)
    settle()
    assert dialog.storage.thumbnails.amount.text() == "1 file, 2.0 kB"
    dialog.storage.thumbnails.clear_button.click()
    settle()
    assert list(folder.iterdir()) == []


def test_the_room_for_thumbnails_is_the_projects(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    from maemi.micrograph.thumbnail_cache import DEFAULT_BYTES
    from maemi.project.thumbnails import thumbnail_limit
    from maemi_gui.browse.thumbnails import Thumbnails

    assert tiny_project.project is not None
    dialog = SettingsDialog(tiny_project)
    qtbot.addWidget(dialog)
    settle()
    assert dialog.storage.limit.room.value() * (1 << 30) == DEFAULT_BYTES
    dialog.storage.limit.room.setValue(0.5)
    settle()
    assert thumbnail_limit(tiny_project.project) == 1 << 29
    thumbnails = Thumbnails(tiny_project)
    settle()
    assert thumbnails._cache is not None
    assert thumbnails._cache._limit == 1 << 29


def test_the_list_of_shortcuts_can_be_searched(dialog: SettingsDialog, settings: QSettings) -> None:
    import maemi_gui.review.commands  # noqa: F401 - registers actions
    from maemi_gui.settings.shortcuts_page import ShortcutsPage

    page = ShortcutsPage(settings)
    page.search.setText("skip")
    shown = [
        item.text(0)
        for room, items in page._rooms.values()
        for item in items
        if not item.isHidden() and not room.isHidden()
    ]
    assert "Skip" in shown
    assert "Approve" not in shown


def test_a_key_is_changed_conflicts_are_told_and_all_come_back(
    dialog: SettingsDialog, settings: QSettings, qtbot: QtBot
) -> None:
    import maemi_gui.review.commands  # noqa: F401 - registers actions
    from maemi_gui import actions
    from maemi_gui.settings.shortcuts_page import ShortcutsPage

    owner = QWidget()
    qtbot.addWidget(owner)
    live = actions.make("review.approve", owner)
    page = ShortcutsPage(settings)
    qtbot.addWidget(page)
    page.show()
    try:
        page.choose("review.approve")
        page.begin()
        qtbot.keyClick(page.field, Qt.Key.Key_X)
        page.field.editingFinished.emit()
        assert "X is taken by “Reject” (Review)" in page.problem.text()
        assert live.shortcut().toString() == "A"
        page.begin()
        qtbot.keyClick(page.field, Qt.Key.Key_Y)
        page.field.editingFinished.emit()
        assert live.shortcut().toString() == "Y" and "(Y)" in live.toolTip()
        assert actions.info_of("review.approve").keys == "Y"
        page.give("Esc")
        assert "Esc leaves" in page.problem.text()
        page.choose("review.skip")
        page.give("A")
        actions.load_keys(settings)
        assert [actions.info_of(f"review.{name}").keys for name in ("approve", "skip")] == ["Y", "A"]
        page.choose("review.approve")
        page.give(None)
        assert "A is taken by “Skip”" in page.problem.text()
        page.reset_all.click()
        assert live.shortcut().toString() == "A" and not actions.remapped()
    finally:
        actions.remap(settings, dict.fromkeys(actions.remapped()))
